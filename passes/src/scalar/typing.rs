//! The types of operations on numbers: Numba's rules for operators, `math` and NumPy's functions of scalars.
//!
//! Operators work on at least 64 bits: integers give `int64`, or `uint64` if no operand is signed; `bool` counts as signed.
//! Floats and complex numbers promote as in NumPy. Scalars are not weak: a `float32` times a Python float is a `float64`.
//! Checked against Numba in `tests/typing.rs`.

use crate::dates;
use numlir_dialects::types::Scalar::{self, *};

/// The types of a binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BinaryRule {
    /// What the operands are converted to before computing.
    pub operands: (Scalar, Scalar),
    pub result: Scalar,
}

/// The rule of a binary operator, by its name in `py.binary`; `None` where Python or Numba has none.
pub fn binary(op: &str, lhs: Scalar, rhs: Scalar) -> Option<BinaryRule> {
    if lhs.is_date() || rhs.is_date() {
        let rule = dates::resolve(dates::function_of(op)?, &[lhs, rhs])?.ok()?;
        return Some(BinaryRule { operands: (rule.operands[0], rule.operands[1]), result: rule.results[0] });
    }
    let same = |ty| Some(BinaryRule { operands: (ty, ty), result: ty });
    let integers = is_integral(lhs) && is_integral(rhs);
    match op {
        "and" | "or" | "xor" if (lhs, rhs) == (Bool, Bool) => same(Bool),
        "and" | "or" | "xor" if integers => same(wide(lhs, rhs)),
        // The count does not take part in the result's type.
        "lshift" | "rshift" if integers => same(wide(lhs, lhs)),
        "add" | "sub" | "mul" if integers => same(wide(lhs, rhs)),
        "floordiv" | "mod" if integers => same(wide(lhs, rhs)),
        "truediv" if integers => same(Float64),
        "pow" if integers => {
            let result = wide(lhs, rhs);
            Some(BinaryRule { operands: (result, wide(rhs, rhs)), result })
        }
        // A float keeps its width: the exponent only counts multiplications.
        "pow" if lhs.is_float() && lhs != Float16 && is_integral(rhs) => {
            Some(BinaryRule { operands: (lhs, wide(rhs, rhs)), result: lhs })
        }
        "floordiv" | "mod" if lhs.is_complex() || rhs.is_complex() => None,
        // The other operators of float16 compute in float32.
        "floordiv" | "mod" | "pow" => same(beyond_half(promote(lhs, rhs))),
        "add" | "sub" | "mul" | "truediv" => same(promote(lhs, rhs)),
        _ => None,
    }
}

/// The result of a unary operator, by its name in `py.unary`. Integers compute in their own width and are widened then.
pub fn unary(op: &str, operand: Scalar) -> Option<Scalar> {
    match op {
        "not" => Some(Bool),
        _ if operand.is_date() => Some(dates::resolve(dates::function_of(op)?, &[operand])?.ok()?.results[0]),
        // Python's ~True is -2; here, as in Numba and NumPy, it is False.
        "invert" if operand == Bool => Some(Bool),
        "neg" | "pos" | "invert" if is_integral(operand) => Some(wide(operand, operand)),
        "neg" | "pos" => Some(operand),
        _ => None,
    }
}

/// The types that `eq ne lt le gt ge` compare in; `None` for the order of complex numbers.
///
/// A signed and an unsigned integer that no integer type holds both stay apart, `int64` and `uint64`, and compare by
/// value. Numba compares those as `float64`, which rounds.
pub fn compare(op: &str, lhs: Scalar, rhs: Scalar) -> Option<(Scalar, Scalar)> {
    if lhs.is_date() || rhs.is_date() {
        let rule = dates::resolve(dates::function_of(op)?, &[lhs, rhs])?.ok()?;
        return Some((rule.operands[0], rule.operands[1]));
    }
    let complex = lhs.is_complex() || rhs.is_complex();
    match op {
        "eq" | "ne" => {}
        "lt" | "le" | "gt" | "ge" if !complex => {}
        _ => return None,
    }
    match (lhs, rhs) {
        (UInt64, other) if other.is_signed() => Some((UInt64, Int64)),
        (other, UInt64) if other.is_signed() => Some((Int64, UInt64)),
        _ => Some((promote(lhs, rhs), promote(lhs, rhs))),
    }
}

/// The type of a variable that has either type at a join: NumPy's promotion. All numbers unify, and dates whose units do.
pub fn unify(lhs: Scalar, rhs: Scalar) -> Option<Scalar> {
    if let (Date(a), Date(b)) = (lhs, rhs) {
        return dates::common(a, b).ok().map(Date);
    }
    let half = [lhs, rhs].contains(&Float16);
    if half && can_cast(lhs, Float16) && can_cast(rhs, Float16) {
        return Some(Float16);
    }
    LOOPS.into_iter().find(|&ty| can_cast(lhs, ty) && can_cast(rhs, ty))
}

/// `float32` for `float16`.
fn beyond_half(ty: Scalar) -> Scalar {
    if ty == Float16 { Float32 } else { ty }
}

/// The type that a function of `math` computes in: `float32` if a `float32` or `float16` and all other arguments promote to that,
/// `float64` for all else.
pub fn math_float(arguments: &[Scalar]) -> Option<Scalar> {
    if arguments.iter().any(|ty| ty.is_complex() || ty.is_date()) {
        return None;
    }
    let single = arguments.iter().any(|ty| matches!(ty, Float16 | Float32));
    let single = single && arguments.iter().all(|&ty| promote(ty, Float32) == Float32);
    Some(if single { Float32 } else { Float64 })
}

/// The type that a NumPy function of scalars computes in: the first of its loops that every argument casts to safely.
/// Where floats or complex numbers meet integers, the integers cast to any of them: Numba's rule for scalars.
pub fn ufunc_loop(arguments: &[Scalar], has: fn(Scalar) -> bool) -> Option<Scalar> {
    let mixed = arguments.iter().any(|ty| ty.is_integer()) && arguments.iter().any(|&ty| !is_integral(ty));
    let fits = |from: Scalar, to: Scalar| (mixed && from.is_integer() && !is_integral(to)) || can_cast(from, to);
    LOOPS.into_iter().find(|&ty| has(ty) && arguments.iter().all(|&from| fits(from, ty)))
}

/// `bool` or an integer.
pub fn is_integral(ty: Scalar) -> bool {
    ty == Bool || ty.is_integer()
}

/// The 64-bit integer type of an operation on integers.
pub fn wide(lhs: Scalar, rhs: Scalar) -> Scalar {
    if lhs.is_unsigned() && rhs.is_unsigned() { UInt64 } else { Int64 }
}

/// The scalar types in the order in which NumPy tries a function's loops. There are none for `float16`, which is computed
/// with in `float32`.
pub const LOOPS: [Scalar; 13] =
    [Bool, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float32, Float64, Complex64, Complex128];

/// The type that an operator with a float or complex operand computes in.
fn promote(lhs: Scalar, rhs: Scalar) -> Scalar {
    // Numba takes `uint16` for wider than `float32` here, and here only.
    let widen = |ty: Scalar, other: Scalar| if ty == UInt16 && !is_integral(other) { UInt32 } else { ty };
    unify(widen(lhs, rhs), widen(rhs, lhs)).expect("complex128 holds every scalar")
}

/// NumPy's safe casts: no value is lost, but that 64-bit integers may round to `float64`.
pub fn can_cast(from: Scalar, to: Scalar) -> bool {
    if from.is_date() || to.is_date() {
        return dates::can_cast(from, to, false);
    }
    let parts_fit = from.real().size() <= to.real().size();
    match from {
        Bool => true,
        _ if is_integral(from) && to == Float16 => from.size() == 1,
        _ if is_integral(from) && !is_integral(to) => from.size() <= 2 || to.real() == Float64,
        _ if from.is_unsigned() => (to.is_unsigned() && parts_fit) || (to.is_signed() && from.size() < to.size()),
        _ if from.is_signed() => to.is_signed() && parts_fit,
        _ if from.is_float() => (to.is_float() || to.is_complex()) && parts_fit,
        _ => to.is_complex() && parts_fit,
    }
}
