//! Methods of scalars, by `scalar.<name>`; the object is the first argument.

use super::Builtin;
use crate::code::{Argument, Code, Operand, Values};
use numlir_dialects::types::Type;
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "scalar.conjugate", parameters: &["self"], infer: same, lower: lower_conjugate },
    Builtin { name: "scalar.conj", parameters: &["self"], infer: same, lower: lower_conjugate },
    Builtin { name: "scalar.item", parameters: &["self"], infer: same, lower: lower_same },
];

fn same(arguments: &[Option<Argument>]) -> Result<Type, String> {
    arguments[0].as_ref().map(|argument| argument.ty.clone()).ok_or_else(|| "there is no object".into())
}

fn lower_same<'c>(_: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    operands.iter().flatten().flat_map(|operand| operand.values.clone()).collect()
}

fn lower_conjugate<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(operand) = &operands[0] else { return smallvec![] };
    let Some(scalar) = operand.ty.scalar().filter(|scalar| scalar.is_complex()) else {
        return operand.values.clone();
    };
    let (ty, part) = (code.storage(scalar), code.storage(scalar.real()));
    let builder = &code.builder;
    let real = builder.convert("complex.re", operand.value(), part);
    let imaginary = builder.convert("complex.im", operand.value(), part);
    let negated = builder.unary("arith.negf", imaginary);
    smallvec![builder.op("complex.create").operand(real).operand(negated).result(ty).value()]
}
