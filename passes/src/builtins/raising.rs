//! `numlir.library.raise_if`: an error of the library with NumPy's text.

use super::Builtin;
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    extent::known,
    scalar::lower::convert,
};
use numlir_dialects::types::{Scalar, Type};
use smallvec::smallvec;

/// `raise_if(condition, exception, text, *values)`. Each `{}` in the text takes the next value: an integer, a shape, which is
/// written as NumPy does, `(3,4)`, or a literal string; `{, }` takes a shape that is written as Python does, `(3, 4)`.
pub static FAMILY: &[Builtin] = &[Builtin {
    name: "numlir.library.raise_if",
    parameters: &["condition", "exception", "text", "*"],
    infer: infer_raise_if,
    lower: lower_raise_if,
}];

fn text(constant: Option<&Constant>) -> Option<&str> {
    match constant {
        Some(Constant::Str(text)) => Some(text),
        _ => None,
    }
}

/// What stands before a text's first place for a value, that place, and what is behind it.
fn first_place(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find('{')?;
    let end = start + text[start..].find('}')? + 1;
    Some((&text[..start], &text[start..end], &text[end..]))
}

fn infer_raise_if(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let literal = |position: usize| {
        let argument = arguments[position].as_ref();
        text(argument.and_then(|argument| argument.constant.as_ref())).ok_or("the class and the text are literals")
    };
    literal(1)?;
    literal(2)?;
    let is_number = |ty: &Type| ty.scalar().is_some_and(Scalar::is_number);
    let is_shown = |argument: &Argument| match &argument.ty {
        Type::Tuple(extents) => extents.iter().all(is_number),
        ty => is_number(ty) || text(argument.constant.as_ref()).is_some(),
    };
    if !arguments[3..].iter().flatten().all(is_shown) {
        return Err("what the text shows are integers, shapes and literal strings".into());
    }
    match &arguments[0] {
        Some(Argument { ty: Type::Scalar(Scalar::Bool), .. }) => Ok(Type::None),
        _ => Err("the condition is a bool".into()),
    }
}

fn lower_raise_if<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let given: Vec<&Operand<'c>> = operands.iter().flatten().collect();
    let [condition, exception, message, values @ ..] = &given[..] else { return smallvec![] };
    if condition.constant == Some(Constant::Bool(false)) || known(condition.value()) == Some(0) {
        return smallvec![];
    }
    let mut rest = text(message.constant.as_ref()).unwrap_or_default();
    let mut full = String::new();
    let mut numbers = Values::new();
    for value in values {
        let Some((before, place, after)) = first_place(rest) else { break };
        full.push_str(before);
        rest = after;
        let separator = if place == "{}" { "," } else { ", " };
        match (&value.ty, &value.constant) {
            (_, Some(Constant::Str(text))) => full.push_str(text),
            (Type::Tuple(elements), _) => {
                let mut places = Vec::new();
                for (ty, value) in elements.iter().zip(&value.values) {
                    let value = convert(code, *value, ty.scalar().unwrap_or(Scalar::Int64), Scalar::Int64);
                    // NumPy's word for the extent that `reshape` is to find.
                    if known(value).is_some_and(|value| value < 0) {
                        places.push("newaxis");
                    } else {
                        places.push("{}");
                        numbers.push(value);
                    }
                }
                let comma = if elements.len() == 1 { "," } else { "" };
                full.push_str(&format!("({}{comma})", places.join(separator)));
            }
            (ty, _) => {
                full.push_str("{}");
                let from = ty.scalar().unwrap_or(Scalar::Int64);
                numbers.push(convert(code, value.value(), from, Scalar::Int64));
            }
        }
    }
    full.push_str(rest);
    let exception = text(exception.constant.as_ref()).unwrap_or("RuntimeError");
    let builder = &code.builder;
    builder
        .op("nd.raise_if")
        .operand(condition.value())
        .operands(numbers)
        .attribute("exception", builder.string(exception))
        .attribute("arguments", builder.strings(&[full]))
        .insert();
    smallvec![]
}
