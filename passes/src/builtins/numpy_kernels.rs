//! What NumPy's elementwise functions compute, on values of one type each.

use super::math_integer;
use crate::{
    code::Code,
    scalar::{complex, float, integer, lower, power, typing},
};
use numlir_dialects::{FloatPredicate, Predicate, Value, types::Scalar};

/// An operator without a check of the divisor.
pub fn operator<'c>(code: &mut Code<'_, 'c>, op: &str, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let operands = [values[0], values[1]];
    if !ty.is_complex() {
        let operation = if ty.is_float() { float::binary } else { integer::binary };
        return operation(code, op, ty, operands);
    }
    match op {
        "truediv" => complex::divide(code, ty, operands, true),
        _ => complex::binary(code, op, ty, operands),
    }
}

/// A function of the math library for floats, of the runtime for complex numbers.
pub fn call<'c>(code: &mut Code<'_, 'c>, name: &str, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    if !ty.is_complex() {
        return float::call(code, name, ty, values);
    }
    if name == "exp" {
        return complex::exponential(code, values[0], ty);
    }
    let suffix = if ty == Scalar::Complex64 { "c64" } else { "c128" };
    code.call_c(&format!("numlir_{name}_{suffix}"), &vec![ty; values.len()], ty, values)
}

pub fn power<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let (base, exponent) = (values[0], values[1]);
    if ty.is_complex() {
        return power::of_complex(code, ty, base, exponent);
    }
    if ty.is_float() {
        return power::of_float(code, ty, base, exponent);
    }
    let wide = typing::wide(ty, ty);
    let exponent = lower::convert(code, exponent, ty, wide);
    power::of_integer(code, (base, ty), (exponent, wide))
}

/// C's remainder, with the sign of the first number; 0 for an integer divisor of 0.
pub fn truncated_modulo<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    if ty.is_float() {
        code.builder.binary("arith.remf", values[0], values[1])
    } else {
        integer::truncated_modulo(code, ty, values[0], values[1])
    }
}

/// `1 / x`; of integers the quotient truncated, and 0 for 0.
pub fn reciprocal<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    if ty.is_complex() {
        return complex::reciprocal(code, ty, values[0]);
    }
    if ty.is_float() {
        let one = code.constant(ty, 1.0);
        return operator(code, "truediv", ty, &[one, values[0]]);
    }
    let builder = code.builder;
    let (zero, one) = (code.constant(ty, 0.0), code.constant(ty, 1.0));
    // Only -1 and 1 have a reciprocal other than 0: themselves.
    let size = integer::absolute(code, values[0], ty);
    let is_unit = builder.compare_int(Predicate::Eq, size, one);
    builder.select(is_unit, values[0], zero)
}

/// -1, 0 or 1; of a complex number the one of size 1 in its direction, as in NumPy 2.
pub fn sign<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let value = values[0];
    if ty.is_float() {
        return float::sign(code, value, ty);
    }
    if !ty.is_complex() {
        return integer::sign(code, value, ty);
    }
    let builder = code.builder;
    let size = complex::absolute(code, value, ty);
    let (zero, one) = (code.constant(ty.real(), 0.0), code.constant(ty.real(), 1.0));
    let is_zero = builder.compare_float(FloatPredicate::Oeq, size, zero);
    let size = builder.select(is_zero, one, size);
    let (re, im) = complex::parts(code, value, ty);
    // An infinite part has all of the direction, unless the other is infinite too.
    let infinite = [re, im].map(|part| float::is_infinite(code, part));
    let both = builder.binary("arith.andi", infinite[0], infinite[1]);
    let direction = |part: Value<'c>, infinite: Value<'c>| {
        let quotient = builder.binary("arith.divf", part, size);
        let unit = builder.binary("math.copysign", one, part);
        let alone = builder.binary("arith.xori", infinite, both);
        builder.select(alone, unit, quotient)
    };
    let (re, im) = (direction(re, infinite[0]), direction(im, infinite[1]));
    complex::create(code, ty, re, im)
}

pub fn angle<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let (re, im) =
        if ty.is_complex() { complex::parts(code, values[0], ty) } else { (values[0], code.constant(ty, 0.0)) };
    float::call(code, "atan2", ty.real(), &[im, re])
}

/// `minimum` (`lt`) and `maximum` (`gt`): NaN if either is.
pub fn extreme<'c>(code: &mut Code<'_, 'c>, op: &str, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let (lhs, rhs) = (values[0], values[1]);
    if ty.is_float() {
        return code.builder.binary(if op == "lt" { "arith.minimumf" } else { "arith.maximumf" }, lhs, rhs);
    }
    if !ty.is_complex() {
        return integer::extreme(code, op, ty, [lhs, rhs]);
    }
    let not_beyond = complex::compare(code, if op == "lt" { "le" } else { "ge" }, ty, [lhs, rhs]);
    let undefined = complex::either_part(code, lhs, ty, |code, part| float::is_nan(code, part));
    let first = code.builder.binary("arith.ori", not_beyond, undefined);
    code.builder.select(first, lhs, rhs)
}

/// `fmin` (`lt`) and `fmax` (`gt`): the other number if one is NaN.
pub fn number_extreme<'c>(code: &mut Code<'_, 'c>, op: &str, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let (lhs, rhs) = (values[0], values[1]);
    if ty.is_float() {
        return code.builder.binary(if op == "lt" { "arith.minnumf" } else { "arith.maxnumf" }, lhs, rhs);
    }
    if !ty.is_complex() {
        return integer::extreme(code, op, ty, [lhs, rhs]);
    }
    let not_beyond = complex::compare(code, if op == "lt" { "le" } else { "ge" }, ty, [lhs, rhs]);
    let undefined = complex::either_part(code, rhs, ty, |code, part| float::is_nan(code, part));
    let first = code.builder.binary("arith.ori", not_beyond, undefined);
    code.builder.select(first, lhs, rhs)
}

pub fn exp2<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    if !ty.is_complex() {
        return float::call(code, "exp2", ty, values);
    }
    let power =
        complex::map_parts(code, values[0], [ty, ty], |code, part| float::scale(code, part, std::f64::consts::LN_2));
    call(code, "exp", ty, &[power])
}

/// `exp(x) - 1`; of a complex number without cancellation, as NumPy's `nc_expm1`.
pub fn expm1<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    if !ty.is_complex() {
        return float::call(code, "expm1", ty, values);
    }
    let part = ty.real();
    let (re, im) = complex::parts(code, values[0], ty);
    let half = float::scale(code, im, 0.5);
    let half_sine = float::call(code, "sin", part, &[half]);
    let [growth, cosine] = [("expm1", re), ("cos", im)].map(|(name, value)| float::call(code, name, part, &[value]));
    let [size, sine] = [("exp", re), ("sin", im)].map(|(name, value)| float::call(code, name, part, &[value]));
    let square = code.float_op("arith.mulf", &[half_sine, half_sine]);
    let twice = float::scale(code, square, 2.0);
    let product = code.float_op("arith.mulf", &[growth, cosine]);
    let re = code.float_op("arith.subf", &[product, twice]);
    let im = code.float_op("arith.mulf", &[size, sine]);
    complex::create(code, ty, re, im)
}

/// A logarithm of another base: C's function of that name, or for complex numbers the natural one times a factor.
pub fn logarithm<'c>(
    code: &mut Code<'_, 'c>,
    ty: Scalar,
    values: &[Value<'c>],
    (name, factor): (&str, f64),
) -> Value<'c> {
    if !ty.is_complex() {
        return float::call(code, name, ty, values);
    }
    let natural = call(code, "log", ty, values);
    complex::map_parts(code, natural, [ty, ty], |code, part| float::scale(code, part, factor))
}

/// `log(1 + x)`; of a complex number by size and angle, as NumPy's `nc_log1p`.
pub fn log1p<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    if !ty.is_complex() {
        return float::call(code, "log1p", ty, values);
    }
    let part = ty.real();
    let (re, im) = complex::parts(code, values[0], ty);
    let one = code.constant(part, 1.0);
    let re = code.float_op("arith.addf", &[re, one]);
    let size = float::call(code, "hypot", part, &[re, im]);
    let logarithm = float::call(code, "log", part, &[size]);
    let angle = float::call(code, "atan2", part, &[im, re]);
    complex::create(code, ty, logarithm, angle)
}

/// `log(exp(a) + exp(b))` without overflow, in the base of `power`; `factor` is 1 over the base's natural logarithm.
pub fn log_add<'c>(code: &mut Code<'_, 'c>, values: &[Value<'c>], (power, factor): (&str, f64)) -> Value<'c> {
    let builder = code.builder;
    let (a, b) = (values[0], values[1]);
    let ty = if a.ty() == builder.f32() { Scalar::Float32 } else { Scalar::Float64 };
    let a_is_larger = builder.compare_float(FloatPredicate::Ogt, a, b);
    let larger = builder.select(a_is_larger, a, b);
    let difference = builder.binary("arith.subf", a, b);
    let difference = builder.unary("math.absf", difference);
    let difference = builder.unary("arith.negf", difference);
    // Equal infinities have no difference.
    let equal = builder.compare_float(FloatPredicate::Oeq, a, b);
    let zero = code.constant(ty, 0.0);
    let difference = builder.select(equal, zero, difference);
    let ratio = float::call(code, power, ty, &[difference]);
    let rest = float::call(code, "log1p", ty, &[ratio]);
    let rest = if factor == 1.0 { rest } else { float::scale(code, rest, factor) };
    builder.binary("arith.addf", larger, rest)
}

/// Rounds a float, or both parts of a complex number; an integer is itself.
pub fn round<'c>(code: &mut Code<'_, 'c>, name: &'static str, ty: Scalar, value: Value<'c>) -> Value<'c> {
    if typing::is_integral(ty) {
        value
    } else if ty.is_float() {
        code.builder.unary(name, value)
    } else {
        complex::map_parts(code, value, [ty, ty], |code, part| code.builder.unary(name, part))
    }
}

/// The distance to the next number away from zero; of both zeros, and in NumPy's loop for halves of all numbers, upwards.
pub fn spacing<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let (infinity, zero) = (code.constant(ty, f64::INFINITY), code.constant(ty, 0.0));
    let unsigned_zero = code.builder.binary("arith.addf", values[0], zero);
    let away = match ty {
        Scalar::Float16 => infinity,
        _ => code.builder.binary("math.copysign", infinity, unsigned_zero),
    };
    let next = next_after(code, ty, &[values[0], away]);
    code.builder.binary("arith.subf", next, values[0])
}

/// The next number from the first towards the second. C has none for halves: there it is the one whose bits are next.
pub fn next_after<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    if ty != Scalar::Float16 {
        return float::call(code, "nextafter", ty, values);
    }
    let builder = code.builder;
    let (from, to) = (values[0], values[1]);
    let zero = code.constant(ty, 0.0);
    let integer = builder.integer_type(16);
    let [one, minus_one] = [1, -1].map(|value| builder.constant_int(integer, value));
    let upwards = builder.compare_float(FloatPredicate::Olt, from, to);
    let positive = builder.compare_float(FloatPredicate::Ogt, from, zero);
    // Away from zero or towards it.
    let differ = builder.binary("arith.xori", upwards, positive);
    let step = builder.select(differ, minus_one, one);
    let bits = builder.convert("arith.bitcast", from, integer);
    let bits = builder.binary("arith.addi", bits, step);
    let next = builder.convert("arith.bitcast", bits, from.ty());
    let least = builder.convert("arith.bitcast", one, from.ty());
    let least = builder.binary("math.copysign", least, to);
    let is_zero = builder.compare_float(FloatPredicate::Oeq, from, zero);
    let next = builder.select(is_zero, least, next);
    let equal = builder.compare_float(FloatPredicate::Oeq, from, to);
    let next = builder.select(equal, to, next);
    let ordered = builder.compare_float(FloatPredicate::Ord, from, to);
    let undefined = code.constant(ty, f64::NAN);
    builder.select(ordered, next, undefined)
}

/// 0 below zero, 1 above, the second number at it, NaN of NaN.
pub fn heaviside<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let builder = code.builder;
    let (zero, one) = (code.constant(ty, 0.0), code.constant(ty, 1.0));
    let mut result = values[0];
    for (predicate, value) in
        [(FloatPredicate::Oeq, values[1]), (FloatPredicate::Olt, zero), (FloatPredicate::Ogt, one)]
    {
        let holds = builder.compare_float(predicate, values[0], zero);
        result = builder.select(holds, value, result);
    }
    result
}

pub fn divisor<'c>(code: &mut Code<'_, 'c>, op: &str, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let wide = typing::wide(ty, ty);
    let pair = [values[0], values[1]].map(|value| lower::convert(code, value, ty, wide));
    let result = math_integer::pair(code, op, wide, pair);
    lower::convert(code, result, wide, ty)
}

/// How many bits of the absolute value are set.
pub fn bit_count<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let size = integer::absolute(code, values[0], ty);
    let count = code.builder.unary("math.ctpop", size);
    lower::convert(code, count, ty, Scalar::UInt8)
}

/// A comparison; complex numbers are ordered by their real parts, then by their imaginary ones.
pub fn compare<'c>(code: &mut Code<'_, 'c>, op: &str, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    if ty.is_complex() {
        complex::compare(code, op, ty, [values[0], values[1]])
    } else {
        lower::compare(code, op, (values[0], ty), (values[1], ty))
    }
}

pub fn logical<'c>(code: &mut Code<'_, 'c>, join: &'static str, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let [lhs, rhs] = [values[0], values[1]].map(|value| lower::truth(code, value, ty));
    code.builder.binary(join, lhs, rhs)
}

/// A test of floats, on either part of a complex number; false of integers.
pub fn test<'c>(
    code: &mut Code<'_, 'c>,
    test: fn(&Code<'_, 'c>, Value<'c>) -> Value<'c>,
    ty: Scalar,
    values: &[Value<'c>],
) -> Value<'c> {
    if typing::is_integral(ty) {
        code.builder.constant_bool(false)
    } else if ty.is_float() {
        test(code, values[0])
    } else {
        complex::either_part(code, values[0], ty, |code, part| test(code, part))
    }
}

pub fn is_finite<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    if ty.is_float() {
        return float::is_finite(code, values[0]);
    }
    let endless = test(
        code,
        |code, part| {
            let finite = float::is_finite(code, part);
            let ones = code.builder.constant_bool(true);
            code.builder.binary("arith.xori", finite, ones)
        },
        ty,
        values,
    );
    integer::invert(code, endless)
}
