//! The functions that one chosen when the code runs may be, for the library that calls it (`library/function/calling.py`).

use super::Builtin;
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    py_to_nd::split,
};
use numlir_dialects::types::Type;
use smallvec::smallvec;
use std::sync::Arc;

pub static FAMILY: &[Builtin] = &[
    Builtin {
        name: "numlir.library.alternatives",
        parameters: &["function"],
        infer: |arguments| functions(arguments).map(|_| Type::INT64),
        lower: lower_count,
    },
    Builtin {
        name: "numlir.library.chosen",
        parameters: &["function"],
        infer: |arguments| functions(arguments).map(|_| Type::INT64),
        lower: lower_chosen,
    },
    Builtin {
        name: "numlir.library.alternative",
        parameters: &["function", "position"],
        infer: infer_alternative,
        lower: lower_alternative,
    },
];

fn functions(arguments: &[Option<Argument>]) -> Result<&Arc<[Type]>, String> {
    match arguments.first().and_then(Option::as_ref) {
        Some(Argument { ty: Type::Choice(functions), .. }) => Ok(functions),
        _ => Err("no functions to choose from".into()),
    }
}

/// The position that the second argument is.
fn position(constant: Option<&Constant>) -> Option<usize> {
    match constant {
        Some(Constant::Int(position)) => usize::try_from(*position).ok(),
        _ => None,
    }
}

fn infer_alternative(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let position = position(arguments[1].as_ref().and_then(|argument| argument.constant.as_ref()));
    let function = position.and_then(|position| functions(arguments).ok()?.get(position));
    function.cloned().ok_or_else(|| "the position is known when compiling".into())
}

fn lower_count<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(Operand { ty: Type::Choice(functions), .. }) = &operands[0] else { return smallvec![] };
    smallvec![code.builder.constant_i64(functions.len() as i64)]
}

fn lower_chosen<'c>(_: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    operands[0].iter().flat_map(|operand| operand.values.first().copied()).collect()
}

fn lower_alternative<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some(Operand { ty: Type::Choice(functions), values, .. }), Some(which)) = (&operands[0], &operands[1]) else {
        return smallvec![];
    };
    let captured = split(code, functions, &values[1..]);
    position(which.constant.as_ref()).and_then(|position| captured.get(position).cloned()).unwrap_or_default()
}

/// Whether [`answer`] knows the result of a function.
pub fn answers(name: &str) -> bool {
    name == "numlir.library.alternatives"
}

/// How many functions there are to choose from.
pub fn answer(inputs: &[Option<Argument>]) -> Option<Constant> {
    Some(Constant::Int(functions(inputs).ok()?.len() as i64))
}
