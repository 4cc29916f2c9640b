//! Python's builtin functions of numbers and tuples of numbers.

use super::{
    Builtin,
    arguments::{self, Scalars},
};
use crate::{
    code::{Argument, Code, Operand, Values},
    dates,
    scalar::{
        complex, float, integer,
        lower::{self, Typed},
        power, typing,
    },
};
use numlir_dialects::{
    Predicate, Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "builtins.abs", parameters: &["x"], infer: infer_abs, lower: lower_abs },
    Builtin {
        name: "builtins.min",
        parameters: &["*"],
        infer: infer_extreme,
        lower: |c, x, ty| extreme(c, x, ty, "lt"),
    },
    Builtin {
        name: "builtins.max",
        parameters: &["*"],
        infer: infer_extreme,
        lower: |c, x, ty| extreme(c, x, ty, "gt"),
    },
    Builtin { name: "builtins.sum", parameters: &["iterable", "start?"], infer: infer_sum, lower: lower_sum },
    Builtin { name: "builtins.round", parameters: &["number", "ndigits?"], infer: infer_round, lower: lower_round },
    Builtin { name: "builtins.divmod", parameters: &["x", "y"], infer: infer_divmod, lower: lower_divmod },
    Builtin { name: "builtins.pow", parameters: &["base", "exp", "mod?"], infer: infer_pow, lower: lower_pow },
    Builtin { name: "scalar.conjugate", parameters: &["self"], infer: infer_conjugate, lower: lower_conjugate },
    Builtin {
        name: "builtins.any",
        parameters: &["iterable"],
        infer: infer_truth,
        lower: |c, x, _| quantify(c, x, "arith.ori"),
    },
    Builtin {
        name: "builtins.all",
        parameters: &["iterable"],
        infer: infer_truth,
        lower: |c, x, _| quantify(c, x, "arith.andi"),
    },
];

/// A number keeps its type; a complex one gives its parts', and a bool `int8`.
fn infer_abs(arguments: &[Option<Argument>]) -> Result<Type, String> {
    if arguments::has_date(arguments) {
        return of_dates("absolute", arguments);
    }
    let ty = arguments::scalar(arguments, 0)?.real();
    Ok(Type::Scalar(if ty == Scalar::Bool { Scalar::Int8 } else { ty }))
}

fn lower_abs<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (value, ty) = arguments::numbers(operands)[0];
    smallvec![if ty.is_date() {
        dates::compute(code, "absolute", &[ty], 0, &[value])
    } else if ty == Scalar::Bool {
        lower::convert(code, value, ty, Scalar::Int8)
    } else {
        absolute(code, ty, value)
    }]
}

/// What one of NumPy's functions gives of dates.
fn of_dates(function: &str, arguments: &[Option<Argument>]) -> Result<Type, String> {
    let types = arguments::values_of(arguments)?;
    let rule = dates::resolve(function, &types).ok_or_else(|| "a date is expected".to_owned())??;
    Ok(match rule.results[..] {
        [result] => Type::Scalar(result),
        _ => Type::tuple(rule.results.into_iter().map(Type::Scalar)),
    })
}

/// The absolute value of any number.
pub fn absolute<'c>(code: &mut Code<'_, 'c>, ty: Scalar, value: Value<'c>) -> Value<'c> {
    if ty.is_complex() {
        complex::absolute(code, value, ty)
    } else if ty.is_float() {
        code.builder.unary("math.absf", value)
    } else {
        integer::absolute(code, value, ty)
    }
}

/// The method of a number: a bool gives an `int64`, any other number its own type.
fn infer_conjugate(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let ty = arguments::scalar(arguments, 0)?;
    Ok(Type::Scalar(if ty == Scalar::Bool { Scalar::Int64 } else { ty }))
}

fn lower_conjugate<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let ty = result.scalar().expect("inference gives a scalar");
    let value = arguments::values(code, operands, ty)[0];
    smallvec![if ty.is_complex() { complex::conjugate(code, value, ty) } else { value }]
}

/// Several numbers or a tuple of them; the result is what they unify to.
fn infer_extreme(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let one = arguments.iter().flatten().count() == 1;
    if arguments::has_date(arguments) && (!one || arguments::elements_are_given(arguments)) {
        let types = arguments::values_of(arguments)?.into_iter().map(Some);
        let unified = types.reduce(|a, b| typing::unify(a?, b?)).flatten();
        return unified.map(Type::Scalar).ok_or_else(|| "the values have no common type".to_owned());
    }
    let types = if one { arguments::elements(arguments, 0)? } else { arguments::scalars(arguments)? };
    if types.iter().any(|ty| ty.is_complex()) {
        return Err("complex numbers have no order".to_owned());
    }
    let unified = types.into_iter().reduce(|a, b| typing::unify(a, b).expect("all numbers unify"));
    unified.map(Type::Scalar).ok_or_else(|| "at least one number is expected".to_owned())
}

/// As Python compares: a later number replaces the result only if it is strictly less (or greater).
fn extreme<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type, op: &str) -> Values<'c> {
    let ty = result.scalar().expect("inference gives a scalar");
    let values = arguments::values(code, operands, ty);
    let chosen = values.into_iter().reduce(|best, value| {
        let better = lower::compare(code, op, (value, ty), (best, ty));
        code.builder.select(better, value, best)
    });
    chosen.into_iter().collect()
}

fn infer_sum(arguments: &[Option<Argument>]) -> Result<Type, String> {
    if arguments::has_date(arguments) {
        let mut types = arguments::values_of(&arguments[..1])?;
        types.insert(0, arguments::values_of(&arguments[1..])?.first().copied().unwrap_or(Scalar::Int64));
        let sum =
            types.into_iter().map(Some).reduce(|sum, ty| Some(typing::binary("add", sum?, ty?)?.result)).flatten();
        return sum.map(Type::Scalar).ok_or_else(|| "the elements cannot be added".to_owned());
    }
    let start = if arguments::is_given(arguments, 1) { arguments::scalar(arguments, 1)? } else { Scalar::Int64 };
    let types = arguments::elements(arguments, 0)?;
    let sum = types.into_iter().try_fold(start, |sum, ty| Some(typing::binary("add", sum, ty)?.result));
    sum.map(Type::Scalar).ok_or_else(|| "the elements cannot be added".to_owned())
}

fn lower_sum<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let start = arguments::numbers(&operands[1..]).first().copied();
    let start = start.unwrap_or_else(|| (code.builder.constant_i64(0), Scalar::Int64));
    let terms = arguments::numbers(&operands[..1]);
    smallvec![terms.into_iter().fold(start, |sum, term| lower::binary(code, "add", sum, term)).0]
}

/// To an `int64`, or with a number of digits to the float itself; integers then give `float64`, as in Numba.
fn infer_round(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let ty = arguments::scalar(arguments, 0)?;
    if ty.is_complex() {
        return Err(arguments::no_complex());
    }
    if !arguments::is_given(arguments, 1) {
        return Ok(Type::INT64);
    }
    arguments::integer(arguments, 1)?;
    Ok(Type::Scalar(if ty == Scalar::Float32 { ty } else { Scalar::Float64 }))
}

fn lower_round<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (value, from) = arguments::numbers(operands)[0];
    let ty = result.scalar().expect("inference gives a scalar");
    if ty.is_float() {
        let value = lower::convert(code, value, from, ty);
        let digits = arguments::values(code, &operands[1..], Scalar::Int64)[0];
        let name = if ty == Scalar::Float32 { "numlir_round_f32" } else { "numlir_round_f64" };
        return smallvec![code.call_c(name, &[ty, Scalar::Int64], ty, &[value, digits])];
    }
    if from.is_float() {
        return smallvec![float::round_to_integer(code, "math.roundeven", value)];
    }
    smallvec![lower::convert(code, value, from, ty)]
}

fn infer_divmod(arguments: &[Option<Argument>]) -> Result<Type, String> {
    if arguments::has_date(arguments) {
        return of_dates("divmod", arguments);
    }
    let (x, y) = (arguments::scalar(arguments, 0)?, arguments::scalar(arguments, 1)?);
    let rule = typing::binary("floordiv", x, y).ok_or_else(arguments::no_complex)?;
    Ok(Type::tuple([Type::Scalar(rule.result), Type::Scalar(rule.result)]))
}

fn lower_divmod<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let numbers = arguments::numbers(operands);
    let types: Scalars = numbers.iter().map(|(_, ty)| *ty).collect();
    if let Some(Ok(rule)) = dates::resolve("divmod", &types) {
        let each = numbers.into_iter().zip(&rule.operands);
        let values: Values = each.map(|((value, from), to)| lower::convert(code, value, from, *to)).collect();
        return (0..2).map(|result| dates::compute(code, "divmod", &rule.operands, result, &values)).collect();
    }
    let ty = typing::binary("floordiv", types[0], types[1]).expect("inference found the rule").result;
    let values = arguments::values(code, operands, ty);
    let message = if ty.is_float() { "float divmod()" } else { "integer division or modulo by zero" };
    lower::check_divisor(code, (values[1], ty), message);
    quotient_and_remainder(code, ty, &values)
}

/// `x // y` and `x % y` of two numbers of a real type.
pub fn quotient_and_remainder<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Values<'c> {
    let operation = if ty.is_float() { float::binary } else { integer::binary };
    ["floordiv", "mod"].into_iter().map(|op| operation(code, op, ty, [values[0], values[1]])).collect()
}

fn infer_pow(arguments: &[Option<Argument>]) -> Result<Type, String> {
    if arguments::is_given(arguments, 2) {
        (0..3).map(|index| arguments::integer(arguments, index)).collect::<Result<Vec<_>, _>>()?;
        return Ok(Type::INT64);
    }
    let (base, exponent) = (arguments::scalar(arguments, 0)?, arguments::scalar(arguments, 1)?);
    let rule = typing::binary("pow", base, exponent).expect("all numbers have powers");
    Ok(Type::Scalar(rule.result))
}

fn lower_pow<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let numbers = arguments::numbers(operands);
    let [base, exponent, modulus] = numbers[..] else {
        return smallvec![lower::binary(code, "pow", numbers[0], numbers[1]).0];
    };
    smallvec![modular_power(code, [base, exponent, modulus])]
}

fn modular_power<'c>(code: &mut Code<'_, 'c>, numbers: [Typed<'c>; 3]) -> Value<'c> {
    let [base, exponent, modulus] = numbers.map(|(value, ty)| lower::convert(code, value, ty, Scalar::Int64));
    let zero = code.builder.constant_i64(0);
    let no_modulus = code.builder.compare_int(Predicate::Eq, modulus, zero);
    code.raise_if(no_modulus, "ValueError", "pow() 3rd argument cannot be 0");
    let result = power::modular(code, [base, exponent, modulus]);
    let failed = code.builder.constant_i64(power::NOT_INVERTIBLE);
    let not_invertible = code.builder.compare_int(Predicate::Eq, result, failed);
    code.raise_if(not_invertible, "ValueError", "base is not invertible for the given modulus");
    result
}

fn infer_truth(arguments: &[Option<Argument>]) -> Result<Type, String> {
    arguments::elements(arguments, 0).map(|_| Type::BOOL)
}

fn quantify<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], join: &'static str) -> Values<'c> {
    let neutral = code.builder.constant_bool(join == "arith.andi");
    let numbers = arguments::numbers(operands);
    smallvec![numbers.into_iter().fold(neutral, |truth, (value, ty)| {
        let value = lower::truth(code, value, ty);
        code.builder.binary(join, truth, value)
    })]
}
