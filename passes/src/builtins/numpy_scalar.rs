//! NumPy's elementwise functions, on scalars and arrays (`ufunc.rs`). `numpy_kernels.rs` has what they compute.
//!
//! A function computes in the first of its loops that the arguments cast to, as NumPy's do. Nothing raises: division by
//! zero gives infinities, NaN, or 0 for integers. On scalars checked against Numba, on arrays against NumPy, in
//! `tests/typing.rs`.

use super::{
    Builtin, arguments, math, numeric, numpy_kernels as kernels,
    ufunc::{self, Loops, Output, Ufunc},
};
use crate::{
    code::{Argument, Code, Operand, Values},
    scalar::{complex, float, integer, lower, power, typing},
};
use numlir_dialects::{
    Value,
    types::{Scalar, Type},
};

const ANY: Loops = |_| true;
const NUMBERS: Loops = |ty| ty != Scalar::Bool;
/// Of numbers; dates have rules of their own.
const NONE: Loops = |_| false;
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
const EXPONENT: Output = |_| Scalar::Int32;
const COUNT: Output = |_| Scalar::UInt8;

const ONE: &[&str] = &["x", "out?", "=where?", "=dtype?", "=casting?", "=order?", "=subok?"];
const TWO: &[&str] = &["x1", "x2", "out?", "=where?", "=dtype?", "=casting?", "=order?", "=subok?"];
/// With two results, which have places of their own behind the inputs.
const ONE_TO_TWO: &[&str] = &["x", "out?", "out2?", "=where?", "=dtype?", "=casting?", "=order?", "=subok?"];
const TWO_TO_TWO: &[&str] = &["x1", "x2", "out?", "out2?", "=where?", "=dtype?", "=casting?", "=order?", "=subok?"];

/// Lists functions: names, parameters, loops, result, kernel.
macro_rules! functions {
    ($table:ident { $($($name:literal)|+ $parameters:ident $loops:ident -> $output:ident: $kernel:expr;)* }) => {
        pub static $table: &[Builtin] = &[$($(Builtin {
            name: concat!("numpy.", $name),
            parameters: $parameters,
            infer: |arguments| {
                ufunc::infer(arguments, &Ufunc { name: $name, parameters: $parameters, loops: $loops, results: &[($output, $kernel)] })
            },
            lower: |code, operands, result| {
                ufunc::lower(code, operands, result, &Ufunc { name: $name, parameters: $parameters, loops: $loops, results: &[($output, $kernel)] })
            },
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

libm! { REAL_BINARY FLOATS TWO { "arctan2" | "atan2" = "atan2"; "hypot" = "hypot"; } }

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
    "angle" ONE INEXACT -> PART: kernels::angle;
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
    "nextafter" TWO FLOATS -> SAME: kernels::next_after;
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
    "bitwise_count" ONE INTEGERS -> COUNT: kernels::bit_count;
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
    "isnat" ONE NONE -> BOOL: |code, _, _| code.builder.constant_bool(false);
    "isinf" ONE ANY -> BOOL: |code, ty, x| kernels::test(code, float::is_infinite, ty, x);
    "isfinite" ONE ANY -> BOOL: kernels::is_finite;
    "signbit" ONE FLOATS -> BOOL: |code, ty, x| float::sign_bit(code, x[0], ty);
} }

/// Lists functions of two results.
macro_rules! pairs {
    ($table:ident { $($name:literal $parameters:ident $loops:ident: $first:ident $kernel:expr, $second:ident $other:expr;)* }) => {
        pub static $table: &[Builtin] = &[$(Builtin {
            name: concat!("numpy.", $name),
            parameters: $parameters,
            infer: |arguments| {
                ufunc::infer(arguments, &Ufunc { name: $name, parameters: $parameters, loops: $loops, results: &[($first, $kernel), ($second, $other)] })
            },
            lower: |code, operands, result| {
                ufunc::lower(code, operands, result, &Ufunc { name: $name, parameters: $parameters, loops: $loops, results: &[($first, $kernel), ($second, $other)] })
            },
        },)*];
    };
}

pairs! { PAIRS {
    "divmod" TWO_TO_TWO REAL_NUMBERS: SAME |code, ty, x| kernels::operator(code, "floordiv", ty, x), SAME |code, ty, x| kernels::operator(code, "mod", ty, x);
    "modf" ONE_TO_TWO FLOATS: SAME |code, ty, x| math::fraction_and_whole(code, ty, x[0])[0], SAME |code, ty, x| math::fraction_and_whole(code, ty, x[0])[1];
    "frexp" ONE_TO_TWO FLOATS: SAME |code, ty, x| math::mantissa_and_exponent(code, ty, x[0])[0], EXPONENT |code, ty, x| math::mantissa_and_exponent(code, ty, x[0])[1];
} }

/// Of numbers only: of an array they are views, which the library makes.
pub static PARTS: &[Builtin] = &[
    Builtin {
        name: "numpy.real",
        parameters: &["val"],
        infer: infer_part,
        lower: |code, given, _| part(code, given, complex::real, |_, value, _| value),
    },
    Builtin {
        name: "numpy.imag",
        parameters: &["val"],
        infer: infer_part,
        lower: |code, given, _| part(code, given, complex::imaginary, |code, _, ty| code.constant(ty, 0.0)),
    },
];

/// A part of a number of a type.
type Part = for<'a, 'c> fn(&Code<'a, 'c>, Value<'c>, Scalar) -> Value<'c>;

fn infer_part(given: &[Option<Argument>]) -> Result<Type, String> {
    arguments::scalar(given, 0).map(|ty| Type::Scalar(ty.real()))
}

fn part<'c>(code: &mut Code<'_, 'c>, given: &[Option<Operand<'c>>], of_complex: Part, of_real: Part) -> Values<'c> {
    let parts = arguments::numbers(given).into_iter();
    parts.map(|(value, ty)| (if ty.is_complex() { of_complex } else { of_real })(code, value, ty)).collect()
}
