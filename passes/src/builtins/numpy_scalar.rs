//! NumPy's elementwise functions on scalars. `numpy_kernels.rs` has what they compute.
//!
//! A function computes in the first of its loops that the arguments cast to, as NumPy's do (`typing::ufunc_loop`).
//! Nothing raises: division by zero gives infinities, NaN, or 0 for integers. Checked against Numba in `tests/typing.rs`.

use super::{
    Builtin,
    arguments::{self, Scalars},
    numeric, numpy_kernels as kernels,
};
use crate::{
    code::{Argument, Code, Operand, Values},
    scalar::{complex, float, integer, lower, power, typing},
};
use numlir_dialects::{
    Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

/// What a function computes of values of its loop's type.
type Kernel = for<'a, 'c> fn(&mut Code<'a, 'c>, Scalar, &[Value<'c>]) -> Value<'c>;
/// Whether a function has a loop for a type.
type Loops = fn(Scalar) -> bool;
/// The result's type for a loop's.
type Output = fn(Scalar) -> Scalar;

const ANY: Loops = |_| true;
const NUMBERS: Loops = |ty| ty != Scalar::Bool;
const REAL: Loops = |ty| !ty.is_complex();
const REAL_NUMBERS: Loops = |ty| ty.is_integer() || ty.is_float();
const INTEGRAL: Loops = typing::is_integral;
const INTEGERS: Loops = Scalar::is_integer;
const INEXACT: Loops = |ty| ty.is_float() || ty.is_complex();
const FLOATS: Loops = Scalar::is_float;
const DOUBLES: Loops = |ty| matches!(ty, Scalar::Float64 | Scalar::Complex128);

const SAME: Output = |ty| ty;
const BOOL: Output = |_| Scalar::Bool;
const PART: Output = Scalar::real;

const ONE: &[&str] = &["x"];
const TWO: &[&str] = &["x1", "x2"];

/// Lists functions: names, parameters, loops, result, kernel.
macro_rules! functions {
    ($table:ident { $($($name:literal)|+ $parameters:ident $loops:ident -> $output:ident: $kernel:expr;)* }) => {
        pub static $table: &[Builtin] = &[$($(Builtin {
            name: concat!("numpy.", $name),
            parameters: $parameters,
            infer: |arguments| infer(arguments, $loops, $output),
            lower: |code, operands, _| lower(code, operands, $loops, $kernel),
        },)+)*];
    };
}

/// Lists functions that the math library has for floats and the runtime for complex numbers, by one name.
macro_rules! libm {
    ($table:ident $loops:ident $parameters:ident { $($($name:literal)|+ = $c:literal;)* }) => {
        functions! { $table {
            $($($name)|+ $parameters $loops -> SAME: |code, ty, x| kernels::call(code, $c, ty, x);)*
        } }
    };
}

libm! { TRANSCENDENTAL INEXACT ONE {
    "exp" = "exp"; "log" = "log"; "sin" = "sin"; "cos" = "cos"; "tan" = "tan";
    "sinh" = "sinh"; "cosh" = "cosh"; "tanh" = "tanh";
    "arcsin" | "asin" = "asin"; "arccos" | "acos" = "acos"; "arctan" | "atan" = "atan";
    "arcsinh" | "asinh" = "asinh"; "arccosh" | "acosh" = "acosh"; "arctanh" | "atanh" = "atanh";
} }

libm! { REAL_UNARY FLOATS ONE { "cbrt" = "cbrt"; } }

libm! { REAL_BINARY FLOATS TWO { "arctan2" | "atan2" = "atan2"; "hypot" = "hypot"; "nextafter" = "nextafter"; } }

functions! { ARITHMETIC {
    "add" TWO ANY -> SAME: |code, ty, x| kernels::operator(code, if ty == Scalar::Bool { "or" } else { "add" }, ty, x);
    "multiply" TWO ANY -> SAME: |code, ty, x| kernels::operator(code, if ty == Scalar::Bool { "and" } else { "mul" }, ty, x);
    "subtract" TWO NUMBERS -> SAME: |code, ty, x| kernels::operator(code, "sub", ty, x);
    "divide" | "true_divide" TWO INEXACT -> SAME: |code, ty, x| kernels::operator(code, "truediv", ty, x);
    "floor_divide" TWO REAL_NUMBERS -> SAME: |code, ty, x| kernels::operator(code, "floordiv", ty, x);
    "mod" | "remainder" TWO REAL_NUMBERS -> SAME: |code, ty, x| kernels::operator(code, "mod", ty, x);
    "fmod" TWO REAL_NUMBERS -> SAME: kernels::truncated_modulo;
    "power" | "pow" TWO NUMBERS -> SAME: kernels::power;
    "float_power" TWO DOUBLES -> SAME: kernels::power;
    "negative" ONE NUMBERS -> SAME: |code, ty, x| lower::negate(code, x[0], ty);
    "positive" ONE NUMBERS -> SAME: |_, _, x| x[0];
    "square" ONE NUMBERS -> SAME: |code, ty, x| power::square(code, x[0], ty);
    "reciprocal" ONE NUMBERS -> SAME: kernels::reciprocal;
    "absolute" | "abs" ONE ANY -> PART: |code, ty, x| numeric::absolute(code, ty, x[0]);
    "fabs" ONE FLOATS -> SAME: |code, _, x| code.builder.unary("math.absf", x[0]);
    "sign" ONE NUMBERS -> SAME: kernels::sign;
    "conjugate" | "conj" ONE NUMBERS -> SAME: |code, ty, x| if ty.is_complex() { complex::conjugate(code, x[0], ty) } else { x[0] };
    "real" ONE ANY -> PART: |code, ty, x| if ty.is_complex() { complex::real(code, x[0], ty) } else { x[0] };
    "imag" ONE ANY -> PART: |code, ty, x| if ty.is_complex() { complex::imaginary(code, x[0], ty) } else { code.constant(ty, 0.0) };
    "angle" ONE DOUBLES -> PART: kernels::angle;
    "maximum" TWO ANY -> SAME: |code, ty, x| kernels::extreme(code, "gt", ty, x);
    "minimum" TWO ANY -> SAME: |code, ty, x| kernels::extreme(code, "lt", ty, x);
    "fmax" TWO ANY -> SAME: |code, ty, x| kernels::number_extreme(code, "gt", ty, x);
    "fmin" TWO ANY -> SAME: |code, ty, x| kernels::number_extreme(code, "lt", ty, x);
} }

functions! { MATH {
    "sqrt" ONE INEXACT -> SAME: |code, ty, x| if ty.is_complex() { kernels::call(code, "sqrt", ty, x) } else { code.float_op("math.sqrt", x) };
    "exp2" ONE INEXACT -> SAME: kernels::exp2;
    "expm1" ONE INEXACT -> SAME: kernels::expm1;
    "log2" ONE INEXACT -> SAME: |code, ty, x| kernels::logarithm(code, ty, x, ("log2", std::f64::consts::LOG2_E));
    "log10" ONE INEXACT -> SAME: |code, ty, x| kernels::logarithm(code, ty, x, ("log10", std::f64::consts::LOG10_E));
    "log1p" ONE INEXACT -> SAME: kernels::log1p;
    "logaddexp" TWO FLOATS -> SAME: |code, _, x| kernels::log_add(code, x, ("exp", 1.0));
    "logaddexp2" TWO FLOATS -> SAME: |code, _, x| kernels::log_add(code, x, ("exp2", std::f64::consts::LOG2_E));
    "deg2rad" | "radians" ONE FLOATS -> SAME: |code, _, x| float::scale(code, x[0], std::f64::consts::PI / 180.0);
    "rad2deg" | "degrees" ONE FLOATS -> SAME: |code, _, x| float::scale(code, x[0], 180.0 / std::f64::consts::PI);
    "floor" ONE REAL -> SAME: |code, ty, x| kernels::round(code, "math.floor", ty, x[0]);
    "ceil" ONE REAL -> SAME: |code, ty, x| kernels::round(code, "math.ceil", ty, x[0]);
    "trunc" ONE REAL -> SAME: |code, ty, x| kernels::round(code, "math.trunc", ty, x[0]);
    "rint" ONE INEXACT -> SAME: |code, ty, x| kernels::round(code, "math.roundeven", ty, x[0]);
    "copysign" TWO FLOATS -> SAME: |code, _, x| code.builder.binary("math.copysign", x[0], x[1]);
    "spacing" ONE FLOATS -> SAME: kernels::spacing;
    "heaviside" TWO FLOATS -> SAME: kernels::heaviside;
} }

functions! { INTEGER {
    "bitwise_and" TWO INTEGRAL -> SAME: |code, ty, x| kernels::operator(code, "and", ty, x);
    "bitwise_or" TWO INTEGRAL -> SAME: |code, ty, x| kernels::operator(code, "or", ty, x);
    "bitwise_xor" TWO INTEGRAL -> SAME: |code, ty, x| kernels::operator(code, "xor", ty, x);
    "invert" | "bitwise_not" | "bitwise_invert" ONE INTEGRAL -> SAME: |code, _, x| integer::invert(code, x[0]);
    "left_shift" | "bitwise_left_shift" TWO INTEGERS -> SAME: |code, ty, x| kernels::operator(code, "lshift", ty, x);
    "right_shift" | "bitwise_right_shift" TWO INTEGERS -> SAME: |code, ty, x| kernels::operator(code, "rshift", ty, x);
    "gcd" TWO INTEGERS -> SAME: |code, ty, x| kernels::divisor(code, "gcd", ty, x);
    "lcm" TWO INTEGERS -> SAME: |code, ty, x| kernels::divisor(code, "lcm", ty, x);
} }

functions! { LOGIC {
    "equal" TWO ANY -> BOOL: |code, ty, x| kernels::compare(code, "eq", ty, x);
    "not_equal" TWO ANY -> BOOL: |code, ty, x| kernels::compare(code, "ne", ty, x);
    "less" TWO ANY -> BOOL: |code, ty, x| kernels::compare(code, "lt", ty, x);
    "less_equal" TWO ANY -> BOOL: |code, ty, x| kernels::compare(code, "le", ty, x);
    "greater" TWO ANY -> BOOL: |code, ty, x| kernels::compare(code, "gt", ty, x);
    "greater_equal" TWO ANY -> BOOL: |code, ty, x| kernels::compare(code, "ge", ty, x);
    "logical_and" TWO ANY -> BOOL: |code, ty, x| kernels::logical(code, "arith.andi", ty, x);
    "logical_or" TWO ANY -> BOOL: |code, ty, x| kernels::logical(code, "arith.ori", ty, x);
    "logical_xor" TWO ANY -> BOOL: |code, ty, x| kernels::logical(code, "arith.xori", ty, x);
    "logical_not" ONE ANY -> BOOL: |code, ty, x| lower::unary(code, "not", (x[0], ty)).0;
    "isnan" ONE ANY -> BOOL: |code, ty, x| kernels::test(code, float::is_nan, ty, x);
    "isinf" ONE ANY -> BOOL: |code, ty, x| kernels::test(code, float::is_infinite, ty, x);
    "isfinite" ONE ANY -> BOOL: kernels::is_finite;
    "signbit" ONE FLOATS -> BOOL: |code, ty, x| float::sign_bit(code, x[0], ty);
} }

pub static OTHER: &[Builtin] = &[
    Builtin { name: "numpy.divmod", parameters: TWO, infer: infer_divmod, lower: lower_divmod },
    Builtin { name: "numpy.ldexp", parameters: TWO, infer: infer_ldexp, lower: lower_ldexp },
    Builtin { name: "numpy.round", parameters: ROUND, infer: infer_round, lower: lower_round },
    Builtin { name: "numpy.around", parameters: ROUND, infer: infer_round, lower: lower_round },
];

const ROUND: &[&str] = &["a", "decimals?"];

fn infer(arguments: &[Option<Argument>], loops: Loops, output: Output) -> Result<Type, String> {
    let types = arguments::scalars(arguments)?;
    select_loop(&types, loops).map(|ty| Type::Scalar(output(ty)))
}

fn select_loop(types: &[Scalar], loops: Loops) -> Result<Scalar, String> {
    typing::ufunc_loop(types, loops).ok_or_else(|| {
        let types: Vec<_> = types.iter().map(Scalar::to_string).collect();
        format!("not defined for {}", types.join(" and "))
    })
}

fn lower<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], loops: Loops, kernel: Kernel) -> Values<'c> {
    let types: Scalars = arguments::numbers(operands).iter().map(|(_, ty)| *ty).collect();
    let ty = select_loop(&types, loops).expect("inference found the loop");
    let values = arguments::values(code, operands, ty);
    smallvec![kernel(code, ty, &values)]
}

fn infer_divmod(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let ty = infer(arguments, REAL_NUMBERS, SAME)?;
    Ok(Type::tuple([ty.clone(), ty]))
}

fn lower_divmod<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let Type::Tuple(types) = result else { unreachable!("inference gives a tuple") };
    let ty = types[0].scalar().expect("a tuple of numbers");
    let values = arguments::values(code, operands, ty);
    numeric::quotient_and_remainder(code, ty, &values)
}

fn infer_ldexp(arguments: &[Option<Argument>]) -> Result<Type, String> {
    arguments::integer(arguments, 1)?;
    infer(&arguments[..1], FLOATS, SAME)
}

fn lower_ldexp<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let ty = result.scalar().expect("inference gives a scalar");
    let value = arguments::values(code, &operands[..1], ty)[0];
    let count = arguments::values(code, &operands[1..], Scalar::Int64)[0];
    smallvec![float::load_exponent(code, value, ty, count)]
}

fn infer_round(arguments: &[Option<Argument>]) -> Result<Type, String> {
    if arguments::is_given(arguments, 1) {
        arguments::integer(arguments, 1)?;
    }
    arguments::scalar(arguments, 0).map(Type::Scalar)
}

/// Half to even; with decimals, by scaling as NumPy does. An integer is itself.
fn lower_round<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let ty = result.scalar().expect("inference gives a scalar");
    let value = arguments::values(code, &operands[..1], ty)[0];
    if typing::is_integral(ty) {
        return smallvec![value];
    }
    let Some(decimals) = arguments::value(code, operands, 1, ty.real()) else {
        return smallvec![kernels::round(code, "math.roundeven", ty, value)];
    };
    let ten = code.constant(ty.real(), 10.0);
    let factor = float::call(code, "pow", ty.real(), &[ten, decimals]);
    let part = |code: &mut Code<'_, 'c>, part: Value<'c>| {
        let scaled = code.builder.binary("arith.mulf", part, factor);
        let rounded = code.builder.unary("math.roundeven", scaled);
        code.builder.binary("arith.divf", rounded, factor)
    };
    smallvec![if ty.is_complex() { complex::map_parts(code, value, [ty, ty], part) } else { part(code, value) }]
}
