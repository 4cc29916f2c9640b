//! What functions of dates compute, of operands of their rule's types. NaT spreads through arithmetic, and no comparison but `!=` holds
//! of it.

use crate::{
    code::Code,
    scalar::{integer, lower},
};
use numlir_dialects::{Predicate, Value, dates::Date, types::Scalar};

/// Whether a date is NaT.
fn is_nat<'c>(code: &Code<'_, 'c>, value: Value<'c>) -> Value<'c> {
    code.builder.compare_int(Predicate::Eq, value, code.builder.constant_i64(Date::NAT))
}

/// NaT where a value is, else what is computed.
pub fn unless_nat<'a, 'c>(
    code: &mut Code<'a, 'c>,
    value: Value<'c>,
    compute: impl FnOnce(&mut Code<'a, 'c>) -> Value<'c>,
) -> Value<'c> {
    let result = compute(code);
    let nat = is_nat(code, value);
    or_nat(code, nat, result)
}

fn or_nat<'c>(code: &Code<'_, 'c>, nat: Value<'c>, value: Value<'c>) -> Value<'c> {
    code.builder.select(nat, code.builder.constant_i64(Date::NAT), value)
}

/// One of the results of a function of NumPy's by its name, of operands that have been converted to the types of its rule.
pub fn compute<'c>(
    code: &mut Code<'_, 'c>,
    function: &str,
    operands: &[Scalar],
    result: usize,
    values: &[Value<'c>],
) -> Value<'c> {
    match *values {
        [value] => unary(code, function, value),
        [a, b] => {
            let function = match (function, result) {
                ("divmod", 0) => "floor_divide",
                ("divmod", _) => "remainder",
                (function, _) => function,
            };
            binary(code, function, [operands[0], operands[1]], [a, b])
        }
        _ => unreachable!("no function of dates has {} operands", values.len()),
    }
}

fn unary<'c>(code: &mut Code<'_, 'c>, function: &str, value: Value<'c>) -> Value<'c> {
    let int64 = Scalar::Int64;
    match function {
        "isnat" | "isnan" => is_nat(code, value),
        "isfinite" => {
            let nat = is_nat(code, value);
            integer::invert(code, nat)
        }
        "isinf" => code.builder.constant_bool(false),
        // The smallest number is its own negative.
        "negative" => integer::negate(code, value, int64),
        "positive" => value,
        "absolute" | "abs" => integer::absolute(code, value, int64),
        "sign" => integer::sign(code, value, int64),
        other => unreachable!("{other} has no rule for dates"),
    }
}

fn binary<'c>(code: &mut Code<'_, 'c>, function: &str, types: [Scalar; 2], [a, b]: [Value<'c>; 2]) -> Value<'c> {
    let arithmetic = |name| move |code: &mut Code<'_, 'c>| code.builder.binary(name, a, b);
    match function {
        "add" => spread(code, types, [a, b], arithmetic("arith.addi")),
        "subtract" => spread(code, types, [a, b], arithmetic("arith.subi")),
        "multiply" => match types {
            [Scalar::Float64, span] => by_float(code, "arith.mulf", [(b, span), (a, Scalar::Float64)]),
            [span, Scalar::Float64] => by_float(code, "arith.mulf", [(a, span), (b, Scalar::Float64)]),
            _ => spread(code, types, [a, b], arithmetic("arith.muli")),
        },
        "divide" | "true_divide" | "floor_divide" if types[1] == Scalar::Float64 => {
            by_float(code, "arith.divf", [(a, types[0]), (b, types[1])])
        }
        "divide" | "true_divide" | "floor_divide" if types[1] == Scalar::Int64 => divide_by_integer(code, a, b),
        "divide" | "true_divide" => ratio(code, a, b),
        "floor_divide" => {
            let quotient = integer::floor_divide(code, Scalar::Int64, a, b);
            let nat = either_is_nat(code, types, [a, b]);
            code.builder.select(nat, code.builder.constant_i64(0), quotient)
        }
        "remainder" | "mod" => {
            let remainder = integer::modulo(code, Scalar::Int64, a, b);
            let zero = is_zero(code, b);
            let remainder = or_nat(code, zero, remainder);
            let nat = either_is_nat(code, types, [a, b]);
            or_nat(code, nat, remainder)
        }
        "minimum" => integer::extreme(code, "lt", Scalar::Int64, [a, b]),
        "fmax" => integer::extreme(code, "gt", Scalar::Int64, [a, b]),
        "maximum" => {
            let larger = integer::extreme(code, "gt", Scalar::Int64, [a, b]);
            let nat = either_is_nat(code, types, [a, b]);
            or_nat(code, nat, larger)
        }
        "fmin" => {
            let smaller = integer::extreme(code, "lt", Scalar::Int64, [a, b]);
            // The smaller is NaT where one is, and the larger then the other.
            let larger = integer::extreme(code, "gt", Scalar::Int64, [a, b]);
            let nat = is_nat(code, smaller);
            code.builder.select(nat, larger, smaller)
        }
        _ => compare(code, function, types, [a, b]),
    }
}

/// NaT where a date among the operands is.
fn spread<'a, 'c>(
    code: &mut Code<'a, 'c>,
    types: [Scalar; 2],
    values: [Value<'c>; 2],
    compute: impl FnOnce(&mut Code<'a, 'c>) -> Value<'c>,
) -> Value<'c> {
    let result = compute(code);
    let nat = either_is_nat(code, types, values);
    or_nat(code, nat, result)
}

fn either_is_nat<'c>(code: &Code<'_, 'c>, types: [Scalar; 2], values: [Value<'c>; 2]) -> Value<'c> {
    let dates = types.into_iter().zip(values).filter(|(ty, _)| ty.is_date());
    let tests = dates.map(|(_, value)| is_nat(code, value));
    tests.reduce(|one, other| code.builder.binary("arith.ori", one, other)).expect("one of them is a date")
}

/// A span times or over a float, cut off; what is no number of `int64` is NaT.
fn by_float<'c>(code: &mut Code<'_, 'c>, op: &'static str, [span, float]: [lower::Typed<'c>; 2]) -> Value<'c> {
    let count = lower::convert(code, span.0, Scalar::Int64, Scalar::Float64);
    // Not subject to fast-math flags: that infinities and NaN are recognised is what the result is made of.
    let value = code.builder.binary(op, count, float.0);
    let whole = lower::convert(code, value, Scalar::Float64, Scalar::Int64);
    unless_nat(code, span.0, |_| whole)
}

/// A span over an integer, cut off as in C.
fn divide_by_integer<'c>(code: &mut Code<'_, 'c>, span: Value<'c>, divisor: Value<'c>) -> Value<'c> {
    let builder = code.builder;
    let zero = is_zero(code, divisor);
    let nat = is_nat(code, span);
    let nat = builder.binary("arith.ori", nat, zero);
    // The machine divides neither by zero nor the smallest number by -1.
    let span = builder.select(nat, builder.constant_i64(0), span);
    let divisor = builder.select(nat, builder.constant_i64(1), divisor);
    let quotient = builder.binary("arith.divsi", span, divisor);
    or_nat(code, nat, quotient)
}

/// How often one span is in another; NaN of NaT.
fn ratio<'c>(code: &mut Code<'_, 'c>, a: Value<'c>, b: Value<'c>) -> Value<'c> {
    let counts = [a, b].map(|value| lower::convert(code, value, Scalar::Int64, Scalar::Float64));
    let quotient = code.builder.binary("arith.divf", counts[0], counts[1]);
    let nat = [a, b].map(|value| is_nat(code, value));
    let nat = code.builder.binary("arith.ori", nat[0], nat[1]);
    let nan = code.constant(Scalar::Float64, f64::NAN);
    code.builder.select(nat, nan, quotient)
}

fn is_zero<'c>(code: &Code<'_, 'c>, value: Value<'c>) -> Value<'c> {
    code.builder.compare_int(Predicate::Eq, value, code.builder.constant_i64(0))
}

fn compare<'c>(code: &Code<'_, 'c>, function: &str, types: [Scalar; 2], [a, b]: [Value<'c>; 2]) -> Value<'c> {
    if types[0] != types[1] {
        return code.builder.constant_bool(function == "not_equal");
    }
    let predicate = match function {
        "equal" => Predicate::Eq,
        "not_equal" => Predicate::Ne,
        "less" => Predicate::Slt,
        "less_equal" => Predicate::Sle,
        "greater" => Predicate::Sgt,
        "greater_equal" => Predicate::Sge,
        other => unreachable!("{other} has no rule for dates"),
    };
    let holds = code.builder.compare_int(predicate, a, b);
    let nat = either_is_nat(code, types, [a, b]);
    if predicate == Predicate::Ne {
        return code.builder.binary("arith.ori", holds, nat);
    }
    code.builder.select(nat, code.builder.constant_bool(false), holds)
}
