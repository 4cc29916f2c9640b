//! Floating-point arithmetic beyond what `arith` has: CPython's floor division and modulo, conversions, tests of bits.

use super::integer;
use crate::code::Code;
use numlir_dialects::{FloatPredicate, Predicate, Value, types::Scalar};

/// A binary operator other than `pow` on two values of one float type.
pub fn binary<'c>(code: &mut Code<'_, 'c>, op: &str, ty: Scalar, [lhs, rhs]: [Value<'c>; 2]) -> Value<'c> {
    let name = match op {
        "floordiv" => return floor_divide(code, ty, lhs, rhs),
        "mod" => return modulo(code, ty, lhs, rhs),
        "add" => "arith.addf",
        "sub" => "arith.subf",
        "mul" => "arith.mulf",
        "truediv" => "arith.divf",
        other => unreachable!("{other} is not an operator on floats"),
    };
    code.float_op(name, &[lhs, rhs])
}

/// `lhs // rhs` as CPython's `float_floor_div`; for a divisor of 0, NumPy's infinity or NaN.
///
/// As in [`modulo`], the quotient, rounded down, is right or one too large, and the remainder tells which. Up to the limit
/// CPython's way, by the remainder and one division, gives that number too. All else takes the runtime's way.
pub fn floor_divide<'c>(code: &mut Code<'_, 'c>, ty: Scalar, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
    let (limit, name) = if ty == Scalar::Float32 {
        (TWO_TO_23 / 8.0, "numlir_floordiv_f32")
    } else {
        (TWO_TO_53 / 8.0, "numlir_floordiv_f64")
    };
    let (quotient, exact) = quotient_below(code, ty, [lhs, rhs], limit);
    code.either(
        exact,
        ty,
        |code| {
            let builder = code.builder;
            let (zero, one) = (code.constant(ty, 0.0), code.constant(ty, 1.0));
            let (floor, remainder, rounded_up) = floor_and_remainder(code, ty, [lhs, rhs, quotient]);
            let inexact = builder.compare_float(FloatPredicate::Une, remainder, zero);
            let too_large = builder.binary("arith.andi", inexact, rounded_up);
            let below = builder.binary("arith.subf", floor, one);
            let result = builder.select(too_large, below, floor);
            // A zero has the sign of the quotient.
            let is_zero = builder.compare_float(FloatPredicate::Oeq, result, zero);
            let signed_zero = builder.binary("math.copysign", zero, quotient);
            builder.select(is_zero, signed_zero, result)
        },
        |code| code.call_c(name, &[ty, ty], ty, &[lhs, rhs]),
    )
}

/// `lhs / rhs`, and whether its size is below a limit and the divisor finite.
fn quotient_below<'c>(
    code: &Code<'_, 'c>,
    ty: Scalar,
    [lhs, rhs]: [Value<'c>; 2],
    limit: f64,
) -> (Value<'c>, Value<'c>) {
    let builder = code.builder;
    let quotient = builder.binary("arith.divf", lhs, rhs);
    let size = builder.unary("math.absf", quotient);
    let limit = code.constant(ty, limit);
    let small = builder.compare_float(FloatPredicate::Olt, size, limit);
    let finite = is_finite(code, rhs);
    (quotient, builder.binary("arith.andi", small, finite))
}

/// The quotient rounded down, what is left of `lhs`, and whether that has not the divisor's sign.
fn floor_and_remainder<'c>(
    code: &Code<'_, 'c>,
    ty: Scalar,
    [lhs, rhs, quotient]: [Value<'c>; 3],
) -> (Value<'c>, Value<'c>, Value<'c>) {
    let builder = code.builder;
    let zero = code.constant(ty, 0.0);
    let floor = builder.unary("math.floor", quotient);
    let negative = builder.unary("arith.negf", floor);
    let remainder = builder.op("math.fma").operands([negative, rhs, lhs]).result(lhs.ty()).value();
    let below = builder.compare_float(FloatPredicate::Olt, remainder, zero);
    let divisor_below = builder.compare_float(FloatPredicate::Olt, rhs, zero);
    (floor, remainder, builder.binary("arith.xori", below, divisor_below))
}

/// `lhs % rhs` as CPython's `float_rem`: exact, with the sign of `rhs` also where it is zero; NaN for a divisor of 0.
///
/// The quotient, rounded down, is right or one too large: a rounded division never falls below an integer that the
/// exact one reaches. Then `lhs - quotient * rhs`, rounded once, is the result or `rhs` less than it, in either case as
/// `fmod` and a correction give it, many times faster. Quotients that are no exact integers take the runtime's way.
pub fn modulo<'c>(code: &mut Code<'_, 'c>, ty: Scalar, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
    let (limit, name) =
        if ty == Scalar::Float32 { (TWO_TO_23, "numlir_mod_f32") } else { (TWO_TO_53, "numlir_mod_f64") };
    let (quotient, exact) = quotient_below(code, ty, [lhs, rhs], limit);
    code.either(
        exact,
        ty,
        |code| modulo_by_quotient(code, ty, [lhs, rhs, quotient]),
        |code| code.call_c(name, &[ty, ty], ty, &[lhs, rhs]),
    )
}

fn modulo_by_quotient<'c>(code: &Code<'_, 'c>, ty: Scalar, values: [Value<'c>; 3]) -> Value<'c> {
    let builder = code.builder;
    let (rhs, zero) = (values[1], code.constant(ty, 0.0));
    let (_, remainder, signs_differ) = floor_and_remainder(code, ty, values);
    let corrected = builder.binary("arith.addf", remainder, rhs);
    let nonzero = builder.select(signs_differ, corrected, remainder);
    let inexact = builder.compare_float(FloatPredicate::Une, remainder, zero);
    let signed_zero = builder.binary("math.copysign", zero, rhs);
    builder.select(inexact, nonzero, signed_zero)
}

/// Up to these, a quotient that is rounded down is an integer of `float64` or `float32` itself.
const TWO_TO_53: f64 = 9_007_199_254_740_992.0;
const TWO_TO_23: f64 = 8_388_608.0;

/// Truncates towards zero. NaN and what lies outside the 64-bit type give the smallest `int64`, as x86 does and so Numba;
/// narrower types take the low bits, as C does there. `arith.fptosi` alone has no defined result for those.
pub fn to_integer<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, to: Scalar) -> Value<'c> {
    let builder = code.builder;
    if to == Scalar::UInt64 {
        return to_uint64(code, value);
    }
    let wide = if to.size() < 4 || to == Scalar::Int32 { Scalar::Int32 } else { Scalar::Int64 };
    let wide = truncate_within(code, value, wide);
    let narrow = code.storage(to);
    if wide.ty() == narrow { wide } else { builder.convert("arith.trunci", wide, narrow) }
}

/// Values of at least 2⁶³ go through the signed conversion less that much.
fn to_uint64<'c>(code: &mut Code<'_, 'c>, value: Value<'c>) -> Value<'c> {
    let builder = code.builder;
    let half = builder.constant_float(value.ty(), TWO_TO_63);
    let high = builder.compare_float(FloatPredicate::Oge, value, half);
    let rest = builder.binary("arith.subf", value, half);
    let reduced = builder.select(high, rest, value);
    let bits = truncate_within(code, reduced, Scalar::Int64);
    let top = builder.constant_i64(i64::MIN);
    let raised = builder.binary("arith.xori", bits, top);
    builder.select(high, raised, bits)
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
const TWO_TO_31: f64 = 2_147_483_648.0;

fn truncate_within<'c>(code: &Code<'_, 'c>, value: Value<'c>, to: Scalar) -> Value<'c> {
    let builder = code.builder;
    let (limit, smallest) = if to == Scalar::Int32 { (TWO_TO_31, i32::MIN.into()) } else { (TWO_TO_63, i64::MIN) };
    let limit = builder.constant_float(value.ty(), limit);
    let size = builder.unary("math.absf", value);
    // The limit's negative would fit too, and gives the smallest number either way.
    let inside = builder.compare_float(FloatPredicate::Olt, size, limit);
    let ty = code.storage(to);
    let integer = builder.convert("arith.fptosi", value, ty);
    let smallest = builder.constant_int(ty, smallest);
    builder.select(inside, integer, smallest)
}

pub fn is_nan<'c>(code: &Code<'_, 'c>, value: Value<'c>) -> Value<'c> {
    code.builder.compare_float(FloatPredicate::Une, value, value)
}

pub fn is_infinite<'c>(code: &Code<'_, 'c>, value: Value<'c>) -> Value<'c> {
    compare_size_to_infinity(code, FloatPredicate::Oeq, value)
}

pub fn is_finite<'c>(code: &Code<'_, 'c>, value: Value<'c>) -> Value<'c> {
    compare_size_to_infinity(code, FloatPredicate::Olt, value)
}

fn compare_size_to_infinity<'c>(code: &Code<'_, 'c>, predicate: FloatPredicate, value: Value<'c>) -> Value<'c> {
    let size = code.builder.unary("math.absf", value);
    let infinity = code.builder.constant_float(value.ty(), f64::INFINITY);
    code.builder.compare_float(predicate, size, infinity)
}

/// Whether the sign bit is set, of zeros and NaN too.
pub fn sign_bit<'c>(code: &Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    let bits = code.builder.integer_type(ty.size() * 8);
    let value = code.builder.convert("arith.bitcast", value, bits);
    let zero = code.builder.constant_int(bits, 0);
    code.builder.compare_int(Predicate::Slt, value, zero)
}

/// -1, 0, 1 or NaN; zeros have no sign.
pub fn sign<'c>(code: &Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    let builder = code.builder;
    let (zero, one, minus_one) = (code.constant(ty, 0.0), code.constant(ty, 1.0), code.constant(ty, -1.0));
    let above = builder.compare_float(FloatPredicate::Ogt, value, zero);
    let below = builder.compare_float(FloatPredicate::Olt, value, zero);
    let equal = builder.compare_float(FloatPredicate::Oeq, value, zero);
    let rest = builder.select(equal, zero, value);
    let rest = builder.select(below, minus_one, rest);
    builder.select(above, one, rest)
}

/// Calls a function of C's math library in the precision of `ty`; `arguments` have that type.
pub fn call<'c>(code: &mut Code<'_, 'c>, name: &str, ty: Scalar, arguments: &[Value<'c>]) -> Value<'c> {
    let parameters = vec![ty; arguments.len()];
    if ty == Scalar::Float32 {
        code.call_c(&format!("{name}f"), &parameters, ty, arguments)
    } else {
        code.call_c(name, &parameters, ty, arguments)
    }
}

/// Multiplies by a factor of any type: `math.degrees` and the like.
pub fn scale<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, factor: f64) -> Value<'c> {
    let factor = code.builder.constant_float(value.ty(), factor);
    code.float_op("arith.mulf", &[value, factor])
}

/// Rounds by a `math` operation and converts to an integer: `math.floor` and the like.
pub fn round_to_integer<'c>(code: &mut Code<'_, 'c>, name: &'static str, value: Value<'c>) -> Value<'c> {
    let rounded = code.builder.unary(name, value);
    to_integer(code, rounded, Scalar::Int64)
}

/// Multiplies by 2 to the power of an `int64` count, by C's `ldexp`.
pub fn load_exponent<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar, count: Value<'c>) -> Value<'c> {
    // Any larger count over- or underflows as this does.
    const ENOUGH: f64 = 10_000.0;
    let (least, most) = (code.constant(Scalar::Int64, -ENOUGH), code.constant(Scalar::Int64, ENOUGH));
    let count = integer::extreme(code, "gt", Scalar::Int64, [count, least]);
    let count = integer::extreme(code, "lt", Scalar::Int64, [count, most]);
    let count = integer::resize(code, count, Scalar::Int64, Scalar::Int32);
    let name = if ty == Scalar::Float32 { "ldexpf" } else { "ldexp" };
    code.call_c(name, &[ty, Scalar::Int32], ty, &[value, count])
}
