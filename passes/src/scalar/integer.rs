//! Integer arithmetic of any width. It wraps around; division and remainder are Python's, rounded down.

use super::{constant as constants, lower::truth};
use crate::code::Code;
use numlir_dialects::{Predicate, Value, types::Scalar};

/// A binary operator other than `pow` on two values of one integer type, or `and or xor` on bools.
pub fn binary<'c>(code: &mut Code<'_, 'c>, op: &str, ty: Scalar, [lhs, rhs]: [Value<'c>; 2]) -> Value<'c> {
    let name = match op {
        "floordiv" => return floor_divide(code, ty, lhs, rhs),
        "mod" => return modulo(code, ty, lhs, rhs),
        "lshift" | "rshift" => return shift(code, op, ty, [lhs, rhs]),
        "add" => "arith.addi",
        "sub" => "arith.subi",
        "mul" => "arith.muli",
        "and" => "arith.andi",
        "or" => "arith.ori",
        "xor" => "arith.xori",
        other => unreachable!("{other} is not an operator on integers"),
    };
    code.builder.binary(name, lhs, rhs)
}

/// The value of a constant of an integer type or bool; a `uint64` above `int64` has none.
pub fn constant(value: Value, ty: Scalar) -> Option<i64> {
    let value = constants::integer(value)?;
    let bits = if ty == Scalar::Bool { 1 } else { ty.size() * 8 };
    match ty {
        Scalar::UInt64 => (value >= 0).then_some(value),
        _ if ty.is_signed() => Some(value),
        _ => Some(value & ((1 << bits) - 1)),
    }
}

pub fn negate<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    let zero = code.constant(ty, 0.0);
    code.builder.binary("arith.subi", zero, value)
}

/// All bits the other way; of an `i1`, logical not.
pub fn invert<'c>(code: &mut Code<'_, 'c>, value: Value<'c>) -> Value<'c> {
    let ones = code.builder.constant_int(value.ty(), -1);
    code.builder.binary("arith.xori", value, ones)
}

/// The absolute value; that of the smallest number is itself, as in C.
pub fn absolute<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    if !ty.is_signed() {
        return value;
    }
    let negative = is_negative(code, value, ty);
    let negated = negate(code, value, ty);
    code.builder.select(negative, negated, value)
}

/// -1, 0 or 1.
pub fn sign<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    let positive = truth(code, value, ty);
    let positive = resize(code, positive, Scalar::Bool, ty);
    if !ty.is_signed() {
        return positive;
    }
    let negative = is_negative(code, value, ty);
    let minus_one = code.constant(ty, -1.0);
    code.builder.select(negative, minus_one, positive)
}

/// Converts between integer types and from bool: cuts off high bits, or extends by the sign that `from` has.
pub fn resize<'c>(code: &Code<'_, 'c>, value: Value<'c>, from: Scalar, to: Scalar) -> Value<'c> {
    let from_bool = from == Scalar::Bool;
    let name = match to.size().cmp(&from.size()) {
        _ if from_bool => "arith.extui",
        std::cmp::Ordering::Equal => return value,
        std::cmp::Ordering::Less => "arith.trunci",
        std::cmp::Ordering::Greater if from.is_signed() => "arith.extsi",
        std::cmp::Ordering::Greater => "arith.extui",
    };
    code.builder.convert(name, value, code.storage(to))
}

/// The smaller or larger of two values: `op` is `lt` or `gt`.
pub fn extreme<'c>(code: &Code<'_, 'c>, op: &str, ty: Scalar, [lhs, rhs]: [Value<'c>; 2]) -> Value<'c> {
    let name = match (op, ty.is_signed()) {
        ("lt", true) => "arith.minsi",
        ("lt", false) => "arith.minui",
        (_, true) => "arith.maxsi",
        (_, false) => "arith.maxui",
    };
    code.builder.binary(name, lhs, rhs)
}

/// `lhs // rhs`; 0 for a divisor of 0, and the smallest number by -1 wraps to itself.
pub fn floor_divide<'c>(code: &mut Code<'_, 'c>, ty: Scalar, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
    let builder = code.builder;
    if let Some(power) = constant(rhs, ty).filter(|&divisor| divisor > 0 && divisor.count_ones() == 1) {
        let count = code.constant(ty, f64::from(power.trailing_zeros()));
        return builder.binary(if ty.is_signed() { "arith.shrsi" } else { "arith.shrui" }, lhs, count);
    }
    let divisor = Divisor::of(code, ty, rhs);
    if !ty.is_signed() {
        let quotient = builder.binary("arith.divui", lhs, divisor.value);
        let zero = code.constant(ty, 0.0);
        return divisor.replaced.map_or(quotient, |zero_divisor| builder.select(zero_divisor, zero, quotient));
    }
    let quotient = builder.binary("arith.divsi", lhs, divisor.value);
    // LLVM makes one division of the two, and knows a remainder's sign where it wouldn't know a difference's.
    let remainder = builder.binary("arith.remsi", lhs, divisor.value);
    let rounded_up = signs_differ(code, ty, remainder, divisor.value);
    let one = builder.convert("arith.extui", rounded_up, lhs.ty());
    let floor = builder.binary("arith.subi", quotient, one);
    let Some(replaced) = divisor.replaced else { return floor };
    // The divisors that were replaced are 0 and -1: a product with them is right for both.
    let product = builder.binary("arith.muli", lhs, rhs);
    builder.select(replaced, product, floor)
}

/// `lhs % rhs`, with the sign of `rhs`; 0 for a divisor of 0.
pub fn modulo<'c>(code: &mut Code<'_, 'c>, ty: Scalar, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
    let builder = code.builder;
    if let Some(power) = constant(rhs, ty).filter(|&divisor| divisor > 0 && divisor.count_ones() == 1) {
        let mask = builder.constant_int(lhs.ty(), power - 1);
        return builder.binary("arith.andi", lhs, mask);
    }
    let (divisor, remainder) = remainder(code, ty, lhs, rhs);
    if !ty.is_signed() {
        return remainder;
    }
    let rounded_up = signs_differ(code, ty, remainder, divisor);
    let corrected = builder.binary("arith.addi", remainder, divisor);
    builder.select(rounded_up, corrected, remainder)
}

/// C's remainder, with the sign of `lhs`: `np.fmod`; 0 for a divisor of 0.
pub fn truncated_modulo<'c>(code: &mut Code<'_, 'c>, ty: Scalar, lhs: Value<'c>, rhs: Value<'c>) -> Value<'c> {
    remainder(code, ty, lhs, rhs).1
}

/// C's remainder, and the divisor that gave it.
fn remainder<'c>(code: &mut Code<'_, 'c>, ty: Scalar, lhs: Value<'c>, rhs: Value<'c>) -> (Value<'c>, Value<'c>) {
    // A replaced divisor is 1: the remainder is 0, which is right for 0 and for -1.
    let divisor = Divisor::of(code, ty, rhs).value;
    let name = if ty.is_signed() { "arith.remsi" } else { "arith.remui" };
    let remainder = code.builder.binary(name, lhs, divisor);
    let Some(0) = constant(rhs, ty) else { return (divisor, remainder) };
    (divisor, code.constant(ty, 0.0))
}

/// A divisor that the machine can divide by. x86 traps on 0, and on -1 where the quotient does not fit.
struct Divisor<'c> {
    value: Value<'c>,
    /// Whether the divisor was 0 or -1 and 1 stands in for it; nothing if it can't be.
    replaced: Option<Value<'c>>,
}

impl<'c> Divisor<'c> {
    fn of(code: &Code<'_, 'c>, ty: Scalar, divisor: Value<'c>) -> Self {
        let builder = code.builder;
        if constants::integer(divisor).is_some_and(|value| value != 0 && value != -1) {
            return Self { value: divisor, replaced: None };
        }
        let one = code.constant(ty, 1.0);
        let replaced = if ty.is_signed() {
            let next = builder.binary("arith.addi", divisor, one);
            let two = code.constant(ty, 2.0);
            builder.compare_int(Predicate::Ult, next, two)
        } else {
            let zero = code.constant(ty, 0.0);
            builder.compare_int(Predicate::Eq, divisor, zero)
        };
        Self { value: builder.select(replaced, one, divisor), replaced: Some(replaced) }
    }
}

/// Whether C's division rounded a negative quotient up: the remainder is not zero and has not the divisor's sign.
fn signs_differ<'c>(code: &mut Code<'_, 'c>, ty: Scalar, remainder: Value<'c>, divisor: Value<'c>) -> Value<'c> {
    if constants::integer(divisor).is_some_and(|divisor| divisor > 0) {
        return is_negative(code, remainder, ty);
    }
    let inexact = truth(code, remainder, ty);
    // Of two signs, so that ranges can decide it where both are known.
    let [one, other] = [remainder, divisor].map(|value| is_negative(code, value, ty));
    let differ = code.builder.binary("arith.xori", one, other);
    code.builder.binary("arith.andi", inexact, differ)
}

fn is_negative<'c>(code: &Code<'_, 'c>, value: Value<'c>, ty: Scalar) -> Value<'c> {
    let zero = code.constant(ty, 0.0);
    code.builder.compare_int(Predicate::Slt, value, zero)
}

/// A shift. Counts of the width and more, and negative ones, shift everything out, as in NumPy.
fn shift<'c>(code: &Code<'_, 'c>, op: &str, ty: Scalar, [value, count]: [Value<'c>; 2]) -> Value<'c> {
    let builder = code.builder;
    let name = match (op, ty.is_signed()) {
        ("lshift", _) => "arith.shli",
        (_, true) => "arith.shrsi",
        (_, false) => "arith.shrui",
    };
    let width = i64::from(ty.size()) * 8;
    if constant(count, ty).is_some_and(|count| (0..width).contains(&count)) {
        return builder.binary(name, value, count);
    }
    if name == "arith.shrsi" {
        let last = builder.constant_int(value.ty(), width - 1);
        let count = builder.binary("arith.minui", count, last);
        return builder.binary(name, value, count);
    }
    let limit = builder.constant_int(value.ty(), width);
    let inside = builder.compare_int(Predicate::Ult, count, limit);
    let shifted = builder.binary(name, value, count);
    let zero = code.constant(ty, 0.0);
    builder.select(inside, shifted, zero)
}
