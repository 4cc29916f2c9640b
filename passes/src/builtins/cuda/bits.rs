//! Bits and numbers as the hardware has instructions for them.

use super::super::{Builtin, arguments};
use crate::{
    code::{Argument, Code, Operand, Values},
    scalar::{float, lower, typing},
};
use numlir_dialects::{
    Predicate,
    types::{Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin {
        name: "numlir.cuda.popc",
        parameters: &["x"],
        infer: infer_count,
        lower: |c, x, _| count(c, x, "math.ctpop"),
    },
    Builtin {
        name: "numlir.cuda.clz",
        parameters: &["x"],
        infer: infer_count,
        lower: |c, x, _| count(c, x, "math.ctlz"),
    },
    Builtin { name: "numlir.cuda.ffs", parameters: &["x"], infer: infer_count, lower: first_set },
    Builtin { name: "numlir.cuda.brev", parameters: &["x"], infer: infer_same, lower: reversed },
    Builtin { name: "numlir.cuda.fma", parameters: &["a", "b", "c"], infer: infer_float, lower: multiply_add },
    Builtin { name: "numlir.cuda.cbrt", parameters: &["x"], infer: infer_float, lower: cube_root },
    Builtin { name: "numlir.cuda.selp", parameters: &["a", "b", "c"], infer: infer_choice, lower: choice },
];

/// Integers narrower than 32 bits count as `int32`.
fn width(scalar: Scalar) -> Scalar {
    if scalar.size() < 4 { Scalar::Int32 } else { scalar }
}

fn infer_count(arguments: &[Option<Argument>]) -> Result<Type, String> {
    arguments::integer(arguments, 0).map(|_| Type::Scalar(Scalar::Int32))
}

fn infer_same(arguments: &[Option<Argument>]) -> Result<Type, String> {
    arguments::integer(arguments, 0).map(|scalar| Type::Scalar(width(scalar)))
}

fn infer_float(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let ty = typing::math_float(&arguments::scalars(arguments)?).ok_or_else(arguments::no_complex)?;
    Ok(Type::Scalar(ty))
}

/// The second or the third, by the first.
fn infer_choice(arguments: &[Option<Argument>]) -> Result<Type, String> {
    arguments::scalar(arguments, 0)?;
    let (yes, no) = (arguments::scalar(arguments, 1)?, arguments::scalar(arguments, 2)?);
    typing::unify(yes, no).map(Type::Scalar).ok_or_else(|| format!("{yes} and {no} have no common type"))
}

fn count<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], name: &'static str) -> Values<'c> {
    let (value, from) = arguments::numbers(operands)[0];
    let ty = width(from);
    let value = lower::convert(code, value, from, ty);
    let counted = code.builder.unary(name, value);
    smallvec![lower::convert(code, counted, ty, Scalar::Int32)]
}

/// One more than the number of the lowest bit that is set; 0 where none is.
fn first_set<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (value, from) = arguments::numbers(operands)[0];
    let ty = width(from);
    let value = lower::convert(code, value, from, ty);
    let (zero, one) = (code.constant(ty, 0.0), code.constant(ty, 1.0));
    let below = code.builder.unary("math.cttz", value);
    let place = code.builder.binary("arith.addi", below, one);
    let none = code.builder.compare_int(Predicate::Eq, value, zero);
    let found = code.builder.select(none, zero, place);
    smallvec![lower::convert(code, found, ty, Scalar::Int32)]
}

fn reversed<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (value, from) = arguments::numbers(operands)[0];
    let value = lower::convert(code, value, from, width(from));
    smallvec![code.builder.unary("llvm.intr.bitreverse", value)]
}

fn multiply_add<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let values = arguments::values(code, operands, result.scalar().unwrap_or(Scalar::Float64));
    smallvec![code.builder.op("math.fma").operands(values.iter().copied()).result(values[0].ty()).value()]
}

fn cube_root<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let ty = result.scalar().unwrap_or(Scalar::Float64);
    let values = arguments::values(code, operands, ty);
    smallvec![float::call(code, "cbrt", ty, &values)]
}

fn choice<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let ty = result.scalar().unwrap_or(Scalar::Float64);
    let (condition, from) = arguments::numbers(operands)[0];
    let condition = lower::truth(code, condition, from);
    let values = arguments::values(code, &operands[1..], ty);
    smallvec![code.builder.select(condition, values[0], values[1])]
}
