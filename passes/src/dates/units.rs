//! Which units go together, and how many of one are in another.

use numlir_dialects::{
    dates::{Date, Unit},
    types::Scalar,
};

/// The dtype that holds values of both: what counts the coarsest span that both are multiples of. Spans of months have no length in
/// days; a date in months is a day too.
///
/// # Errors
/// NumPy's words, where there is none.
pub fn common(a: Date, b: Date) -> Result<Date, String> {
    if a.moment != b.moment {
        return Err(format!("{} and {} have no common dtype", a.name(), b.name()));
    }
    result_unit(a, b, a.moment, b.moment)
}

/// [`common`], of operands that are dates or spans each by itself: a date plus a span. The result is of the first's kind.
///
/// # Errors
/// As [`common`].
pub fn result_unit(a: Date, b: Date, a_is_date: bool, b_is_date: bool) -> Result<Date, String> {
    let (coarse, fine, coarse_is_date) = if a.unit <= b.unit { (a, b, a_is_date) } else { (b, a, b_is_date) };
    if coarse.unit == Unit::Generic {
        return Ok(a.of_unit(fine.unit, fine.count));
    }
    let bracketed = |date: Date| date.name().split_once('[').map_or("", |name| name.1).trim_end_matches(']');
    let factor = match steps(coarse.unit, fine.unit) {
        Some(factor) => factor,
        // Days in a month are no number: the finer multiple is the result's.
        None if coarse.unit.is_calendar() && !fine.unit.is_calendar() && coarse_is_date => {
            return Ok(a.of_unit(fine.unit, fine.count));
        }
        None => {
            return Err(format!(
                "Cannot get a common metadata divisor for Numpy datetime metadata [{}] and [{}] because they have \
                 incompatible nonlinear base time units.",
                bracketed(a),
                bracketed(b)
            ));
        }
    };
    let scaled = factor.and_then(|factor| factor.checked_mul(coarse.count.into()));
    let scaled = scaled.filter(|count| *count < LARGEST_FACTOR);
    let overflow = || {
        format!(
            "Integer overflow getting a common metadata divisor for NumPy datetime metadata [{}] and [{}].",
            bracketed(a),
            bracketed(b)
        )
    };
    let count = greatest_common_divisor(scaled.ok_or_else(overflow)?.into(), fine.count.into());
    // A divisor of a multiple is no greater than that.
    Ok(a.of_unit(fine.unit, count as u32))
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// How many of a unit are in a coarser one or the same: nothing where they have no fixed ratio, `Some(None)` where the number is
/// beyond `int64`.
fn steps(coarse: Unit, fine: Unit) -> Option<Option<i64>> {
    if coarse == fine {
        return Some(Some(1));
    }
    match (coarse, fine) {
        (Unit::Generic, _) | (_, Unit::Generic) => None,
        (Unit::Year, Unit::Month) => Some(Some(12)),
        _ if coarse.is_calendar() || fine.is_calendar() => None,
        _ => {
            let each = LINEAR.iter().filter(|(unit, _)| *unit >= coarse && *unit < fine);
            let product = each.map(|step| step.1).try_fold(1_i64, i64::checked_mul);
            Some(product.filter(|factor| *factor < LARGEST_FACTOR))
        }
    }
}

/// NumPy takes no factor beyond for one that fits.
const LARGEST_FACTOR: i64 = 1 << 56;

/// How many of the next finer unit are in each unit of fixed length.
const LINEAR: [(Unit, i64); 10] = [
    (Unit::Week, 7),
    (Unit::Day, 24),
    (Unit::Hour, 60),
    (Unit::Minute, 60),
    (Unit::Second, 1000),
    (Unit::Millisecond, 1000),
    (Unit::Microsecond, 1000),
    (Unit::Nanosecond, 1000),
    (Unit::Picosecond, 1000),
    (Unit::Femtosecond, 1000),
];

/// By what counts of one unit are multiplied and then divided for counts of another, in lowest terms. Between months and days it is
/// the mean of the calendar, as NumPy converts spans.
///
/// # Errors
/// NumPy's words, where the factor is beyond `int64`.
pub fn ratio(from: Date, to: Date) -> Result<(i64, i64), String> {
    if from.unit == Unit::Generic || to.unit == Unit::Generic {
        return Ok((1, 1));
    }
    let overflow = || {
        format!(
            "Integer overflow while computing the conversion factor between NumPy datetime units {} and {}",
            from.unit.name(),
            to.unit.name()
        )
    };
    let (coarse, fine, down) =
        if from.unit <= to.unit { (from.unit, to.unit, true) } else { (to.unit, from.unit, false) };
    let (many, few) = match steps(coarse, fine) {
        Some(factor) => (i128::from(factor.ok_or_else(overflow)?), 1),
        None => {
            // 400 years are as many days; a year is twelve months.
            let few = if coarse == Unit::Year { 400 } else { 400 * 12 };
            let (many, few) = match fine {
                Unit::Week => (Some(1), few * 7),
                fine => (steps(Unit::Day, fine).flatten(), few),
            };
            (i128::from(many.ok_or_else(overflow)?) * i128::from(DAYS_IN_400_YEARS), few)
        }
    };
    let (multiply, divide) = if down { (many, few) } else { (few, many) };
    let (multiply, divide) = (multiply * i128::from(from.count), divide * i128::from(to.count));
    let divisor = greatest_common_divisor(multiply, divide);
    let fits = |number: i128| i64::try_from(number / divisor).map_err(|_| overflow());
    Ok((fits(multiply)?, fits(divide)?))
}

pub const DAYS_IN_400_YEARS: i64 = 97 + 400 * 365;

/// Whether there is code that converts values of one to the other.
///
/// # Errors
/// Why not, in NumPy's words where it has some.
pub fn convertible(from: Scalar, to: Scalar) -> Result<(), String> {
    match (from.date(), to.date()) {
        (Some(from), Some(to)) if from.moment == to.moment => match (from.unit, to.unit) {
            (unit, Unit::Generic) if unit != Unit::Generic => {
                Err(format!("{} is not converted to {}: it has a unit", from.name(), to.name()))
            }
            _ if from.moment && from.unit.is_calendar() != to.unit.is_calendar() => {
                super::convert::by_days(from, to).map(|_| ())
            }
            _ => ratio(from, to).map(|_| ()),
        },
        (Some(_), None) | (None, Some(_)) if !(from.is_value() && to.is_value()) => {
            Err(format!("{from} is not converted to {to}"))
        }
        _ => Ok(()),
    }
}

/// Whether a value may be assigned to an element: dates of a unit that casts to the element's, and integers as counts.
///
/// # Errors
/// What they are.
pub fn storable(value: Scalar, element: Scalar) -> Result<(), String> {
    let fits = match (value.date(), element.date()) {
        (None, None) => return Ok(()),
        (None, Some(_)) => value.is_integer() || value == Scalar::Bool,
        _ => can_cast(value, element, true),
    };
    if !fits {
        return Err(format!("{value} cannot be stored as {element}"));
    }
    convertible(value, element)
}

/// NumPy's casts of dates, for `casting="safe"` and, less strictly, `"same_kind"`.
pub fn can_cast(from: Scalar, to: Scalar, same_kind: bool) -> bool {
    match (from.date(), to.date()) {
        (None, Some(to)) => {
            !to.moment && (from == Scalar::Bool || from.is_integer()) && (same_kind || from != Scalar::UInt64)
        }
        _ if from == to => true,
        (Some(from), Some(to)) if from.moment == to.moment => {
            let crosses = from.unit.is_calendar() != to.unit.is_calendar();
            match (from.unit, to.unit) {
                (Unit::Generic, _) => true,
                (_, Unit::Generic) => false,
                _ if crosses && !from.moment => false,
                _ if same_kind => true,
                _ => from.unit <= to.unit && (crosses || ratio(from, to).is_ok_and(|(_, divide)| divide == 1)),
            }
        }
        _ => false,
    }
}
