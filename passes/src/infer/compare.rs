//! The typing rule of comparisons.

use super::{
    fact::{Fact, unify},
    lists::has_holes,
    operation::{Message, typing, unsupported},
    rules::{operator_symbol, whole_array},
};
use crate::{code::Constant, scalar};
use numlir_dialects::types::{Scalar, Type};

pub(super) fn compare(op: &str, types: &[&Type], facts: &[Fact]) -> Result<Fact, Message> {
    let (a, b) = (types[0], types[1]);
    if a.enumeration().is_some() || b.enumeration().is_some() {
        // A member is itself and equal to nothing else.
        match op {
            "eq" | "ne" | "is" | "is_not" if a.enumeration() == b.enumeration() => return Ok(Fact::of(Type::BOOL)),
            "eq" | "is" if !matches!((a, b), (Type::Optional(_), _) | (_, Type::Optional(_))) => {
                return Ok(Fact::boolean(false));
            }
            "ne" | "is_not" if !matches!((a, b), (Type::Optional(_), _) | (_, Type::Optional(_))) => {
                return Ok(Fact::boolean(true));
            }
            _ => {}
        }
    }
    match op {
        "is" | "is_not" => {
            let same = match (a, b) {
                (Type::None, Type::None) => true,
                (Type::Optional(_), _) | (_, Type::Optional(_)) => return Ok(Fact::of(Type::BOOL)),
                (Type::None, _) | (_, Type::None) => false,
                (Type::Builtin(a), Type::Builtin(b)) => a == b,
                (Type::Dtype(a), Type::Dtype(b)) => a == b,
                // Containers of one type may be one object, which the addresses tell.
                (Type::List(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) if a == b => {
                    return Ok(Fact::of(Type::BOOL));
                }
                (Type::List(_) | Type::Set(_), _) | (_, Type::List(_) | Type::Set(_)) => false,
                _ => match (facts[0].constant(), facts[1].constant()) {
                    (Some(Constant::Bool(a)), Some(Constant::Bool(b))) => a == b,
                    _ if *a == Type::BOOL && *b == Type::BOOL => return Ok(Fact::of(Type::BOOL)),
                    // As in numba, integers of one type are the same where they are equal.
                    _ if a == b && a.scalar().is_some_and(Scalar::is_integer) => return Ok(Fact::of(Type::BOOL)),
                    // Values of types that have nothing in common are different objects.
                    _ if unify(a, b).is_none() => false,
                    _ => return Err(unsupported(format!("'is' between {a} and {b} is not compiled"))),
                },
            };
            return Ok(Fact::boolean(same == (op == "is")));
        }
        "in" | "not_in" => {
            let elements = match b {
                Type::Tuple(elements) => elements,
                Type::List(element) | Type::Set(element) => std::slice::from_ref(&**element),
                Type::Array(_) | Type::Range | Type::Str | Type::Bytes => {
                    return Err(unsupported(format!("'in' {b} is not compiled yet")));
                }
                _ => return Err(typing("not-iterable", format!("{b} contains nothing that 'in' could look for"))),
            };
            if let Some(element) = elements.iter().find(|element| !comparable("eq", a, element)) {
                return Err(typing("no-comparison", format!("{a} cannot be compared with {element}")));
            }
            return Ok(Fact::of(Type::BOOL));
        }
        _ => {}
    }
    if let (Some(Constant::Str(a)), Some(Constant::Str(b))) = (facts[0].constant(), facts[1].constant()) {
        let order = a.cmp(b);
        return Ok(Fact::boolean(holds(op, order)));
    }
    if let (Some(Constant::Int(a)), Some(Constant::Int(b))) = (facts[0].constant(), facts[1].constant()) {
        return Ok(Fact::boolean(holds(op, a.cmp(b))));
    }
    if let (Some(a), Some(b)) = (known_float(facts[0].constant()), known_float(facts[1].constant())) {
        return Ok(Fact::boolean(a.partial_cmp(&b).map_or(op == "ne", |order| holds(op, order))));
    }
    if let (Type::Builtin(a), Type::Builtin(b)) = (a, b)
        && matches!(op, "eq" | "ne")
    {
        return Ok(Fact::boolean((a == b) == (op == "eq")));
    }
    let dtypes = [a, b].map(crate::builtins::dtype_of);
    let compares_dtypes = matches!((a, b), (Type::Dtype(_), _) | (_, Type::Dtype(_)));
    if (compares_dtypes || dtypes.iter().all(Option::is_some)) && matches!(op, "eq" | "ne") {
        let same = dtypes[0].is_some() && dtypes[0] == dtypes[1];
        return Ok(Fact::boolean(same == (op == "eq")));
    }
    if let (Type::Optional(a), b) | (b, Type::Optional(a)) = (a, b) {
        let inner = if let Type::Optional(b) = b { b } else { b };
        if *inner != Type::None && !comparable(op, a, inner) {
            return Err(typing(
                "no-comparison",
                format!("there is no {} {} {}", types[0], operator_symbol(op), types[1]),
            ));
        }
        return Ok(Fact::of(Type::BOOL));
    }
    if matches!(op, "eq" | "ne") && ((*a == Type::None) != (*b == Type::None)) {
        return Ok(Fact::boolean(op == "ne"));
    }
    if matches!((a, b), (Type::Array(_), _) | (_, Type::Array(_))) {
        return whole_array(op, facts, false);
    }
    if !comparable(op, a, b) {
        let symbol = operator_symbol(op);
        return Err(typing("no-comparison", format!("there is no {a} {symbol} {b}{}", of_one_type(a, b))));
    }
    Ok(Fact::of(Type::BOOL))
}

/// What there is to say of sets that do not go together.
pub(super) fn of_one_type(a: &Type, b: &Type) -> &'static str {
    match (a, b) {
        (Type::Set(_), Type::Set(_)) => ": All Sets must be of the same type",
        (Type::Set(_), _) | (_, Type::Set(_)) => ": All arguments must be Sets",
        _ => "",
    }
}

/// A known number as a float, where that loses nothing.
fn known_float(constant: Option<&Constant>) -> Option<f64> {
    const EXACT: i64 = 1 << f64::MANTISSA_DIGITS;
    match constant {
        Some(Constant::Float(value)) => Some(*value),
        Some(Constant::Int(value)) if (-EXACT..=EXACT).contains(value) => Some(*value as f64),
        _ => None,
    }
}

fn holds(op: &str, order: std::cmp::Ordering) -> bool {
    match op {
        "eq" => order.is_eq(),
        "ne" => order.is_ne(),
        "lt" => order.is_lt(),
        "le" => order.is_le(),
        "gt" => order.is_gt(),
        _ => order.is_ge(),
    }
}

pub fn comparable(op: &str, a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Scalar(a), Type::Scalar(b)) => scalar::typing::compare(op, *a, *b).is_some(),
        (Type::None, Type::None) => matches!(op, "eq" | "ne"),
        (Type::Tuple(a), Type::Tuple(b)) => a.iter().zip(b.iter()).all(|(a, b)| comparable(op, a, b)),
        (Type::Str, Type::Str) | (Type::Bytes, Type::Bytes) => true,
        (Type::Named { class, .. }, Type::Named { class: other, .. }) => class == other && matches!(op, "eq" | "ne"),
        (Type::List(a), Type::List(b)) => comparable(op, a, b),
        (Type::Set(a), Type::Set(b)) => a == b || has_holes(a) || has_holes(b),
        (Type::Undetermined(_), _) | (_, Type::Undetermined(_)) => true,
        _ => false,
    }
}
