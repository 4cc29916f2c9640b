//! `math.fsum` of a tuple: the exact sum, rounded once.
//!
//! Shewchuk's partial sums (Adaptive Precision Floating-Point Arithmetic, 1997) without branches, and the rounding of halves that
//! CPython adds (Modules/mathmodule.c, `math_fsum`). The operations grow with the square of the tuple's length.

use super::Builtin;
use crate::{
    code::{Argument, Code, Operand, Values},
    scalar::lower::convert,
};
use numlir_dialects::{
    FloatPredicate, Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[Builtin { name: "math.fsum", parameters: &["seq"], infer, lower }];

const LONGEST: usize = 256;

fn infer(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let real = |ty: &Type| ty.scalar().is_some_and(|scalar| !scalar.is_complex());
    match &arguments[0] {
        Some(Argument { ty: Type::Tuple(elements), .. }) if elements.len() > LONGEST => {
            Err(format!("a tuple of more than {LONGEST} elements is not compiled"))
        }
        Some(Argument { ty: Type::Tuple(elements), .. }) if elements.iter().all(real) => Ok(Type::FLOAT64),
        Some(Argument { ty, .. }) => Err(format!("{ty} is no tuple of real numbers")),
        None => Err("there is nothing to sum".into()),
    }
}

fn lower<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let zero = code.constant(Scalar::Float64, 0.0);
    let Some(Operand { ty: Type::Tuple(types), values, .. }) = &operands[0] else { return smallvec![zero] };
    let mut partials: Vec<Value<'c>> = Vec::new();
    let mut plain = zero;
    for (ty, value) in types.iter().zip(values) {
        let mut sum = convert(code, *value, ty.scalar().unwrap_or(Scalar::Float64), Scalar::Float64);
        plain = code.builder.binary("arith.addf", plain, sum);
        for partial in &mut partials {
            (sum, *partial) = two_sum(code, sum, *partial);
        }
        partials.push(sum);
    }
    let rounded = round(code, &partials, zero);
    // The exact sum of infinities and NaN is what plain addition gives.
    let difference = code.builder.binary("arith.subf", plain, plain);
    let finite = code.builder.compare_float(FloatPredicate::Oeq, difference, zero);
    smallvec![code.builder.select(finite, rounded, plain)]
}

/// Knuth's sum of two numbers and its exact error, whichever is larger. Never with fast-math: the error would be 0.
fn two_sum<'c>(code: &Code<'_, 'c>, a: Value<'c>, b: Value<'c>) -> (Value<'c>, Value<'c>) {
    let op = |name, a, b| code.builder.binary(name, a, b);
    let sum = op("arith.addf", a, b);
    let from_b = op("arith.subf", sum, a);
    let from_a = op("arith.subf", sum, from_b);
    let error = op("arith.addf", op("arith.subf", b, from_b), op("arith.subf", a, from_a));
    (sum, error)
}

/// Adds the partial sums from the largest on until one does not fit, and rounds half to even by the sign of the next.
fn round<'c>(code: &Code<'_, 'c>, partials: &[Value<'c>], zero: Value<'c>) -> Value<'c> {
    let builder = &code.builder;
    let is_zero = |value| builder.compare_float(FloatPredicate::Oeq, value, zero);
    let (mut high, mut low, mut next) = (zero, zero, zero);
    for &partial in partials.iter().rev() {
        let fits = is_zero(low);
        let (sum, error) = two_sum(code, high, partial);
        let first_behind = builder.select(is_zero(next), partial, next);
        next = builder.select(fits, next, first_behind);
        high = builder.select(fits, sum, high);
        low = builder.select(fits, error, low);
    }
    let twice = builder.binary("arith.addf", low, low);
    let moved = builder.binary("arith.addf", high, twice);
    let exact = builder.binary("arith.subf", moved, high);
    let half = builder.compare_float(FloatPredicate::Oeq, exact, twice);
    let both = |predicate| {
        let (a, b) = (builder.compare_float(predicate, low, zero), builder.compare_float(predicate, next, zero));
        builder.binary("arith.andi", a, b)
    };
    let same_sign = builder.binary("arith.ori", both(FloatPredicate::Ogt), both(FloatPredicate::Olt));
    let up = builder.binary("arith.andi", half, same_sign);
    builder.select(up, moved, high)
}
