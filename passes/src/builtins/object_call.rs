//! `numlir.library.object_call("symbol", "types", …)`: a block in object mode, which the host runs.

use super::Builtin;
use crate::{
    code::{Argument, Code, Constant, ObjectCall, Operand, Values},
    signature::parse_types,
};
use numlir_dialects::{Value, instance, types::Type};
use smallvec::smallvec;
use std::fmt::Write;

pub static FAMILY: &[Builtin] =
    &[Builtin { name: "numlir.library.object_call", parameters: &["symbol", "types", "*"], infer, lower }];

fn infer(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let [_, Some(Argument { constant: Some(Constant::Str(types)), .. }), inputs @ ..] = arguments else {
        return Err("the types of the results are a literal string".into());
    };
    if let Some(input) = inputs.iter().flatten().find(|input| !has_object(&input.ty)) {
        return Err(format!("a block in object mode cannot read {}, which is no value of Python's", input.ty));
    }
    let mut types = parse_types(types)?;
    Ok(match types.len() {
        0 => Type::None,
        1 => types.remove(0),
        _ => Type::tuple(types),
    })
}

/// Whether values of a type become Python objects.
pub fn has_object(ty: &Type) -> bool {
    match ty {
        Type::Scalar(_) | Type::None | Type::Str | Type::Bytes | Type::Array(_) | Type::Slice(_) => true,
        Type::Instance { .. } => instance::literal_keys(ty).is_none() && instance::yielded(ty).is_none(),
        Type::Set(of) | Type::List(of) | Type::Optional(of) => has_object(of),
        Type::Tuple(of) | Type::Named { elements: of, .. } => of.iter().all(has_object),
        _ => false,
    }
}

fn lower<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let [Some(Operand { constant: Some(Constant::Str(block)), .. }), _, inputs @ ..] = operands else {
        return smallvec![];
    };
    let inputs: Vec<_> = inputs.iter().flatten().collect();
    let types = inputs.iter().map(|input| input.ty.clone()).collect();
    let values: Vec<_> = inputs.iter().flat_map(|input| input.values.iter().copied()).collect();
    call(code, ObjectCall { block: block.to_string(), inputs: types, result: result.clone() }, &values)
}

/// Hands a value to the host, which makes an object of it and notes that as an argument of the exception about to be raised.
pub fn note_object<'c>(code: &mut Code<'_, 'c>, ty: &Type, values: &[Value<'c>]) {
    call(code, ObjectCall { block: String::new(), inputs: vec![ty.clone()], result: Type::None }, values);
}

fn call<'c>(code: &mut Code<'_, 'c>, call: ObjectCall, values: &[Value<'c>]) -> Values<'c> {
    let name = format!("{}.{}", if call.block.is_empty() { "numlir.noted" } else { &call.block }, types_text(&call));
    let results = code.flat_types(&call.result);
    code.externals.objects.entry(name.clone()).or_insert(call);
    let call = code
        .builder
        .op("func.call")
        .attribute("callee", code.builder.symbol(&name))
        .operands(values.iter().copied())
        .results(results)
        .insert();
    call.results().collect()
}

/// The types of what goes in and what comes out, as the host reads them ([`types_of`]).
pub fn types_text(call: &ObjectCall) -> String {
    // Types serialise without failing: they are plain data.
    let bytes = postcard::to_stdvec(&(&call.inputs, &call.result)).unwrap_or_default();
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What [`types_text`] says.
pub fn types_of(text: &str) -> Option<(Vec<Type>, Type)> {
    let bytes: Option<Vec<u8>> =
        (0..text.len() / 2).map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()).collect();
    postcard::from_bytes(&bytes?).ok()
}
