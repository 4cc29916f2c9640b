//! From operators on scalars to `arith`, `math` and `complex` operations: conversions, then the kernel of the operands' kind.
//!
//! ```text
//! py.binary "floordiv" %a, %b : (si32, si64) -> si64
//! ```
//! becomes `arith.extsi`, a `nd.raise_if` for a divisor of zero, and the division of `integer.rs`.
//!
//! Kernels are total: where Python raises, the check stands before them, and where it doesn't (`numpy_errors`) they give
//! what NumPy does. All of them can be vectorised but for calls of C functions.

use super::{complex, constant, float, integer, power, typing};
use crate::{code::Code, dates};
use numlir_dialects::{FloatPredicate, Predicate, Value, types::Scalar};

/// A value with its type.
pub type Typed<'c> = (Value<'c>, Scalar);

/// A binary operator, by its name in `py.binary`, on types that [`typing::binary`] accepts.
pub fn binary<'c>(code: &mut Code<'_, 'c>, op: &str, lhs: Typed<'c>, rhs: Typed<'c>) -> Typed<'c> {
    let rule = typing::binary(op, lhs.1, rhs.1).expect("inference accepts only operators that have a rule");
    let (ty, exponent) = rule.operands;
    let left = convert(code, lhs.0, lhs.1, ty);
    let right = convert(code, rhs.0, rhs.1, exponent);
    if ty.is_date() || exponent.is_date() {
        let function = dates::function_of(op).expect("the operator has a rule");
        return (dates::compute(code, function, &[ty, exponent], 0, &[left, right]), rule.result);
    }
    if let Some(message) = zero_division(op, typing::unify(lhs.1, rhs.1).unwrap_or(ty)) {
        check_divisor(code, (right, ty), message);
    }
    let value = match op {
        "pow" => power::operator(code, (left, ty), (right, exponent)),
        _ if typing::is_integral(ty) => integer::binary(code, op, ty, [left, right]),
        _ if ty.is_float() => float::binary(code, op, ty, [left, right]),
        _ => complex::binary(code, op, ty, [left, right]),
    };
    (value, rule.result)
}

/// A unary operator, by its name in `py.unary`, on a type that [`typing::unary`] accepts.
pub fn unary<'c>(code: &mut Code<'_, 'c>, op: &str, operand: Typed<'c>) -> Typed<'c> {
    let (value, ty) = operand;
    let result = typing::unary(op, ty).expect("inference accepts only operators that have a rule");
    if op == "not" {
        let truth = truth(code, value, ty);
        return (integer::invert(code, truth), result);
    }
    if ty.is_date() {
        let function = dates::function_of(op).expect("the operator has a rule");
        return (dates::compute(code, function, &[ty], 0, &[value]), result);
    }
    // A bool has no arithmetic of its own, any other integer computes in its width.
    let (value, ty) =
        if op == "neg" && ty == Scalar::Bool { (convert(code, value, ty, result), result) } else { operand };
    let value = match op {
        "neg" => negate(code, value, ty),
        "invert" => integer::invert(code, value),
        _ => value,
    };
    (convert(code, value, ty, result), result)
}

/// The negative of a number other than a bool, in its own type.
pub fn negate<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    if ty.is_complex() {
        complex::negate(code, value, ty)
    } else if ty.is_float() {
        code.float_op("arith.negf", &[value])
    } else {
        integer::negate(code, value, ty)
    }
}

/// A comparison, `eq ne lt le gt ge`, on types that [`typing::compare`] accepts; gives an `i1`.
pub fn compare<'c>(code: &mut Code<'_, 'c>, op: &str, lhs: Typed<'c>, rhs: Typed<'c>) -> Value<'c> {
    let (left, right) = typing::compare(op, lhs.1, rhs.1).expect("inference accepts only comparisons that have a rule");
    let a = convert(code, lhs.0, lhs.1, left);
    let b = convert(code, rhs.0, rhs.1, right);
    if left.is_date() || right.is_date() {
        let function = dates::function_of(op).expect("the comparison has a rule");
        return dates::compute(code, function, &[left, right], 0, &[a, b]);
    }
    if left.is_complex() {
        return complex::compare(code, op, left, [a, b]);
    }
    let predicates = predicates(op);
    if left.is_float() {
        return code.builder.compare_float(predicates.float, a, b);
    }
    if left == right {
        let predicate = if left.is_signed() { predicates.signed } else { predicates.unsigned };
        return code.builder.compare_int(predicate, a, b);
    }
    // One is signed and one is not: below zero the signed one is the smaller, else both compare without sign.
    let unsigned = code.builder.compare_int(predicates.unsigned, a, b);
    let (signed, true_below_zero) =
        if left.is_signed() { (a, matches!(op, "lt" | "le" | "ne")) } else { (b, matches!(op, "gt" | "ge" | "ne")) };
    if constant::integer(signed).is_some_and(|value| value >= 0) {
        return unsigned;
    }
    let zero = code.builder.constant_i64(0);
    let (predicate, join) =
        if true_below_zero { (Predicate::Slt, "arith.ori") } else { (Predicate::Sge, "arith.andi") };
    let sign = code.builder.compare_int(predicate, signed, zero);
    code.builder.binary(join, sign, unsigned)
}

/// Python's truth of a number: whether it is not zero. NaN is true.
pub fn truth<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    if ty == Scalar::Bool {
        return value;
    }
    if ty.is_complex() {
        return complex::truth(code, value, ty);
    }
    let zero = code.constant(ty, 0.0);
    if ty.is_float() {
        code.builder.compare_float(FloatPredicate::Une, value, zero)
    } else {
        code.builder.compare_int(Predicate::Ne, value, zero)
    }
}

/// Converts a number as C does: floats truncate to integers, integers wrap, anything is true unless it is zero.
/// A complex number loses its imaginary part. Dates are counts of their units.
pub fn convert<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, from: Scalar, to: Scalar) -> Value<'c> {
    if from == to {
        return value;
    }
    if from.is_date() || to.is_date() {
        return dates::convert(code, value, from, to);
    }
    if let Some(value) = convert_constant(code, value, from, to) {
        return value;
    }
    if to == Scalar::Bool {
        return truth(code, value, from);
    }
    if to.is_complex() {
        return complex::convert(code, value, from, to);
    }
    if from.is_complex() {
        let real = complex::real(code, value, from);
        return convert(code, real, from.real(), to);
    }
    let ty = code.storage(to);
    match (from.is_float(), to.is_float()) {
        (true, true) if to.size() > from.size() => code.builder.convert("arith.extf", value, ty),
        (true, true) => code.builder.convert("arith.truncf", value, ty),
        (true, false) => float::to_integer(code, value, to),
        (false, true) if from.is_signed() => code.builder.convert("arith.sitofp", value, ty),
        (false, true) => code.builder.convert("arith.uitofp", value, ty),
        (false, false) => integer::resize(code, value, from, to),
    }
}

/// The constant that a constant converts to, where that is exact or rounds once.
fn convert_constant<'c>(code: &Code<'_, 'c>, value: Value<'c>, from: Scalar, to: Scalar) -> Option<Value<'c>> {
    const EXACT: i64 = 1 << 53;
    let ty = code.storage(to);
    if from.is_float() {
        let value = constant::float(value)?;
        return to.is_float().then(|| code.builder.constant_float(ty, value));
    }
    let value = integer::constant(value, from)?;
    if to.is_float() {
        return (-EXACT..=EXACT).contains(&value).then(|| code.builder.constant_float(ty, value as f64));
    }
    to.is_integer().then(|| code.builder.constant_int(ty, value))
}

/// CPython's message for a divisor of zero, for operands that unify to a type.
pub fn zero_division(op: &str, ty: Scalar) -> Option<&'static str> {
    match op {
        "truediv" if ty.is_complex() => Some("complex division by zero"),
        "truediv" if ty.is_float() => Some("float division by zero"),
        "truediv" => Some("division by zero"),
        "floordiv" if ty.is_float() => Some("float floor division by zero"),
        "floordiv" => Some("integer division or modulo by zero"),
        "mod" if ty.is_float() => Some("float modulo"),
        "mod" => Some("integer modulo by zero"),
        _ => None,
    }
}

/// Raises ZeroDivisionError where a divisor is zero, unless it can't be or the settings say otherwise.
pub fn check_divisor<'c>(code: &mut Code<'_, 'c>, (divisor, ty): Typed<'c>, message: &str) {
    if code.settings.numpy_errors || constant::is_nonzero(divisor) {
        return;
    }
    let nonzero = truth(code, divisor, ty);
    let zero = integer::invert(code, nonzero);
    code.raise_if(zero, "ZeroDivisionError", message);
}

/// The predicates of a comparison.
pub struct Predicates {
    pub signed: Predicate,
    pub unsigned: Predicate,
    pub float: FloatPredicate,
}

/// The predicates of `eq ne lt le gt ge`.
pub fn predicates(op: &str) -> Predicates {
    let (signed, unsigned, float) = match op {
        "eq" => (Predicate::Eq, Predicate::Eq, FloatPredicate::Oeq),
        "ne" => (Predicate::Ne, Predicate::Ne, FloatPredicate::Une),
        "lt" => (Predicate::Slt, Predicate::Ult, FloatPredicate::Olt),
        "le" => (Predicate::Sle, Predicate::Ule, FloatPredicate::Ole),
        "gt" => (Predicate::Sgt, Predicate::Ugt, FloatPredicate::Ogt),
        "ge" => (Predicate::Sge, Predicate::Uge, FloatPredicate::Oge),
        other => unreachable!("{other} is not a comparison of numbers"),
    };
    Predicates { signed, unsigned, float }
}
