//! Dates that are written as text, known when compiling: ISO 8601 as NumPy reads it, without time zones.

use super::calendar::day_number;
use numlir_dialects::dates::{Date, Unit};

/// The date of a text, in a unit or in that of the last part that is given. NumPy's `now` and `today` are refused: they would be the time
/// of compilation.
///
/// # Errors
/// NumPy's words, where the text is no date.
pub fn parse(text: &str, unit: Option<(Unit, u32)>) -> Result<(i64, Date), String> {
    let trimmed = text.trim_matches(' ');
    let given = |natural| {
        let (unit, count) = unit.unwrap_or((natural, 1));
        Date { moment: true, unit, count }
    };
    if trimmed.is_empty() || trimmed.eq_ignore_ascii_case("nat") {
        return Ok((Date::NAT, given(Unit::Generic)));
    }
    if matches!(trimmed, "now" | "today") {
        return Err(format!("\"{trimmed}\" would be the time at which the function is compiled"));
    }
    let wrong = |what: &str| format!("{what} in datetime string \"{text}\"");
    let mut reader = Reader { rest: trimmed };
    let negative = reader.take(|letter| letter == '-');
    if !negative {
        reader.take(|letter| letter == '+');
    }
    let unreadable =
        |rest: &str| format!("Error parsing datetime string \"{text}\" at position {}", trimmed.len() - rest.len());
    let (year, digits) = reader.number(usize::MAX).ok_or_else(|| unreadable(trimmed))?;
    if digits < 4 {
        return Err(unreadable(trimmed));
    }
    let year = if negative { -year } else { year };
    let mut parts = Parts { year, month: 1, day: 1, ..Parts::default() };
    let natural = parts.read(&mut reader, &wrong)?;
    if !reader.rest.is_empty() {
        return Err(unreadable(reader.rest));
    }
    let date = given(natural);
    let count = parts.count(date).ok_or_else(|| wrong("Out of range"))?;
    Ok((count, date))
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    /// Takes one letter, if it is such a one.
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        let mut letters = self.rest.chars();
        let found = letters.next().is_some_and(wanted);
        if found {
            self.rest = letters.as_str();
        }
        found
    }

    /// Takes a number of so many digits at most, and says how many there were.
    fn number(&mut self, most: usize) -> Option<(i64, usize)> {
        let digits = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.rest.split_at(digits);
        self.rest = rest;
        Some((number.parse().ok()?, digits))
    }

    /// Takes a number of two digits.
    fn pair(&mut self) -> Option<i64> {
        self.number(2).filter(|(_, digits)| *digits == 2).map(|(number, _)| number)
    }
}

#[derive(Default)]
struct Parts {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    /// Of a second.
    attoseconds: i64,
}

impl Parts {
    /// Reads what follows the year, and gives the unit of the last part.
    fn read(&mut self, reader: &mut Reader, wrong: &impl Fn(&str) -> String) -> Result<Unit, String> {
        if !reader.take(|letter| letter == '-') {
            return Ok(Unit::Year);
        }
        self.month =
            reader.pair().filter(|month| (1..=12).contains(month)).ok_or_else(|| wrong("Month out of range"))?;
        if !reader.take(|letter| letter == '-') {
            return Ok(Unit::Month);
        }
        let days = day_number(self.year, self.month + 1).zip(day_number(self.year, self.month));
        let days = days.map_or(0, |(next, first)| next - first);
        self.day = reader.pair().filter(|day| (1..=days).contains(day)).ok_or_else(|| wrong("Day out of range"))?;
        if !reader.take(|letter| matches!(letter, 'T' | ' ')) {
            return Ok(Unit::Day);
        }
        self.hour = reader.pair().filter(|hour| *hour < 24).ok_or_else(|| wrong("Hours out of range"))?;
        if !reader.take(|letter| letter == ':') {
            return Ok(Unit::Hour);
        }
        self.minute = reader.pair().filter(|minute| *minute < 60).ok_or_else(|| wrong("Minutes out of range"))?;
        if !reader.take(|letter| letter == ':') {
            return Ok(Unit::Minute);
        }
        self.second = reader.pair().filter(|second| *second < 60).ok_or_else(|| wrong("Seconds out of range"))?;
        if !reader.take(|letter| letter == '.') {
            return Ok(Unit::Second);
        }
        let (fraction, digits) = reader.number(18).ok_or_else(|| wrong("No digits of a second"))?;
        self.attoseconds = fraction * 10_i64.pow(18 - digits as u32);
        let units = [
            Unit::Millisecond,
            Unit::Microsecond,
            Unit::Nanosecond,
            Unit::Picosecond,
            Unit::Femtosecond,
            Unit::Attosecond,
        ];
        Ok(units[digits.div_ceil(3) - 1])
    }

    /// As a count, rounded down.
    fn count(&self, date: Date) -> Option<i64> {
        let every = i64::from(date.count);
        match date.unit {
            Unit::Year => return Some((self.year - 1970).div_euclid(every)),
            Unit::Month => {
                return Some(((self.year.checked_sub(1970)?).checked_mul(12)? + self.month - 1).div_euclid(every));
            }
            _ => {}
        }
        let days = i128::from(day_number(self.year, self.month)? + self.day - 1);
        let seconds = (days * 24 + i128::from(self.hour)) * 60 + i128::from(self.minute);
        let seconds = seconds * 60 + i128::from(self.second);
        let fine = seconds.checked_mul(10_i128.pow(18))?.checked_add(self.attoseconds.into())?;
        let unit = match date.unit {
            Unit::Week => 7 * 86_400,
            Unit::Day => 86_400,
            Unit::Hour => 3600,
            Unit::Minute => 60,
            _ => 1,
        } * 10_i128.pow(match date.unit {
            Unit::Millisecond => 15,
            Unit::Microsecond => 12,
            Unit::Nanosecond => 9,
            Unit::Picosecond => 6,
            Unit::Femtosecond => 3,
            Unit::Attosecond => 0,
            _ => 18,
        });
        i64::try_from(fine.div_euclid(unit * i128::from(every))).ok().filter(|count| *count != Date::NAT)
    }
}
