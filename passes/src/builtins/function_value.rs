//! Functions of a signature, whichever they are: the call of one, and what the function behind one gives
//! (`library/function/values.py`).

use super::Builtin;
use crate::{
    code::{Argument, Code, Operand, Values},
    conversion::conversion,
    infer::converts,
    py_to_nd::nested,
};
use numlir_dialects::{instance, types::Type};
use smallvec::smallvec;

/// `call_through(function, arguments)`: the result of the function for a tuple of arguments.
pub const CALL_THROUGH: &str = "numlir.library.call_through";
/// `as_result(function, value)`: a value as what functions of the signature give.
pub const AS_RESULT: &str = "numlir.library.as_result";

/// The attribute of functions that addresses of functions' values lead to: how many values are captured.
pub const FUNCTION_ENTRY: &str = "numlir.function_entry";
/// The attribute of functions that call a function's value.
pub const THROUGH: &str = "numlir.through";

pub static FAMILY: &[Builtin] = &[
    Builtin { name: CALL_THROUGH, parameters: &["function", "arguments"], infer: infer_call, lower: lower_call },
    Builtin { name: AS_RESULT, parameters: &["function", "value"], infer: infer_result, lower: lower_result },
];

/// The symbol of the function that calls values of functions of a type, by the type's number in the module.
pub fn through_name(number: usize) -> String {
    format!("{THROUGH}.{number}")
}

fn signature(arguments: &[Option<Argument>]) -> Result<(&[Type], &Type), String> {
    let function = arguments.first().and_then(Option::as_ref);
    function.and_then(|function| instance::signature(&function.ty)).ok_or_else(|| "this is no function".into())
}

fn infer_call(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let (expected, result) = signature(arguments)?;
    let given = arguments.get(1).and_then(Option::as_ref).and_then(|given| given.ty.elements());
    let given = given.ok_or("the arguments are a tuple")?;
    if given.len() != expected.len() {
        return Err(format!("the function takes {} arguments, {} were given", expected.len(), given.len()));
    }
    for (from, to) in given.iter().zip(expected) {
        if conversion(from, to).is_none() && !converts(from, to) {
            return Err(format!("the function takes {to}, {from} was given"));
        }
    }
    Ok(result.clone())
}

fn lower_call<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (Some(function), Some(arguments)) = (&operands[0], &operands[1]) else { return smallvec![] };
    let Some((expected, _)) = instance::signature(&function.ty) else { return smallvec![] };
    let expected = Type::tuple(expected.iter().cloned());
    let values = nested(code, |lowering| lowering.cast(&arguments.values, &arguments.ty, &expected));
    let results = code.flat_types(result);
    let through = &mut code.externals.through;
    let number = through.iter().position(|known| *known == function.ty).unwrap_or_else(|| {
        through.push(function.ty.clone());
        through.len() - 1
    });
    let call = code
        .builder
        .op("func.call")
        .attribute("callee", code.builder.symbol(&through_name(number)))
        .operand(function.value())
        .operands(values.unwrap_or_default())
        .results(results)
        .insert();
    call.results().collect()
}

fn infer_result(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let (_, result) = signature(arguments)?;
    let value = arguments.get(1).and_then(Option::as_ref).ok_or("the value is missing")?;
    match conversion(&value.ty, result).is_some() || converts(&value.ty, result) {
        true => Ok(result.clone()),
        false => Err(format!("the signature of the function says {result}, it gives {}", value.ty)),
    }
}

fn lower_result<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let Some(value) = &operands[1] else { return smallvec![] };
    nested(code, |lowering| lowering.cast(&value.values, &value.ty, result)).unwrap_or_default()
}
