//! Elements that are dates or spans of time: NumPy's `datetime64` and `timedelta64`. In storage each is an `int64`, a count of its unit;
//! the smallest one is NaT.

use crate::names::Names;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is counted, the coarsest first. Years and months have no length of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unit {
    /// Whatever the other operand counts.
    Generic,
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
    Picosecond,
    Femtosecond,
    Attosecond,
}

/// All units with NumPy's letters and numbers, in order.
const UNITS: [(Unit, &str, i32); 14] = [
    (Unit::Generic, "", 14),
    (Unit::Year, "Y", 0),
    (Unit::Month, "M", 1),
    (Unit::Week, "W", 2),
    (Unit::Day, "D", 4),
    (Unit::Hour, "h", 5),
    (Unit::Minute, "m", 6),
    (Unit::Second, "s", 7),
    (Unit::Millisecond, "ms", 8),
    (Unit::Microsecond, "us", 9),
    (Unit::Nanosecond, "ns", 10),
    (Unit::Picosecond, "ps", 11),
    (Unit::Femtosecond, "fs", 12),
    (Unit::Attosecond, "as", 13),
];

impl Unit {
    /// NumPy's letters; none for the generic unit.
    pub fn name(self) -> &'static str {
        UNITS[self as usize].1
    }

    /// NumPy's number (`NPY_DATETIMEUNIT`).
    pub fn number(self) -> i32 {
        UNITS[self as usize].2
    }

    /// What [`Unit::number`] gave.
    pub fn from_number(number: i32) -> Option<Self> {
        UNITS.into_iter().find(|unit| unit.2 == number).map(|unit| unit.0)
    }

    /// The unit of letters, `generic` too.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = match name {
            "generic" => "",
            "μs" => "us",
            name => name,
        };
        UNITS.into_iter().find(|unit| unit.1 == name).map(|unit| unit.0)
    }

    /// Years and months, which are no multiples of days.
    pub fn is_calendar(self) -> bool {
        matches!(self, Self::Year | Self::Month)
    }
}

/// A dtype of dates (`moment`) or of spans, which counts multiples of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Date {
    pub moment: bool,
    pub unit: Unit,
    pub count: u32,
}

static NAMES: Names<Date> = Names::new();

impl Date {
    /// The largest multiple of a unit.
    pub const MOST: u32 = (1 << 27) - 1;
    /// In storage, what is no time at all.
    pub const NAT: i64 = i64::MIN;

    /// One number that says all, for keys of types.
    pub fn number(self) -> u32 {
        self.count << 5 | (self.unit as u32) << 1 | u32::from(self.moment)
    }

    /// What [`Date::number`] gave.
    pub fn from_number(number: u32) -> Self {
        Self { moment: number & 1 != 0, unit: UNITS[(number >> 1 & 15) as usize].0, count: number >> 5 }
    }

    /// NumPy's unit number and multiple, as a dtype has them; `None` where there is no such dtype here.
    pub fn from_numpy(moment: bool, unit: i32, count: i32) -> Option<Self> {
        let count = u32::try_from(count).ok().filter(|count| (1..=Self::MOST).contains(count))?;
        Some(Self { moment, unit: Unit::from_number(unit)?, count })
    }

    /// As in Numba's messages: `datetime64[ns]`, `timedelta64[25s]`, `datetime64[]`.
    pub fn name(self) -> &'static str {
        NAMES.of(self)
    }

    /// What [`Date::name`] names, or NumPy's codes: `M8[D]`, `<m8[25s]`, `datetime64`.
    pub fn from_name(name: &str) -> Option<Self> {
        let native = if cfg!(target_endian = "little") { '<' } else { '>' };
        let (kind, unit) = match name.strip_suffix(']') {
            Some(name) => name.split_once('[')?,
            None => (name, ""),
        };
        let moment = match kind.trim_start_matches([native, '=']) {
            "datetime64" | "M8" | "M" => true,
            "timedelta64" | "m8" | "m" => false,
            _ => return None,
        };
        let (unit, count) = unit_of(unit)?;
        Some(Self { moment, unit, count })
    }

    /// Another count of the same kind.
    pub fn of_unit(self, unit: Unit, count: u32) -> Self {
        Self { unit, count, ..self }
    }
}

/// The unit and the multiple that a text such as `25s` says.
pub fn unit_of(text: &str) -> Option<(Unit, u32)> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let count = if digits == 0 { 1 } else { text[..digits].parse().ok()? };
    let unit = Unit::from_name(&text[digits..])?;
    let fits = (1..=Date::MOST).contains(&count) && (unit != Unit::Generic || count == 1);
    fits.then_some((unit, count))
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(if self.moment { "datetime64[" } else { "timedelta64[" })?;
        if self.count != 1 {
            write!(formatter, "{}", self.count)?;
        }
        write!(formatter, "{}]", self.unit.name())
    }
}
