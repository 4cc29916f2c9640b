//! `numlir.library.call_c("symbol", result type, …)`: how the library calls functions of the runtime.

use super::{Builtin, dtype_of};
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    scalar::lower,
};
use numlir_dialects::types::{Scalar, Type};

pub static FAMILY: &[Builtin] =
    &[Builtin { name: "numlir.library.call_c", parameters: &["symbol", "result", "*"], infer, lower: lower_call }];

/// What a function of the runtime takes where it is more than numbers: its code believes it.
#[derive(Clone, Copy)]
enum Parameter {
    Text,
    /// A list of texts.
    Texts,
    Integer,
    Boolean,
    Set,
}

/// The parameters of the functions that take objects; functions of numbers and arrays are not here.
fn prototype(symbol: &str) -> Option<&'static [Parameter]> {
    use Parameter::{Boolean, Integer, Set, Text, Texts};
    Some(match symbol {
        "numlir_str_find" | "numlir_str_rfind" | "numlir_str_count" => &[Text, Text, Integer, Integer],
        "numlir_str_is" | "numlir_str_case" => &[Text, Integer],
        "numlir_str_is_int" | "numlir_str_to_int" | "numlir_str_is_float" | "numlir_str_to_float" => &[Text],
        "numlir_hash_str" => &[Text],
        "numlir_str_strip" => &[Text, Text, Boolean, Integer],
        "numlir_str_replace" => &[Text, Text, Text, Integer],
        "numlir_str_split" => &[Text, Text, Boolean, Integer, Boolean],
        "numlir_str_lines" => &[Text, Boolean],
        "numlir_str_join" => &[Text, Texts],
        "numlir_set_filter" => &[Set, Set, Boolean],
        _ => return None,
    })
}

impl Parameter {
    /// Whether a value of a type can be passed. Booleans are integers, as in Python.
    fn takes(self, ty: &Type) -> bool {
        match self {
            Self::Text => matches!(ty, Type::Str | Type::Bytes),
            Self::Texts => matches!(ty, Type::List(element) if matches!(**element, Type::Str | Type::Bytes)),
            Self::Integer => ty.scalar().is_some_and(|scalar| scalar.is_integer() || scalar == Scalar::Bool),
            Self::Boolean => *ty == Type::BOOL,
            Self::Set => matches!(ty, Type::Set(_)),
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Texts => "a list of texts",
            Self::Integer => "an integer",
            Self::Boolean => "a boolean",
            Self::Set => "a set",
        }
    }
}

/// C passes narrower integers in ways that differ between machines, and complex numbers too.
fn passes(scalar: Scalar) -> bool {
    !scalar.is_complex() && scalar.size() >= 4
}

fn infer(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let [symbol, result, operands @ ..] = arguments else { return Err("there is no symbol".into()) };
    let Some(Argument { constant: Some(Constant::Str(symbol)), .. }) = symbol else {
        return Err("the symbol is a literal string".into());
    };
    if let Some(parameters) = prototype(symbol) {
        for (parameter, operand) in parameters.iter().zip(operands.iter().flatten()) {
            if !parameter.takes(&operand.ty) {
                return Err(format!("expected {}, not {}", parameter.text(), operand.ty));
            }
            // Strings and bytes do not mix.
            if let (Parameter::Text, Some(first)) = (parameter, operands[0].as_ref())
                && operand.ty != first.ty
            {
                return Err(format!("expected {}, not {}", first.ty, operand.ty));
            }
        }
    }
    for operand in operands.iter().flatten() {
        match &operand.ty {
            Type::Array(_)
            | Type::Generator
            | Type::Pointer(_)
            | Type::Str
            | Type::Bytes
            | Type::List(_)
            | Type::Set(_)
            | Type::Instance { .. }
            | Type::Scalar(Scalar::Bool) => {}
            Type::Scalar(scalar) if passes(*scalar) => {}
            other => return Err(format!("{other} cannot be passed")),
        }
    }
    match result {
        Some(Argument { ty: Type::None, .. }) => Ok(Type::None),
        Some(Argument { ty: Type::Builtin(name), .. }) if &**name == "builtins.str" => Ok(Type::Str),
        Some(Argument { ty: Type::Builtin(name), .. }) if &**name == "builtins.bytes" => Ok(Type::Bytes),
        // A list like this one.
        Some(Argument { ty: ty @ (Type::List(_) | Type::Set(_)), .. }) => Ok(ty.clone()),
        Some(Argument { ty, .. }) => match dtype_of(ty) {
            Some(Scalar::Bool) => Ok(Type::BOOL),
            Some(scalar) if passes(scalar) => Ok(Type::Scalar(scalar)),
            _ => Err(format!("{ty} is no type of a result")),
        },
        None => Err("there is no type of the result".into()),
    }
}

fn lower_call<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let Some(Operand { constant: Some(Constant::Str(symbol)), .. }) = &operands[0] else { return Values::new() };
    let parameters = prototype(symbol).unwrap_or_default();
    let mut values = Values::new();
    for (position, operand) in operands[2..].iter().flatten().enumerate() {
        match (parameters.get(position), operand.ty.scalar()) {
            (Some(Parameter::Integer), Some(from)) => {
                values.push(lower::convert(code, operand.values[0], from, Scalar::Int64));
            }
            _ => values.extend(operand.values.iter().copied()),
        }
    }
    let objects = operands[2..].iter().flatten().any(|operand| {
        matches!(
            operand.ty,
            Type::Str | Type::Bytes | Type::List(_) | Type::Set(_) | Type::Instance { .. } | Type::BOOL
        )
    });
    if matches!(result, Type::Str | Type::Bytes | Type::List(_) | Type::Set(_)) {
        return Values::from_slice(&[code.make(symbol, &values, result)]);
    }
    if objects || *result == Type::BOOL {
        let ty = result.scalar().map(|scalar| code.storage(scalar));
        return code.runtime(symbol, &values, ty).results().collect();
    }
    let types = result.scalar().map(|scalar| code.storage(scalar));
    let operation = code
        .builder
        .op("nd.call_c")
        .attribute("symbol", code.builder.string(symbol))
        .operands(operands[2..].iter().flatten().flat_map(|operand| operand.values.clone()))
        .results(types)
        .insert();
    operation.results().collect()
}
