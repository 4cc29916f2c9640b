//! `base ** exponent`. Constant exponents become multiplications, as in Numba; others are calls.

use super::{complex, constant, float, integer, lower, typing};
use crate::code::Code;
use numlir_dialects::{FloatPredicate, Predicate, Value, types::Scalar};

/// Exponents up to this are unrolled.
pub const UNROLLED: u64 = 64;

/// The operator, on types as [`typing::binary`] gives them: the exponent of an integer or float may be an integer.
pub fn operator<'c>(code: &mut Code<'_, 'c>, base: lower::Typed<'c>, exponent: lower::Typed<'c>) -> Value<'c> {
    if typing::is_integral(base.1) {
        check_base(code, base, exponent);
        return of_integer(code, base, exponent);
    }
    if typing::is_integral(exponent.1) {
        check_base(code, base, exponent);
        return of_float_by_integer(code, base, exponent);
    }
    if base.1.is_float() {
        of_float(code, base.1, base.0, exponent.0)
    } else {
        of_complex(code, base.1, base.0, exponent.0)
    }
}

/// `base ** exponent` of integers, modulo 2 to the width. For a negative exponent it is the quotient, truncated: 0 unless the base is
/// 1 or -1. The exponent has 64 bits; the base at most as many.
pub fn of_integer<'c>(code: &mut Code<'_, 'c>, base: lower::Typed<'c>, exponent: lower::Typed<'c>) -> Value<'c> {
    let (value, ty) = base;
    let builder = code.builder;
    if let Some(count) = integer::constant(exponent.0, exponent.1).filter(|count| (0..=UNROLLED as i64).contains(count))
    {
        return repeat(count as u64, value, code.constant(ty, 1.0), |a, b| builder.binary("arith.muli", a, b));
    }
    let one = builder.constant_i64(1);
    match integer::constant(value, ty).filter(|_| ty.size() == 8) {
        Some(2) => return integer::binary(code, "lshift", Scalar::UInt64, [one, exponent.0]),
        Some(-1) if ty.is_signed() => {
            let odd = builder.binary("arith.andi", exponent.0, one);
            let twice = builder.binary("arith.addi", odd, odd);
            return builder.binary("arith.subi", one, twice);
        }
        _ => {}
    }
    let wide = if exponent.1.is_signed() { Scalar::Int64 } else { Scalar::UInt64 };
    let name = if wide == Scalar::Int64 { "numlir_pow_i64" } else { "numlir_pow_u64" };
    let value = lower::convert(code, value, ty, typing::wide(ty, ty));
    let power = code.call_c(name, &[wide, wide], wide, &[value, exponent.0]);
    lower::convert(code, power, wide, ty)
}

/// `base ** exponent` of two floats of one type, by C's `pow`: NaN for a negative base and a broken exponent, never complex.
pub fn of_float<'c>(code: &mut Code<'_, 'c>, ty: Scalar, base: Value<'c>, exponent: Value<'c>) -> Value<'c> {
    // These are what a correctly rounded `pow` gives.
    match constant::float(exponent) {
        Some(0.5) => square_root(code, ty, base),
        Some(1.0) => base,
        Some(2.0) => code.float_op("arith.mulf", &[base, base]),
        _ => float::call(code, "pow", ty, &[base, exponent]),
    }
}

/// `base ** exponent` of two complex numbers of one type; 0 to a negative or complex power is NaN.
pub fn of_complex<'c>(code: &mut Code<'_, 'c>, ty: Scalar, base: Value<'c>, exponent: Value<'c>) -> Value<'c> {
    let name = if ty == Scalar::Complex64 { "numlir_pow_c64" } else { "numlir_pow_c128" };
    code.call_c(name, &[ty, ty], ty, &[base, exponent])
}

/// `base ** exponent` of a float and an integer: multiplications for a small constant.
pub fn of_float_by_integer<'c>(
    code: &mut Code<'_, 'c>,
    base: lower::Typed<'c>,
    exponent: lower::Typed<'c>,
) -> Value<'c> {
    let (value, ty) = base;
    let Some(count) = integer::constant(exponent.0, exponent.1).filter(|count| count.unsigned_abs() <= UNROLLED) else {
        let exponent = lower::convert(code, exponent.0, exponent.1, ty);
        return of_float(code, ty, value, exponent);
    };
    let one = code.constant(ty, 1.0);
    let power = repeat(count.unsigned_abs(), value, one, |a, b| code.float_op("arith.mulf", &[a, b]));
    if count < 0 { code.float_op("arith.divf", &[one, power]) } else { power }
}

/// `base ** count` of a complex number, as NumPy computes it for whole exponents.
pub fn of_complex_by_integer<'c>(code: &mut Code<'_, 'c>, ty: Scalar, base: Value<'c>, count: i64) -> Value<'c> {
    let (re, im) = (code.constant(ty.real(), 1.0), code.constant(ty.real(), 0.0));
    let one = complex::create(code, ty, re, im);
    let power = repeat(count.unsigned_abs(), base, one, |a, b| code.float_op("complex.mul", &[a, b]));
    if count < 0 { complex::divide(code, ty, [one, power], true) } else { power }
}

/// `pow(base, 0.5)`, which differs from the square root for -0 and -inf.
fn square_root<'c>(code: &mut Code<'_, 'c>, ty: Scalar, base: Value<'c>) -> Value<'c> {
    let builder = code.builder;
    let zero = code.constant(ty, 0.0);
    let infinity = code.constant(ty, f64::INFINITY);
    let lowest = code.constant(ty, f64::NEG_INFINITY);
    let unsigned_zero = builder.binary("arith.addf", base, zero);
    let root = code.float_op("math.sqrt", &[unsigned_zero]);
    let is_lowest = builder.compare_float(FloatPredicate::Oeq, base, lowest);
    builder.select(is_lowest, infinity, root)
}

/// Raises where the base is zero and an integer exponent negative.
pub fn check_base<'c>(code: &mut Code<'_, 'c>, base: lower::Typed<'c>, exponent: lower::Typed<'c>) {
    let known = integer::constant(exponent.0, exponent.1).is_some_and(|count| count >= 0);
    if code.settings.numpy_errors || known || exponent.1.is_unsigned() || constant::is_nonzero(base.0) {
        return;
    }
    let zero = code.constant(exponent.1, 0.0);
    let negative = code.builder.compare_int(Predicate::Slt, exponent.0, zero);
    let nonzero = lower::truth(code, base.0, base.1);
    let is_zero = integer::invert(code, nonzero);
    let undefined = code.builder.binary("arith.andi", negative, is_zero);
    code.raise_if(undefined, "ZeroDivisionError", "0.0 cannot be raised to a negative power");
}

/// The product of `count` times a value, with as few multiplications as squaring allows.
fn repeat<'c>(
    mut count: u64,
    mut value: Value<'c>,
    one: Value<'c>,
    multiply: impl Fn(Value<'c>, Value<'c>) -> Value<'c>,
) -> Value<'c> {
    let mut product = None;
    while count != 0 {
        if count & 1 == 1 {
            product = Some(product.map_or(value, |product| multiply(product, value)));
        }
        count >>= 1;
        if count != 0 {
            value = multiply(value, value);
        }
    }
    product.unwrap_or(one)
}

/// What [`modular`] gives for a negative exponent of a base that has no inverse. No remainder is that small.
pub const NOT_INVERTIBLE: i64 = i64::MIN;

/// `base ** exponent % modulus` of `int64`s, as Python's `pow` has it; the modulus is not 0.
pub fn modular<'c>(code: &mut Code<'_, 'c>, [base, exponent, modulus]: [Value<'c>; 3]) -> Value<'c> {
    let ty = Scalar::Int64;
    code.call_c("numlir_powmod_i64", &[ty; 3], ty, &[base, exponent, modulus])
}

/// `value * value`, of any kind of number.
pub fn square<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    if typing::is_integral(ty) {
        integer::binary(code, "mul", ty, [value, value])
    } else if ty.is_float() {
        float::binary(code, "mul", ty, [value, value])
    } else {
        complex::binary(code, "mul", ty, [value, value])
    }
}
