//! The Gregorian calendar, extended to all years, as arithmetic: days and months since 1970 in each other.
//!
//! A year begins in March here, so that the day that leap years add is its last: then the days before a month of the year are
//! `(153 * month + 2) / 5`.

use super::units::DAYS_IN_400_YEARS;
use crate::{code::Code, scalar::integer};
use numlir_dialects::{Value, types::Scalar};

/// Days from the 1st of March of the year 0 to the 1st of January of 1970.
const EPOCH: i64 = 719_468;

/// The day on which each month begins, both counted from the start of 1970.
pub fn days_of_months<'c>(code: &mut Code<'_, 'c>, months: Value<'c>) -> Value<'c> {
    let mut at = Arithmetic(code);
    // Months from March of the year 0.
    let months = at.add(months, 1970 * 12 - 2);
    let year = at.divide(months, 12);
    let month = at.modulo(months, 12);
    let before = at.multiply(month, 153);
    let before = at.add(before, 2);
    let before = at.divide(before, 5);
    let days = at.multiply(year, 365);
    let [fourth, hundredth, four_hundredth] = [4, 100, 400].map(|every| at.divide(year, every));
    let days = at.sum(days, fourth);
    let days = at.difference(days, hundredth);
    let days = at.sum(days, four_hundredth);
    let days = at.sum(days, before);
    at.add(days, -EPOCH)
}

/// The month in which each day is, both counted from the start of 1970.
pub fn months_of_days<'c>(code: &mut Code<'_, 'c>, days: Value<'c>) -> Value<'c> {
    let mut at = Arithmetic(code);
    let days = at.add(days, EPOCH);
    let era = at.divide(days, DAYS_IN_400_YEARS);
    let day = at.modulo(days, DAYS_IN_400_YEARS);
    // The year of the era: without the days that leap years before it added, years are 365 days.
    let [leap, century, last] = [1460, 36524, 146_096].map(|every| at.divide(day, every));
    let plain = at.difference(day, leap);
    let plain = at.sum(plain, century);
    let plain = at.difference(plain, last);
    let year = at.divide(plain, 365);
    let [fourth, hundredth] = [4, 100].map(|every| at.divide(year, every));
    let start = at.multiply(year, 365);
    let start = at.sum(start, fourth);
    let start = at.difference(start, hundredth);
    let day = at.difference(day, start);
    let month = at.multiply(day, 5);
    let month = at.add(month, 2);
    let month = at.divide(month, 153);
    let eras = at.multiply(era, 400 * 12);
    let years = at.multiply(year, 12);
    let months = at.sum(eras, years);
    let months = at.sum(months, month);
    at.add(months, 2 - 1970 * 12)
}

/// Arithmetic on `int64` with constants, rounded down.
struct Arithmetic<'w, 'a, 'c>(&'w mut Code<'a, 'c>);

impl<'c> Arithmetic<'_, '_, 'c> {
    fn add(&mut self, value: Value<'c>, number: i64) -> Value<'c> {
        let number = self.0.builder.constant_i64(number);
        self.sum(value, number)
    }

    fn sum(&mut self, a: Value<'c>, b: Value<'c>) -> Value<'c> {
        self.0.builder.binary("arith.addi", a, b)
    }

    fn difference(&mut self, a: Value<'c>, b: Value<'c>) -> Value<'c> {
        self.0.builder.binary("arith.subi", a, b)
    }

    fn multiply(&mut self, value: Value<'c>, number: i64) -> Value<'c> {
        let number = self.0.builder.constant_i64(number);
        self.0.builder.binary("arith.muli", value, number)
    }

    fn divide(&mut self, value: Value<'c>, number: i64) -> Value<'c> {
        let number = self.0.builder.constant_i64(number);
        integer::floor_divide(self.0, Scalar::Int64, value, number)
    }

    fn modulo(&mut self, value: Value<'c>, number: i64) -> Value<'c> {
        let number = self.0.builder.constant_i64(number);
        integer::modulo(self.0, Scalar::Int64, value, number)
    }
}

/// Days since the start of 1970 of the first day of a month (from 1) of a year, for dates that are known.
pub fn day_number(year: i64, month: i64) -> Option<i64> {
    let months = year.checked_mul(12)?.checked_add(month - 1 - 2)?;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12));
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year.checked_mul(365)?.checked_add(leaps + (153 * month + 2) / 5 - EPOCH)
}
