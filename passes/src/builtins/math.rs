//! Python's module `math` on floats.
//!
//! Integers compute as `float64`, `float32` stays itself. Nothing raises for its domain: as in Numba, what is undefined is NaN or
//! an infinity (`sqrt(-1)`, `log(0)`, `exp(1000)`), where CPython raises ValueError or OverflowError.

use super::{
    Builtin,
    arguments::{self, Scalars},
};
use crate::{
    code::{Argument, Code, Operand, Values},
    scalar::{float, integer, lower, power, typing},
};
use numlir_dialects::{
    FloatPredicate, Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

/// A function of values of one float type.
type Kernel = for<'a, 'c> fn(&mut Code<'a, 'c>, Scalar, &[Value<'c>]) -> Value<'c>;

/// Lists functions: name, parameters, typing rule, kernel.
macro_rules! functions {
    ($($name:literal $parameters:tt $infer:ident: $kernel:expr;)*) => {
        &[$(Builtin {
            name: concat!("math.", $name),
            parameters: &$parameters,
            infer: $infer,
            lower: |code, operands, _| lower(code, operands, $kernel),
        }),*]
    };
}

/// Lists functions that are C's: name in Python, name in C.
macro_rules! libm {
    ($parameters:expr; $($name:literal $c:literal)*) => {
        &[$(Builtin {
            name: concat!("math.", $name),
            parameters: $parameters,
            infer: infer_float,
            lower: |code, operands, _| lower(code, operands, |code, ty, values| float::call(code, $c, ty, values)),
        }),*]
    };
}

pub static UNARY: &[Builtin] = libm! { &["x"];
    "acos" "acos" "acosh" "acosh" "asin" "asin" "asinh" "asinh" "atan" "atan" "atanh" "atanh" "cbrt" "cbrt"
    "cos" "cos" "cosh" "cosh" "erf" "erf" "erfc" "erfc" "exp" "exp" "exp2" "exp2" "expm1" "expm1" "gamma" "tgamma"
    "lgamma" "lgamma" "log10" "log10" "log1p" "log1p" "log2" "log2" "sin" "sin" "sinh" "sinh" "tan" "tan" "tanh" "tanh"
};

pub static BINARY: &[Builtin] = libm! { &["x", "y"];
    "atan2" "atan2" "nextafter" "nextafter" "remainder" "remainder"
};

pub static FLOATS: &[Builtin] = functions! {
    "sqrt" ["x"] infer_float: |code, _, x| code.float_op("math.sqrt", x);
    "fabs" ["x"] infer_float: |code, _, x| code.builder.unary("math.absf", x[0]);
    "degrees" ["x"] infer_float: |code, _, x| float::scale(code, x[0], 180.0 / std::f64::consts::PI);
    "radians" ["x"] infer_float: |code, _, x| float::scale(code, x[0], std::f64::consts::PI / 180.0);
    "log" ["x", "base?"] infer_float: logarithm;
    "pow" ["x", "y"] infer_float: |code, ty, x| power::of_float(code, ty, x[0], x[1]);
    "fmod" ["x", "y"] infer_float: |code, _, x| code.builder.binary("arith.remf", x[0], x[1]);
    "copysign" ["x", "y"] infer_float: |code, _, x| code.builder.binary("math.copysign", x[0], x[1]);
    "hypot" ["*"] infer_float: norm;
    "dist" ["p", "q"] infer_distance: distance;
    "ulp" ["x"] infer_float: unit_in_last_place;
    "isnan" ["x"] infer_test: |code, _, x| float::is_nan(code, x[0]);
    "isinf" ["x"] infer_test: |code, _, x| float::is_infinite(code, x[0]);
    "isfinite" ["x"] infer_test: |code, _, x| float::is_finite(code, x[0]);
};

pub static MIXED: &[Builtin] = &[
    Builtin {
        name: "math.floor",
        parameters: &["x"],
        infer: infer_rounding,
        lower: |c, x, _| round(c, x, "math.floor"),
    },
    Builtin { name: "math.ceil", parameters: &["x"], infer: infer_rounding, lower: |c, x, _| round(c, x, "math.ceil") },
    Builtin {
        name: "math.trunc",
        parameters: &["x"],
        infer: infer_rounding,
        lower: |c, x, _| round(c, x, "math.trunc"),
    },
    Builtin { name: "math.ldexp", parameters: &["x", "i"], infer: infer_ldexp, lower: lower_ldexp },
    Builtin { name: "math.frexp", parameters: &["x"], infer: infer_frexp, lower: lower_frexp },
    Builtin { name: "math.modf", parameters: &["x"], infer: infer_modf, lower: lower_modf },
    Builtin {
        name: "math.isclose",
        parameters: &["a", "b", "rel_tol?", "abs_tol?"],
        infer: infer_test,
        lower: lower_isclose,
    },
    Builtin { name: "math.prod", parameters: &["iterable", "start?"], infer: infer_product, lower: lower_product },
];

fn infer_float(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let ty = typing::math_float(&arguments::scalars(arguments)?).ok_or_else(arguments::no_complex)?;
    Ok(Type::Scalar(ty))
}

fn infer_test(arguments: &[Option<Argument>]) -> Result<Type, String> {
    infer_float(arguments).map(|_| Type::BOOL)
}

/// Converts all numbers to the type that `math` computes in.
fn lower<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], kernel: Kernel) -> Values<'c> {
    let types: Scalars = arguments::numbers(operands).iter().map(|(_, ty)| *ty).collect();
    let ty = typing::math_float(&types).unwrap_or(Scalar::Float64);
    let values = arguments::values(code, operands, ty);
    smallvec![kernel(code, ty, &values)]
}

fn logarithm<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let logarithm = float::call(code, "log", ty, &values[..1]);
    let Some(&base) = values.get(1) else { return logarithm };
    let of_base = float::call(code, "log", ty, &[base]);
    code.float_op("arith.divf", &[logarithm, of_base])
}

/// The Euclidean length, by C's `hypot` of two at a time.
fn norm<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    match values {
        [] => code.constant(ty, 0.0),
        [value] => code.builder.unary("math.absf", *value),
        [first, rest @ ..] => {
            rest.iter().fold(*first, |length, &value| float::call(code, "hypot", ty, &[length, value]))
        }
    }
}

fn infer_distance(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let mut types = arguments::elements(arguments, 0)?;
    let others = arguments::elements(arguments, 1)?;
    if types.len() != others.len() {
        return Err("both points must have the same number of dimensions".to_owned());
    }
    types.extend(others);
    Ok(Type::Scalar(typing::math_float(&types).ok_or_else(arguments::no_complex)?))
}

fn distance<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    let (p, q) = values.split_at(values.len() / 2);
    let differences: Values = p.iter().zip(q).map(|(&p, &q)| code.float_op("arith.subf", &[p, q])).collect();
    norm(code, ty, &differences)
}

fn unit_in_last_place<'c>(code: &mut Code<'_, 'c>, ty: Scalar, values: &[Value<'c>]) -> Value<'c> {
    // Python has doubles only: of a float32 it is that of the same double.
    let value = lower::convert(code, values[0], ty, Scalar::Float64);
    let unit = code.call_c("numlir_ulp_f64", &[Scalar::Float64], Scalar::Float64, &[value]);
    lower::convert(code, unit, Scalar::Float64, ty)
}

fn infer_rounding(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let ty = arguments::scalar(arguments, 0)?;
    if ty.is_complex() {
        return Err(arguments::no_complex());
    }
    Ok(Type::Scalar(typing::wide(ty, ty)))
}

/// `floor`, `ceil`, `trunc`: of what does not fit, the smallest `int64`.
fn round<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], name: &'static str) -> Values<'c> {
    let (value, ty) = arguments::numbers(operands)[0];
    if ty.is_float() {
        return smallvec![float::round_to_integer(code, name, value)];
    }
    smallvec![lower::convert(code, value, ty, typing::wide(ty, ty))]
}

fn infer_ldexp(arguments: &[Option<Argument>]) -> Result<Type, String> {
    arguments::integer(arguments, 1)?;
    infer_float(&arguments[..1])
}

fn lower_ldexp<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let ty = result.scalar().unwrap_or(Scalar::Float64);
    let value = arguments::values(code, &operands[..1], ty)[0];
    let count = arguments::values(code, &operands[1..], Scalar::Int64)[0];
    smallvec![float::load_exponent(code, value, ty, count)]
}

fn infer_frexp(arguments: &[Option<Argument>]) -> Result<Type, String> {
    Ok(Type::tuple([infer_float(arguments)?, Type::Scalar(Scalar::Int32)]))
}

fn lower_frexp<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let ty = if arguments::numbers(operands)[0].1 == Scalar::Float32 { Scalar::Float32 } else { Scalar::Float64 };
    let value = arguments::values(code, operands, ty)[0];
    mantissa_and_exponent(code, ty, value).into_iter().collect()
}

/// `(m, e)` with `x == m * 2**e` and m in [0.5, 1); of 0, NaN and infinities themselves and 0.
pub fn mantissa_and_exponent<'c>(code: &mut Code<'_, 'c>, ty: Scalar, value: Value<'c>) -> [Value<'c>; 2] {
    let builder = code.builder;
    let zero = code.constant(ty, 0.0);
    let nonzero = builder.compare_float(FloatPredicate::Une, value, zero);
    let finite = float::is_finite(code, value);
    let regular = builder.binary("arith.andi", nonzero, finite);
    // (integer, bits of the fraction, of the exponent, the exponent field of numbers from 0.5 on)
    let (integer, fraction, mask, half): (_, u32, i64, i64) = match ty {
        Scalar::Float32 => (Scalar::Int32, 23, 0xff, 126),
        _ => (Scalar::Int64, 52, 0x7ff, 1022),
    };
    // Subnormal numbers become normal ones first.
    let raised = fraction + 2;
    let size = builder.unary("math.absf", value);
    let least = if ty == Scalar::Float32 { f32::MIN_POSITIVE.into() } else { f64::MIN_POSITIVE };
    let least = code.constant(ty, least);
    let subnormal = builder.compare_float(FloatPredicate::Olt, size, least);
    let large = float::scale(code, value, f64::from(raised).exp2());
    let number = builder.select(subnormal, large, value);
    let integers = builder.integer_type(integer.size() * 8);
    let whole = |number: i64| builder.constant_int(integers, number);
    let bits = builder.convert("arith.bitcast", number, integers);
    let field = builder.binary("arith.shrui", bits, whole(fraction.into()));
    let field = builder.binary("arith.andi", field, whole(mask));
    let offset = builder.select(subnormal, whole(half + i64::from(raised)), whole(half));
    let exponent = builder.binary("arith.subi", field, offset);
    let exponent = integer::resize(code, exponent, integer, Scalar::Int32);
    let rest = builder.binary("arith.andi", bits, whole(!(mask << fraction)));
    let mantissa = builder.binary("arith.ori", rest, whole(half << fraction));
    let mantissa = builder.convert("arith.bitcast", mantissa, value.ty());
    let no_exponent = code.constant(Scalar::Int32, 0.0);
    [builder.select(regular, mantissa, value), builder.select(regular, exponent, no_exponent)]
}

fn infer_modf(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let ty = infer_float(arguments)?;
    Ok(Type::tuple([ty.clone(), ty]))
}

fn lower_modf<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let ty = if arguments::numbers(operands)[0].1 == Scalar::Float32 { Scalar::Float32 } else { Scalar::Float64 };
    let value = arguments::values(code, operands, ty)[0];
    fraction_and_whole(code, ty, value).into_iter().collect()
}

/// The fractional and the whole part, both with the number's sign.
pub fn fraction_and_whole<'c>(code: &mut Code<'_, 'c>, ty: Scalar, value: Value<'c>) -> [Value<'c>; 2] {
    let builder = code.builder;
    let whole = builder.unary("math.trunc", value);
    let rest = builder.binary("arith.subf", value, whole);
    let infinite = float::is_infinite(code, value);
    let zero = code.constant(ty, 0.0);
    let fraction = builder.select(infinite, zero, rest);
    [builder.binary("math.copysign", fraction, value), whole]
}

/// CPython's `math_isclose_impl`, without its error for negative tolerances.
fn lower_isclose<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let ty = Scalar::Float64;
    let builder = code.builder;
    let mut number = |index: usize, default: f64| {
        arguments::value(code, operands, index, ty).unwrap_or_else(|| code.constant(ty, default))
    };
    let (a, b, relative, absolute) = (number(0, 0.0), number(1, 0.0), number(2, 1e-9), number(3, 0.0));
    let difference = builder.binary("arith.subf", b, a);
    let difference = builder.unary("math.absf", difference);
    let equal = builder.compare_float(FloatPredicate::Oeq, a, b);
    let mut close = builder.compare_float(FloatPredicate::Ole, difference, absolute);
    for value in [a, b] {
        let tolerance = builder.binary("arith.mulf", relative, value);
        let tolerance = builder.unary("math.absf", tolerance);
        let within = builder.compare_float(FloatPredicate::Ole, difference, tolerance);
        close = builder.binary("arith.ori", close, within);
    }
    // An infinity is close to itself only: its difference to anything else is no number below infinity.
    let finite = float::is_finite(code, difference);
    let close = builder.binary("arith.andi", close, finite);
    smallvec![builder.binary("arith.ori", equal, close)]
}

fn infer_product(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let start = if arguments::is_given(arguments, 1) { arguments::scalar(arguments, 1)? } else { Scalar::Int64 };
    let types = arguments::elements(arguments, 0)?;
    let product = types.into_iter().try_fold(start, |product, ty| Some(typing::binary("mul", product, ty)?.result));
    product.map(Type::Scalar).ok_or_else(|| "the elements cannot be multiplied".to_owned())
}

fn lower_product<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let start = arguments::numbers(&operands[1..]).first().copied();
    let start = start.unwrap_or_else(|| (code.builder.constant_i64(1), Scalar::Int64));
    let factors = arguments::numbers(&operands[..1]);
    smallvec![factors.into_iter().fold(start, |product, factor| lower::binary(code, "mul", product, factor)).0]
}
