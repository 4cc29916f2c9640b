//! Complex arithmetic on real and imaginary parts. Only `complex.create`, `re`, `im`, `add`, `sub` and `mul` occur, which LLVM's
//! dialect has lowerings for; functions such as `log` are the runtime's.

use super::{float, lower};
use crate::code::Code;
use numlir_dialects::{FloatPredicate, Value, types::Scalar};

/// A whole number whose exponential is finite, and that of the next one is not.
const MOST_EXPONENT: f64 = 709.0;

/// A binary operator other than `pow` on two values of one complex type.
pub fn binary<'c>(code: &mut Code<'_, 'c>, op: &str, ty: Scalar, [lhs, rhs]: [Value<'c>; 2]) -> Value<'c> {
    let name = match op {
        "truediv" => return divide(code, ty, [lhs, rhs], code.settings.numpy_errors),
        "add" => "complex.add",
        "sub" => "complex.sub",
        "mul" => "complex.mul",
        other => unreachable!("{other} is not an operator on complex numbers"),
    };
    code.float_op(name, &[lhs, rhs])
}

/// The real part of a value of the complex type `ty`.
pub fn real<'c>(code: &Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    code.builder.convert("complex.re", value, code.storage(ty.real()))
}

/// The imaginary part of a value of the complex type `ty`.
pub fn imaginary<'c>(code: &Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    code.builder.convert("complex.im", value, code.storage(ty.real()))
}

/// Both parts of a value of the complex type `ty`.
pub fn parts<'c>(code: &Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> (Value<'c>, Value<'c>) {
    (real(code, value, ty), imaginary(code, value, ty))
}

/// A complex number of its parts; `ty` is the complex type.
pub fn create<'c>(code: &Code<'_, 'c>, ty: Scalar, real: Value<'c>, imaginary: Value<'c>) -> Value<'c> {
    code.builder.op("complex.create").operand(real).operand(imaginary).result(code.storage(ty)).value()
}

/// Converts any number to a complex type.
pub fn convert<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, from: Scalar, to: Scalar) -> Value<'c> {
    if !from.is_complex() {
        let re = lower::convert(code, value, from, to.real());
        let im = code.constant(to.real(), 0.0);
        return create(code, to, re, im);
    }
    map_parts(code, value, [from, to], |code, part| lower::convert(code, part, from.real(), to.real()))
}

/// `exp`, with C's results for zeros, infinities and NaN. There are no branches, so that loops become vectors.
pub fn exponential<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    if ty == Scalar::Complex64 {
        // Computed in double precision, and rounded once.
        let wide = convert(code, value, ty, Scalar::Complex128);
        let result = exponential(code, wide, Scalar::Complex128);
        return convert(code, result, Scalar::Complex128, ty);
    }
    let part = ty.real();
    let (re, im) = parts(code, value, ty);
    let [zero, one] = [0.0, 1.0].map(|value| code.constant(part, value));
    // Above this the size alone would overflow where a part of the result does not.
    let most = code.constant(part, MOST_EXPONENT);
    let is_large = code.builder.compare_float(FloatPredicate::Ogt, re, most);
    let shift = code.builder.select(is_large, most, zero);
    let factor = code.builder.select(is_large, code.constant(part, MOST_EXPONENT.exp()), one);
    let rest = code.float_op("arith.subf", &[re, shift]);
    let size = float::call(code, "exp", part, &[rest]);
    let [cosine, sine] = ["cos", "sin"].map(|name| float::call(code, name, part, &[im]));
    let scaled = |side| code.float_op("arith.mulf", &[code.float_op("arith.mulf", &[size, side]), factor]);
    let (real, imaginary) = (scaled(cosine), scaled(sine));
    // Zeros stay zeros, and an infinity without an angle stays one.
    let is_real = code.builder.compare_float(FloatPredicate::Oeq, im, zero);
    let imaginary = code.builder.select(is_real, im, imaginary);
    let infinity = code.constant(part, f64::INFINITY);
    let is_infinite = float::is_infinite(code, re);
    let has_no_angle =
        code.builder.binary("arith.xori", float::is_finite(code, im), code.builder.constant_int(code.builder.i1(), 1));
    let is_limit = code.builder.binary("arith.andi", is_infinite, has_no_angle);
    let is_above = code.builder.compare_float(FloatPredicate::Ogt, re, zero);
    let real = code.builder.select(is_limit, code.builder.select(is_above, infinity, zero), real);
    let imaginary = code.builder.select(is_limit, code.builder.select(is_above, imaginary, zero), imaginary);
    create(code, ty, real, imaginary)
}

/// Applies a function to each part of a value of the first type, for one of the second.
pub fn map_parts<'a, 'c>(
    code: &mut Code<'a, 'c>,
    value: Value<'c>,
    [from, to]: [Scalar; 2],
    mut function: impl FnMut(&mut Code<'a, 'c>, Value<'c>) -> Value<'c>,
) -> Value<'c> {
    let (re, im) = parts(code, value, from);
    let (re, im) = (function(code, re), function(code, im));
    create(code, to, re, im)
}

pub fn negate<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    map_parts(code, value, [ty, ty], |code, part| code.float_op("arith.negf", &[part]))
}

pub fn conjugate<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    let (re, im) = parts(code, value, ty);
    let im = code.float_op("arith.negf", &[im]);
    create(code, ty, re, im)
}

/// `eq` and `ne` by parts; for NumPy's functions also the order of NumPy, by real and then by imaginary part.
pub fn compare<'c>(code: &mut Code<'_, 'c>, op: &str, ty: Scalar, [lhs, rhs]: [Value<'c>; 2]) -> Value<'c> {
    let predicate = lower::predicates(op).float;
    let [a, b] = [lhs, rhs].map(|value| parts(code, value, ty));
    let im = code.builder.compare_float(predicate, a.1, b.1);
    let join = match op {
        "eq" => "arith.andi",
        "ne" => "arith.ori",
        _ => {
            let strict = if matches!(op, "lt" | "le") { FloatPredicate::Olt } else { FloatPredicate::Ogt };
            let re = code.builder.compare_float(strict, a.0, b.0);
            let equal = code.builder.compare_float(FloatPredicate::Oeq, a.0, b.0);
            let tie = code.builder.binary("arith.andi", equal, im);
            // Without an order of the imaginary parts there is none.
            let ordered = code.builder.compare_float(FloatPredicate::Ord, a.1, b.1);
            let re = code.builder.binary("arith.andi", re, ordered);
            return code.builder.binary("arith.ori", re, tie);
        }
    };
    let re = code.builder.compare_float(predicate, a.0, b.0);
    code.builder.binary(join, re, im)
}

pub fn truth<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    either_part(code, value, ty, |code, part| lower::truth(code, part, ty.real()))
}

/// Whether a test holds for one part or both.
pub fn either_part<'a, 'c>(
    code: &mut Code<'a, 'c>,
    value: Value<'c>,
    ty: Scalar,
    mut test: impl FnMut(&mut Code<'a, 'c>, Value<'c>) -> Value<'c>,
) -> Value<'c> {
    let (re, im) = parts(code, value, ty);
    let (re, im) = (test(code, re), test(code, im));
    code.builder.binary("arith.ori", re, im)
}

/// The absolute value, by C's `hypot`.
pub fn absolute<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    let (re, im) = parts(code, value, ty);
    super::float::call(code, "hypot", ty.real(), &[re, im])
}

/// Smith's division, as CPython's `_Py_c_quot` and NumPy have it, without branches: the larger part of the divisor takes the
/// place of the one, the smaller that of the other. Where the divisor may be 0, both parts are then those of NumPy's loop, which
/// multiplies by the denominator's reciprocal.
pub fn divide<'c>(code: &mut Code<'_, 'c>, ty: Scalar, [lhs, rhs]: [Value<'c>; 2], may_be_zero: bool) -> Value<'c> {
    let builder = code.builder;
    let [a, b] = [lhs, rhs].map(|value| parts(code, value, ty));
    let sizes = [b.0, b.1].map(|part| builder.unary("math.absf", part));
    let by_real = builder.compare_float(FloatPredicate::Oge, sizes[0], sizes[1]);
    let either = |yes, no| builder.select(by_real, yes, no);
    let (large, small) = (either(b.0, b.1), either(b.1, b.0));
    let (x, y) = (either(a.0, a.1), either(a.1, a.0));
    let ratio = code.float_op("arith.divf", &[small, large]);
    let product = |factor| code.float_op("arith.mulf", &[factor, ratio]);
    let (x_ratio, y_ratio, small_ratio) = (product(x), product(y), product(small));
    let denominator = code.float_op("arith.addf", &[large, small_ratio]);
    let re = code.float_op("arith.addf", &[x, y_ratio]);
    let im = either(code.float_op("arith.subf", &[y, x_ratio]), code.float_op("arith.subf", &[x_ratio, y]));
    let [re, im, denominator] = if may_be_zero {
        let zero = code.constant(ty.real(), 0.0);
        let large_is_zero = builder.compare_float(FloatPredicate::Oeq, large, zero);
        // Not where the other part is NaN.
        let divisor_is_zero = builder.binary("arith.andi", large_is_zero, by_real);
        let unless_zero = |plain, value| builder.select(divisor_is_zero, plain, value);
        [unless_zero(a.0, re), unless_zero(a.1, im), unless_zero(zero, denominator)]
    } else {
        [re, im, denominator]
    };
    let [re, im] = if may_be_zero {
        let one = code.constant(ty.real(), 1.0);
        let scale = code.float_op("arith.divf", &[one, denominator]);
        [re, im].map(|part| code.float_op("arith.mulf", &[part, scale]))
    } else {
        [re, im].map(|part| code.float_op("arith.divf", &[part, denominator]))
    };
    create(code, ty, re, im)
}

/// `1 / x` as NumPy's loop has it: Smith's division of a real one.
pub fn reciprocal<'c>(code: &Code<'_, 'c>, ty: Scalar, value: Value<'c>) -> Value<'c> {
    let builder = code.builder;
    let (re, im) = parts(code, value, ty);
    let [real_size, imaginary_size] = [re, im].map(|part| builder.unary("math.absf", part));
    let by_real = builder.compare_float(FloatPredicate::Ole, imaginary_size, real_size);
    let (large, small) = (builder.select(by_real, re, im), builder.select(by_real, im, re));
    let ratio = code.float_op("arith.divf", &[small, large]);
    let product = code.float_op("arith.mulf", &[small, ratio]);
    let denominator = code.float_op("arith.addf", &[large, product]);
    let one = code.constant(ty.real(), 1.0);
    let (x, y) = (builder.select(by_real, one, ratio), builder.select(by_real, ratio, one));
    let re = code.float_op("arith.divf", &[x, denominator]);
    let im = builder.unary("arith.negf", y);
    let im = code.float_op("arith.divf", &[im, denominator]);
    create(code, ty, re, im)
}
