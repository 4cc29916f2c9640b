//! Which operations there are on dates, and of what types: one table of NumPy's functions, for scalars, arrays and operators.

use super::units::{common, convertible, result_unit};
use numlir_dialects::{dates::Date, types::Scalar};
use smallvec::{SmallVec, smallvec};

/// What a function computes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What the operands are converted to before.
    pub operands: SmallVec<[Scalar; 2]>,
    pub results: SmallVec<[Scalar; 2]>,
}

/// NumPy's function that an operator or a comparison is, by its name in `py.binary`, `py.unary` and `py.compare`.
pub fn function_of(op: &str) -> Option<&'static str> {
    Some(match op {
        "add" => "add",
        "sub" => "subtract",
        "mul" => "multiply",
        "truediv" => "divide",
        "floordiv" => "floor_divide",
        "mod" => "remainder",
        "neg" => "negative",
        "pos" => "positive",
        "eq" => "equal",
        "ne" => "not_equal",
        "lt" => "less",
        "le" => "less_equal",
        "gt" => "greater",
        "ge" => "greater_equal",
        _ => return None,
    })
}

/// What an operand is to a rule.
#[derive(Clone, Copy)]
enum Kind {
    Moment(Date),
    Span(Date),
    /// A bool is none where NumPy divides.
    Bool,
    Signed,
    Unsigned,
    Float,
    Other,
}

fn kind(scalar: Scalar) -> Kind {
    match scalar {
        Scalar::Date(date) if date.moment => Kind::Moment(date),
        Scalar::Date(date) => Kind::Span(date),
        Scalar::Bool => Kind::Bool,
        scalar if scalar.is_signed() => Kind::Signed,
        scalar if scalar.is_unsigned() => Kind::Unsigned,
        scalar if scalar.is_float() => Kind::Float,
        _ => Kind::Other,
    }
}

/// The rule of one of NumPy's functions, by its name there, where a date is among the operands; nothing where none is.
///
/// # Errors
/// NumPy's words, where the function has no loop for such operands.
pub fn resolve(function: &str, operands: &[Scalar]) -> Option<Result<Rule, String>> {
    if !operands.iter().any(|operand| operand.is_date()) {
        return None;
    }
    let found = match *operands {
        [operand] => Ok(unary(function, operand)),
        [a, b] => binary(function, a, b),
        _ => Ok(None),
    };
    Some(found.and_then(|rule| {
        let rule = rule.ok_or_else(|| unsupported(function, operands))?;
        for (from, to) in operands.iter().zip(&rule.operands) {
            convertible(*from, *to)?;
        }
        Ok(rule)
    }))
}

fn unsupported(function: &str, operands: &[Scalar]) -> String {
    match operands {
        [a, b] => format!("ufunc '{function}' cannot use operands with types dtype('{a}') and dtype('{b}')"),
        _ => {
            let types: Vec<_> = operands.iter().map(|operand| operand.name()).collect();
            format!("ufunc '{function}' did not contain a loop with signature matching types {}", types.join(", "))
        }
    }
}

fn unary(function: &str, operand: Scalar) -> Option<Rule> {
    let is_span = matches!(kind(operand), Kind::Span(_));
    let result = match function {
        "isnat" | "isnan" | "isinf" | "isfinite" => Scalar::Bool,
        "negative" | "positive" | "absolute" | "abs" | "sign" if is_span => operand,
        _ => return None,
    };
    Some(Rule { operands: smallvec![operand], results: smallvec![result] })
}

fn binary(function: &str, a: Scalar, b: Scalar) -> Result<Option<Rule>, String> {
    let rule = |a, b, result| Ok(Some(Rule { operands: smallvec![a, b], results: smallvec![result] }));
    let date = Scalar::Date;
    let span_of = |date: Date| Date { moment: false, ..date };
    let kinds = (kind(a), kind(b));
    match (function, kinds) {
        ("add" | "subtract", (Kind::Span(x), Kind::Span(y))) => {
            let unit = date(common(x, y)?);
            rule(unit, unit, unit)
        }
        // A number is a span of the other's unit.
        ("add" | "subtract", (Kind::Span(_), Kind::Bool | Kind::Signed | Kind::Unsigned)) => rule(a, a, a),
        ("add" | "subtract", (Kind::Bool | Kind::Signed | Kind::Unsigned, Kind::Span(_))) => rule(b, b, b),
        ("add" | "subtract", (Kind::Moment(x), Kind::Bool | Kind::Signed | Kind::Unsigned)) => {
            rule(a, date(span_of(x)), a)
        }
        ("add", (Kind::Bool | Kind::Signed | Kind::Unsigned, Kind::Moment(y))) => rule(date(span_of(y)), b, b),
        ("add" | "subtract", (Kind::Moment(x), Kind::Span(y))) => {
            let unit = result_unit(x, y, true, false)?;
            rule(date(unit), date(span_of(unit)), date(unit))
        }
        ("add", (Kind::Span(x), Kind::Moment(y))) => {
            let unit = result_unit(y, x, true, false)?;
            rule(date(span_of(unit)), date(unit), date(unit))
        }
        ("subtract", (Kind::Moment(x), Kind::Moment(y))) => {
            let unit = common(x, y)?;
            rule(date(unit), date(unit), date(span_of(unit)))
        }
        ("multiply", (Kind::Span(_), Kind::Bool | Kind::Signed | Kind::Unsigned)) => rule(a, Scalar::Int64, a),
        ("multiply", (Kind::Bool | Kind::Signed | Kind::Unsigned, Kind::Span(_))) => rule(Scalar::Int64, b, b),
        ("multiply", (Kind::Span(_), Kind::Float)) => rule(a, Scalar::Float64, a),
        ("multiply", (Kind::Float, Kind::Span(_))) => rule(Scalar::Float64, b, b),
        ("divide" | "true_divide" | "floor_divide", (Kind::Span(_), Kind::Signed | Kind::Unsigned)) => {
            rule(a, Scalar::Int64, a)
        }
        ("divide" | "true_divide" | "floor_divide", (Kind::Span(_), Kind::Float)) => rule(a, Scalar::Float64, a),
        ("divide" | "true_divide", (Kind::Span(x), Kind::Span(y))) => {
            let unit = date(common(x, y)?);
            rule(unit, unit, Scalar::Float64)
        }
        ("floor_divide", (Kind::Span(x), Kind::Span(y))) => {
            let unit = date(common(x, y)?);
            rule(unit, unit, Scalar::Int64)
        }
        ("remainder" | "mod", (Kind::Span(x), Kind::Span(y))) => {
            let unit = date(common(x, y)?);
            rule(unit, unit, unit)
        }
        ("divmod", (Kind::Span(x), Kind::Span(y))) => {
            let unit = date(common(x, y)?);
            Ok(Some(Rule { operands: smallvec![unit, unit], results: smallvec![Scalar::Int64, unit] }))
        }
        ("maximum" | "minimum" | "fmax" | "fmin", _) => match joined(a, b)? {
            Some(unit) => rule(unit, unit, unit),
            None => Ok(None),
        },
        ("equal" | "not_equal" | "less" | "less_equal" | "greater" | "greater_equal", _) => match joined(a, b)? {
            Some(unit) => rule(unit, unit, Scalar::Bool),
            // What is of another kind is not equal.
            None if matches!(function, "equal" | "not_equal") => rule(a, b, Scalar::Bool),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

/// The type that two operands, one of them a date, are compared in.
fn joined(a: Scalar, b: Scalar) -> Result<Option<Scalar>, String> {
    Ok(match (kind(a), kind(b)) {
        (Kind::Moment(x), Kind::Moment(y)) | (Kind::Span(x), Kind::Span(y)) => Some(Scalar::Date(common(x, y)?)),
        (Kind::Span(_), Kind::Bool | Kind::Signed) => Some(a),
        (Kind::Bool | Kind::Signed, Kind::Span(_)) => Some(b),
        _ => None,
    })
}

/// The type that holds values of all, one of them a date at least; spans hold integers too.
pub fn common_of_all(mut scalars: impl Iterator<Item = Scalar>) -> Option<Scalar> {
    let first = scalars.next()?;
    scalars.try_fold(first, |known, next| match (known.date(), next.date()) {
        (Some(a), Some(b)) => common(a, b).ok().map(Scalar::Date),
        (Some(a), None) if !a.moment && (next.is_integer() || next == Scalar::Bool) => Some(known),
        (None, Some(b)) if !b.moment && (known.is_integer() || known == Scalar::Bool) => Some(next),
        _ => None,
    })
}
