//! `numlir.library.object_call("symbol", "types", …)`: a block in object mode, which the host runs.

use super::Builtin;
use crate::{
    code::{Argument, Code, Constant, ObjectCall, Operand, Values},
    signature::parse_types,
};
use numlir_dialects::types::Type;
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
fn has_object(ty: &Type) -> bool {
    match ty {
        Type::Scalar(_) | Type::None | Type::Str | Type::Bytes | Type::Array(_) | Type::Slice(_) => true,
        Type::Instance { .. } => true,
        Type::Set(of) | Type::List(of) | Type::Optional(of) => has_object(of),
        Type::Tuple(of) => of.iter().all(has_object),
        _ => false,
    }
}

fn lower<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let [Some(Operand { constant: Some(Constant::Str(block)), .. }), _, inputs @ ..] = operands else {
        return smallvec![];
    };
    let inputs: Vec<_> = inputs.iter().flatten().collect();
    let types = inputs.iter().map(|input| input.ty.clone()).collect();
    let call = ObjectCall { block: block.to_string(), inputs: types, result: result.clone() };
    let name = format!("{block}.{}", types_text(&call));
    let results = code.flat_types(result);
    code.externals.objects.entry(name.clone()).or_insert(call);
    let call = code
        .builder
        .op("func.call")
        .attribute("callee", code.builder.symbol(&name))
        .operands(inputs.iter().flat_map(|input| input.values.iter().copied()))
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
