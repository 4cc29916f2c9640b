//! The typing rules of strings.

use super::{
    body::OperationBody,
    fact::Fact,
    operation::{Message, typing, unsupported},
    rules::is_index,
};
use crate::code::Constant;
use numlir_dialects::types::{Scalar, Type};
use smallvec::SmallVec;

/// The rule of an operation that makes strings or looks into them; `None` where it is another's.
pub fn string_operation(op: &OperationBody, facts: &[Fact]) -> Option<Result<Fact, Message>> {
    let types: SmallVec<[&Type; 2]> = facts.iter().filter_map(Fact::ty).collect();
    let texts = || -> Option<Vec<&str>> { facts.iter().map(text).collect() };
    let known = |text: Option<String>| Fact::Known(Type::Str, text.map(|text| Constant::Str(text.into())));
    let name = op.operation.text("op");
    Some(Ok(match (op.name, &types[..]) {
        ("py.getitem", [string @ (Type::Str | Type::Bytes), index]) => match index {
            Type::Scalar(scalar) if is_index(*scalar) || *scalar == Scalar::Bool => match string {
                Type::Bytes => Fact::python(Type::INT64),
                _ => Fact::of(Type::Str),
            },
            Type::Slice(_) => Fact::of(Type::clone(string)),
            other => {
                return Some(Err(typing("string-index", format!("string indices must be integers, not {other}"))));
            }
        },
        ("py.binary" | "py.inplace", [Type::Str, Type::Str]) if name == "add" => {
            known(texts().map(|texts| texts.concat()))
        }
        ("py.binary" | "py.inplace", [Type::Bytes, Type::Bytes]) if name == "add" => Fact::of(Type::Bytes),
        (
            "py.binary" | "py.inplace",
            [string @ (Type::Str | Type::Bytes), Type::Scalar(times)]
            | [Type::Scalar(times), string @ (Type::Str | Type::Bytes)],
        ) if name == "mul" && (is_index(*times) || *times == Scalar::Bool) => Fact::of(Type::clone(string)),
        ("py.compare", [Type::Str, Type::Str]) if matches!(name, "in" | "not_in") => match texts().as_deref() {
            Some([part, whole]) => Fact::boolean(whole.contains(part) == (name == "in")),
            _ => Fact::of(Type::BOOL),
        },
        ("py.compare", [Type::Bytes | Type::Scalar(_), Type::Bytes]) if matches!(name, "in" | "not_in") => {
            match types[0].scalar() {
                Some(scalar) if !is_index(scalar) && scalar != Scalar::Bool => return None,
                _ => Fact::of(Type::BOOL),
            }
        }
        // Values of different kinds are never equal.
        ("py.compare", [a, b])
            if matches!(name, "eq" | "ne")
                && a != b
                && [a, b].iter().any(|ty| ty.is_text())
                && [a, b].iter().all(|ty| ty.is_text() || ty.scalar().is_some()) =>
        {
            Fact::boolean(name == "ne")
        }
        ("py.format", [value, rest @ ..]) => {
            let specified = !rest.is_empty() && text(&facts[1]) != Some("");
            if specified && op.operation.text("conversion").is_empty() && !takes_specification(value) {
                return Some(Err(unsupported(format!("format specifications of {value} are not compiled"))));
            }
            if let Err(message) = formattable(value) {
                return Some(Err(message));
            }
            if specified {
                return Some(Ok(Fact::of(Type::Str)));
            }
            let plain = op.operation.text("conversion") != "r";
            known(match facts[0].constant() {
                Some(Constant::Str(text)) if plain => Some(text.to_string()),
                Some(Constant::Int(value)) => Some(value.to_string()),
                Some(Constant::Bool(value)) => Some(if *value { "True" } else { "False" }.to_owned()),
                _ => None,
            })
        }
        ("py.join", _) => known(texts().map(|texts| texts.concat())),
        _ => return None,
    }))
}

fn text(fact: &Fact) -> Option<&str> {
    match fact.constant() {
        Some(Constant::Str(text)) => Some(text),
        _ => None,
    }
}

/// Whether `format` takes a specification for values of a type.
pub fn takes_specification(ty: &Type) -> bool {
    match ty {
        Type::Scalar(scalar) => scalar.is_number() && !scalar.is_complex(),
        other => *other == Type::Str,
    }
}

/// Whether a value has a text that compiled code can write.
///
/// # Errors
/// Where it has none.
pub fn formattable(ty: &Type) -> Result<(), Message> {
    match ty {
        Type::Scalar(_) | Type::Str | Type::Bytes | Type::None | Type::Set(_) | Type::Undetermined(_) => Ok(()),
        Type::Caught => Ok(()),
        Type::Array(array) if array.element.is_value() => Ok(()),
        Type::List(element) | Type::Optional(element) => formattable(element),
        Type::Named { .. } if ty.enumeration().is_some() => {
            Err(unsupported(format!("the text of {ty} is not compiled")))
        }
        Type::Tuple(elements) | Type::Named { elements, .. } => elements.iter().try_for_each(formattable),
        other => Err(unsupported(format!("the text of {other} is not compiled"))),
    }
}
