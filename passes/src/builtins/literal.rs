//! What is said about constants: `literally(x)`, which inference sees to, and `literal_unroll(t)`, which marks a tuple.

use super::Builtin;
use crate::code::{Argument, Code, Operand, Values};
use numlir_dialects::types::Type;

pub static FAMILY: &[Builtin] = &[
    Builtin {
        name: "numlir.literally",
        parameters: &["obj"],
        infer: |arguments| arguments[0].as_ref().map(|argument| argument.ty.clone()).ok_or_else(String::new),
        lower: itself,
    },
    Builtin { name: "numlir.literal_unroll", parameters: &["container"], infer: infer_unroll, lower: itself },
];

fn infer_unroll(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match arguments[0].as_ref().map(|argument| &argument.ty) {
        Some(ty @ (Type::Tuple(_) | Type::List(_))) => Ok(ty.clone()),
        _ => Err("the argument should be a tuple or a list of constant values".into()),
    }
}

fn itself<'c>(_: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    operands.iter().flatten().flat_map(|operand| operand.values.clone()).collect()
}

/// Whether what is known of the argument is known of the result.
pub fn answers(name: &str) -> bool {
    FAMILY.iter().any(|builtin| builtin.name == name)
}
