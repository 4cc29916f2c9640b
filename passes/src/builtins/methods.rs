//! Methods of scalars and arrays, by `scalar.<name>` and `array.<name>`; the object is the first argument.

use super::Builtin;
use crate::code::{Argument, Code, Operand, Values};
use numlir_dialects::types::Type;
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "scalar.conjugate", parameters: &["self"], infer: same, lower: lower_conjugate },
    Builtin { name: "scalar.conj", parameters: &["self"], infer: same, lower: lower_conjugate },
    Builtin { name: "scalar.item", parameters: &["self"], infer: same, lower: lower_same },
    Builtin { name: "array.item", parameters: &["self"], infer: infer_item, lower: lower_item },
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

/// Only of arrays without axes: which element is meant otherwise depends on the size at run time.
fn infer_item(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        Some(Argument { ty: Type::Array(array), .. }) if array.rank == 0 => Ok(Type::Scalar(array.element)),
        Some(Argument { ty, .. }) => Err(format!("item() is compiled for 0-d arrays only, this is {ty}")),
        None => Err("there is no object".into()),
    }
}

fn lower_item<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (Some(operand), Some(scalar)) = (&operands[0], result.scalar()) else { return smallvec![] };
    smallvec![code.builder.convert("nd.load", operand.value(), code.storage(scalar))]
}
