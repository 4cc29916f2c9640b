//! Methods of scalars, by `scalar.<name>`; the object is the first argument.

use super::Builtin;
use crate::code::{Argument, Code, Operand, Values};
use numlir_dialects::types::{Scalar, Type};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "scalar.conjugate", parameters: &["self"], infer: same, lower: lower_conjugate },
    Builtin { name: "scalar.conj", parameters: &["self"], infer: same, lower: lower_conjugate },
    Builtin { name: "scalar.item", parameters: &["self"], infer: same, lower: lower_same },
    Builtin { name: "scalar.view", parameters: &["self", "dtype"], infer: infer_view, lower: lower_view },
];

fn same(arguments: &[Option<Argument>]) -> Result<Type, String> {
    arguments[0].as_ref().map(|argument| argument.ty.clone()).ok_or_else(|| "there is no object".into())
}

/// The bits of a number as one of another type.
fn infer_view(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let [Some(Argument { ty: Type::Scalar(from), .. }), Some(dtype)] = arguments else {
        return Err("a number and a dtype are expected".into());
    };
    let to = super::dtype_of(&dtype.ty).ok_or_else(|| format!("{} is no dtype", dtype.ty))?;
    let plain = |scalar: &Scalar| scalar.is_integer() || scalar.is_float() || scalar.is_date();
    if [*from, to].iter().any(|scalar| !plain(scalar)) {
        return Err(format!("there is no view of {from} as {to}"));
    }
    if from.size() != to.size() {
        return Err("Changing the dtype of a 0d array is only supported if the itemsize is unchanged".into());
    }
    Ok(Type::Scalar(to))
}

fn lower_view<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (Some(operand), Some(to)) = (&operands[0], result.scalar()) else { return smallvec![] };
    let ty = code.storage(to);
    match operand.value().ty() == ty {
        true => operand.values.clone(),
        false => smallvec![code.builder.convert("arith.bitcast", operand.value(), ty)],
    }
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
