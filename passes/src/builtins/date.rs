//! NumPy's classes of dates and of spans of time: `np.datetime64(x, unit)` and `np.timedelta64(x, unit)` of integers, of text that is
//! known when compiling, and of other dates.

use super::Builtin;
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    dates,
    scalar::lower,
};
use numlir_dialects::{
    dates::{Date, Unit, unit_of},
    types::{Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "numpy.datetime64", parameters: &["value", "unit?"], infer: |given| infer(given, true), lower },
    Builtin { name: "numpy.timedelta64", parameters: &["value?", "unit?"], infer: |given| infer(given, false), lower },
];

/// The unit that is asked for.
fn unit(argument: Option<&Argument>) -> Result<Option<(Unit, u32)>, String> {
    match argument.map(|argument| &argument.constant) {
        None | Some(Some(Constant::None)) => Ok(None),
        Some(Some(Constant::Str(text))) => {
            let known = unit_of(text).ok_or_else(|| format!("Invalid datetime unit \"{text}\" in metadata"))?;
            Ok(Some(known).filter(|(unit, _)| *unit != Unit::Generic))
        }
        Some(_) => Err("the unit must be a string constant".to_owned()),
    }
}

/// The number that a text stands for, and its type.
fn read(text: &str, moment: bool, unit: Option<(Unit, u32)>) -> Result<(i64, Date), String> {
    if moment {
        return dates::parse(text, unit);
    }
    let (unit, count) = unit.unwrap_or((Unit::Generic, 1));
    let date = Date { moment, unit, count };
    if text.is_empty() || text.eq_ignore_ascii_case("nat") {
        return Ok((Date::NAT, date));
    }
    let number = text.parse().map_err(|_| "Could not convert object to NumPy timedelta".to_owned())?;
    Ok((number, date))
}

fn infer(given: &[Option<Argument>], moment: bool) -> Result<Type, String> {
    let unit = unit(given[1].as_ref())?;
    let generic = Date { moment, unit: Unit::Generic, count: 1 };
    let asked = unit.map(|(unit, count)| generic.of_unit(unit, count));
    let Some(value) = &given[0] else { return Ok(Type::Scalar(Scalar::Date(asked.unwrap_or(generic)))) };
    let date = match (&value.ty, &value.constant) {
        (_, Some(Constant::Str(text))) => read(text, moment, unit)?.1,
        (Type::None, _) => asked.unwrap_or(generic),
        (Type::Str, _) => return Err("a date that is a string must be a string constant".to_owned()),
        (Type::Scalar(Scalar::Date(from)), _) if from.moment == moment => {
            let to = asked.unwrap_or(*from);
            if !dates::can_cast(Scalar::Date(*from), Scalar::Date(to), true) {
                return Err(format!("Cannot cast {} to {} according to the rule 'same_kind'", from.name(), to.name()));
            }
            dates::convertible(Scalar::Date(*from), Scalar::Date(to))?;
            to
        }
        (Type::Scalar(from), _) if from.is_integer() || *from == Scalar::Bool => match asked {
            None if moment => {
                return Err("Converting an integer to a NumPy datetime requires a specified unit".to_owned());
            }
            asked => asked.unwrap_or(generic),
        },
        _ => {
            let class = if moment { "datetime" } else { "timedelta" };
            return Err(format!("Could not convert object of type {} to NumPy {class}", value.ty));
        }
    };
    Ok(Type::Scalar(Scalar::Date(date)))
}

fn lower<'c>(code: &mut Code<'_, 'c>, given: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let ty = result.scalar().expect("inference gives a date");
    let date = ty.date().expect("inference gives a date");
    let number = match &given[0] {
        None => Some(0),
        Some(Operand { constant: Some(Constant::Str(text)), .. }) => {
            // A result without a unit is of a text that has none.
            let unit = Some((date.unit, date.count)).filter(|(unit, _)| *unit != Unit::Generic);
            Some(read(text, date.moment, unit).expect("inference has read it").0)
        }
        Some(Operand { ty: Type::None, .. }) => Some(Date::NAT),
        Some(_) => None,
    };
    smallvec![match (number, &given[0]) {
        (Some(number), _) => code.builder.constant_i64(number),
        (None, Some(value)) => {
            let from = value.ty.scalar().expect("inference accepts numbers and dates");
            lower::convert(code, value.value(), from, ty)
        }
        (None, None) => unreachable!("what is not given is zero"),
    }]
}
