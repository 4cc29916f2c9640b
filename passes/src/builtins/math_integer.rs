//! Python's module `math` on integers: `gcd`, `lcm`, `factorial`, `comb`, `perm`, `isqrt`. They compute in 64 bits.

use super::{Builtin, arguments};
use crate::{
    code::{Argument, Code, Operand, Values},
    scalar::{lower, typing},
};
use numlir_dialects::{
    Predicate, Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "math.gcd", parameters: &["*"], infer: infer_divisor, lower: |c, x, ty| divisor(c, x, ty, "gcd") },
    Builtin { name: "math.lcm", parameters: &["*"], infer: infer_divisor, lower: |c, x, ty| divisor(c, x, ty, "lcm") },
    Builtin { name: "math.factorial", parameters: &["n"], infer: infer_int64, lower: lower_factorial },
    Builtin { name: "math.comb", parameters: &["n", "k"], infer: infer_int64, lower: lower_comb },
    Builtin { name: "math.perm", parameters: &["n", "k?"], infer: infer_int64, lower: lower_perm },
    Builtin { name: "math.isqrt", parameters: &["n"], infer: infer_int64, lower: lower_isqrt },
];

const INT64: Scalar = Scalar::Int64;

fn infer_int64(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let given = (0..arguments.len()).filter(|&index| arguments::is_given(arguments, index));
    given.map(|index| arguments::integer(arguments, index)).collect::<Result<Vec<_>, _>>()?;
    Ok(Type::INT64)
}

/// The integers' unified type; `int64` where only a float would hold them, and for bools.
fn infer_divisor(arguments: &[Option<Argument>]) -> Result<Type, String> {
    infer_int64(arguments)?;
    let types = arguments::scalars(arguments)?;
    let unified = types.into_iter().reduce(|a, b| typing::unify(a, b).unwrap_or(INT64));
    Ok(Type::Scalar(unified.filter(|ty| ty.is_integer()).unwrap_or(INT64)))
}

fn divisor<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type, op: &str) -> Values<'c> {
    let ty = result.scalar().unwrap_or(INT64);
    let wide = typing::wide(ty, ty);
    let neutral = code.constant(wide, if op == "gcd" { 0.0 } else { 1.0 });
    let values = arguments::values(code, operands, wide);
    // One number alone becomes its absolute value by the function, too.
    let divisor = values.into_iter().fold(neutral, |divisor, value| pair(code, op, wide, [divisor, value]));
    smallvec![lower::convert(code, divisor, wide, ty)]
}

/// `gcd` or `lcm` of two 64-bit integers.
pub fn pair<'c>(code: &mut Code<'_, 'c>, op: &str, wide: Scalar, values: [Value<'c>; 2]) -> Value<'c> {
    let suffix = if wide.is_signed() { "i64" } else { "u64" };
    code.call_c(&format!("numlir_{op}_{suffix}"), &[wide, wide], wide, &values)
}

fn lower_factorial<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let values = arguments::values(code, operands, INT64);
    check_sign(code, values[0], "factorial() not defined for negative values");
    smallvec![counted(code, "numlir_factorial_i64", &values)]
}

fn lower_comb<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let values = arguments::values(code, operands, INT64);
    check_sign(code, values[0], "n must be a non-negative integer");
    check_sign(code, values[1], "k must be a non-negative integer");
    smallvec![counted(code, "numlir_comb_i64", &values)]
}

fn lower_perm<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let mut values = arguments::values(code, operands, INT64);
    check_sign(code, values[0], "n must be a non-negative integer");
    if values.len() == 1 {
        values.push(values[0]);
    } else {
        check_sign(code, values[1], "k must be a non-negative integer");
    }
    smallvec![counted(code, "numlir_perm_i64", &values)]
}

fn lower_isqrt<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let values = arguments::values(code, operands, INT64);
    check_sign(code, values[0], "isqrt() argument must be nonnegative");
    smallvec![code.call_c("numlir_isqrt_i64", &[INT64], INT64, &values)]
}

fn check_sign<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, message: &str) {
    let negative = is_negative(code, value);
    code.raise_if(negative, "ValueError", message);
}

/// Calls a function that gives -1 where its result does not fit.
fn counted<'c>(code: &mut Code<'_, 'c>, name: &str, values: &[Value<'c>]) -> Value<'c> {
    let count = code.call_c(name, &vec![INT64; values.len()], INT64, values);
    let overflow = is_negative(code, count);
    code.raise_if(overflow, "OverflowError", "the result does not fit int64");
    count
}

fn is_negative<'c>(code: &Code<'_, 'c>, value: Value<'c>) -> Value<'c> {
    let zero = code.builder.constant_i64(0);
    code.builder.compare_int(Predicate::Slt, value, zero)
}
