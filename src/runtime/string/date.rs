//! The texts of NumPy's dates and spans of time.

use super::{Str, string_of};

/// NumPy's numbers of units are positions here: the letters, and what spans are counted in.
const UNITS: [(&str, &str); 15] = [
    ("Y", "years"),
    ("M", "months"),
    ("W", "weeks"),
    ("", ""),
    ("D", "days"),
    ("h", "hours"),
    ("m", "minutes"),
    ("s", "seconds"),
    ("ms", "milliseconds"),
    ("us", "microseconds"),
    ("ns", "nanoseconds"),
    ("ps", "picoseconds"),
    ("fs", "femtoseconds"),
    ("as", "attoseconds"),
    ("generic", "generic time units"),
];

const YEAR: usize = 0;
const MONTH: usize = 1;
const WEEK: usize = 2;
const HOUR: usize = 5;
const SECOND: usize = 7;
const GENERIC: usize = 14;

/// `str` of a date or a span, a number of multiples of a unit, or its `repr`.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_str_of_date(value: i64, unit: i64, multiple: i64, moment: bool, repr: bool) -> *mut Str {
    string_of(&text(value, unit as usize, multiple, moment, repr))
}

fn text(value: i64, unit: usize, multiple: i64, moment: bool, repr: bool) -> String {
    let is_nat = value == i64::MIN;
    let letters = match multiple {
        1 => UNITS[unit].0.to_owned(),
        multiple => format!("{multiple}{}", UNITS[unit].0),
    };
    let count = i128::from(value) * i128::from(multiple);
    match (moment, repr) {
        (_, false) if is_nat => "NaT".to_owned(),
        (true, false) => date(count, unit),
        (false, false) => format!("{count} {}", UNITS[unit].1),
        (false, true) => {
            let value = if is_nat { "'NaT'".to_owned() } else { value.to_string() };
            if unit == GENERIC {
                format!("np.timedelta64({value})")
            } else {
                format!("np.timedelta64({value},'{letters}')")
            }
        }
        // The text alone means another unit, or none.
        (true, true) if is_nat => format!("np.datetime64('NaT','{letters}')"),
        (true, true) if unit == HOUR || multiple != 1 => format!("np.datetime64('{}','{letters}')", date(count, unit)),
        (true, true) => format!("np.datetime64('{}')", date(count, unit)),
    }
}

/// ISO 8601, as far as the unit.
fn date(count: i128, unit: usize) -> String {
    let (year, month, day) = match unit {
        YEAR => (count + 1970, 1, 1),
        MONTH => (count.div_euclid(12) + 1970, count.rem_euclid(12) + 1, 1),
        _ => civil(count.div_euclid(per_day(unit)) * if unit == WEEK { 7 } else { 1 }),
    };
    let mut text = format!("{year:04}");
    if unit >= MONTH {
        text += &format!("-{month:02}");
    }
    if unit >= WEEK {
        text += &format!("-{day:02}");
    }
    if unit < HOUR || unit == GENERIC {
        return text;
    }
    let rest = count.rem_euclid(per_day(unit));
    let per_second = per_day(unit.max(SECOND)) / 86_400;
    let seconds = match unit {
        HOUR => rest * 3600,
        unit if unit < SECOND => rest * 60,
        _ => rest / per_second,
    };
    text += &format!("T{:02}", seconds / 3600);
    if unit > HOUR {
        text += &format!(":{:02}", seconds / 60 % 60);
    }
    if unit >= SECOND {
        text += &format!(":{:02}", seconds % 60);
    }
    if unit > SECOND {
        let digits = 3 * (unit - SECOND);
        text += &format!(".{:0digits$}", rest % per_second);
    }
    text
}

/// How many of a unit are in a day; of days and coarser ones, 1.
fn per_day(unit: usize) -> i128 {
    match unit {
        HOUR => 24,
        unit if unit < HOUR || unit == GENERIC => 1,
        unit if unit < SECOND => 24 * 60,
        unit => 86_400 * 1000_i128.pow((unit - SECOND) as u32),
    }
}

/// Year, month and day of a day counted from the start of 1970. Years begin in March, so that a leap day is the last.
fn civil(days: i128) -> (i128, i128, i128) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let january = i128::from(month >= 10);
    (era * 400 + year + january, if month < 10 { month + 3 } else { month - 9 }, date)
}
