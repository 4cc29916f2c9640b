//! `numlir.library.call_c("symbol", result type, …)`: how the library calls functions of the runtime.

use super::{Builtin, dtype_of};
use crate::code::{Argument, Code, Constant, Operand, Values};
use numlir_dialects::types::{Scalar, Type};

pub static FAMILY: &[Builtin] =
    &[Builtin { name: "numlir.library.call_c", parameters: &["symbol", "result", "*"], infer, lower }];

/// C passes narrower integers in ways that differ between machines, and complex numbers too.
fn passes(scalar: Scalar) -> bool {
    !scalar.is_complex() && scalar.size() >= 4
}

fn infer(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let [symbol, result, operands @ ..] = arguments else { return Err("there is no symbol".into()) };
    if !matches!(symbol, Some(Argument { constant: Some(Constant::Str(_)), .. })) {
        return Err("the symbol is a literal string".into());
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

fn lower<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let Some(Operand { constant: Some(Constant::Str(symbol)), .. }) = &operands[0] else { return Values::new() };
    let values: Values = operands[2..].iter().flatten().flat_map(|operand| operand.values.clone()).collect();
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
