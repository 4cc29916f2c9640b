//! Conversions: to another unit, to numbers and from them.

use super::{calendar, kernels::unless_nat, units::ratio};
use crate::{
    code::Code,
    scalar::{integer, lower},
};
use numlir_dialects::{
    Value,
    dates::{Date, Unit},
    types::Scalar,
};

/// Converts between a date and another scalar, of types that `units::convertible` accepts. A count of a coarser unit is rounded down.
/// As a number, a date is its count; a date as a span, or the other way, has the same count.
pub fn convert<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, from: Scalar, to: Scalar) -> Value<'c> {
    match (from.date(), to.date()) {
        (Some(from), Some(to)) if from.moment == to.moment => unit(code, value, from, to),
        (Some(_), Some(_)) => value,
        (Some(_), None) => lower::convert(code, value, Scalar::Int64, to),
        _ => lower::convert(code, value, from, Scalar::Int64),
    }
}

/// Of dates between months and days: from how many days or months one count is, and how many are one count.
pub fn by_days(from: Date, to: Date) -> Result<([i64; 2], [i64; 2]), String> {
    let whole =
        |date: Date| if date.unit.is_calendar() { date.of_unit(Unit::Month, 1) } else { date.of_unit(Unit::Day, 1) };
    let first = ratio(from, whole(from))?;
    let last = ratio(whole(to), to)?;
    Ok((first.into(), last.into()))
}

fn unit<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, from: Date, to: Date) -> Value<'c> {
    if from == to {
        return value;
    }
    let crosses = from.moment && from.unit.is_calendar() != to.unit.is_calendar();
    if !crosses || from.unit == Unit::Generic || to.unit == Unit::Generic {
        let ratio = ratio(from, to).expect("inference accepts only units that convert");
        return match ratio {
            (1, 1) => value,
            ratio => unless_nat(code, value, |code| scale(code, value, ratio)),
        };
    }
    let (first, last) = by_days(from, to).expect("inference accepts only units that convert");
    unless_nat(code, value, |code| {
        let whole = scale(code, value, first.into());
        let other = if from.unit.is_calendar() {
            calendar::days_of_months(code, whole)
        } else {
            calendar::months_of_days(code, whole)
        };
        scale(code, other, last.into())
    })
}

/// Multiplies, then divides and rounds down.
fn scale<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, (multiply, divide): (i64, i64)) -> Value<'c> {
    let mut value = value;
    if multiply != 1 {
        let factor = code.builder.constant_i64(multiply);
        value = code.builder.binary("arith.muli", value, factor);
    }
    if divide != 1 {
        let divisor = code.builder.constant_i64(divide);
        value = integer::floor_divide(code, Scalar::Int64, value, divisor);
    }
    value
}
