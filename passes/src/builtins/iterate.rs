//! What loops are made of: `range`, `prange`, `enumerate`, `zip`, `reversed`, `len`.

use super::Builtin;
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    infer::element_of,
    py_to_nd::split,
    scalar::lower::convert,
};
use numlir_dialects::{
    Predicate, Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;
use std::sync::Arc;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "builtins.range", parameters: RANGE, infer: infer_range, lower: lower_range },
    Builtin {
        name: "numlir.prange",
        parameters: &["start", "stop?", "step?", "schedule?"],
        infer: infer_prange,
        lower: lower_range,
    },
    Builtin {
        name: "builtins.enumerate",
        parameters: &["iterable", "start?"],
        infer: infer_enumerate,
        lower: lower_enumerate,
    },
    Builtin { name: "builtins.zip", parameters: &["*"], infer: infer_zip, lower: lower_zip },
    Builtin { name: "builtins.reversed", parameters: &["sequence"], infer: infer_reversed, lower: lower_reversed },
    Builtin { name: "builtins.len", parameters: &["object"], infer: infer_len, lower: lower_len },
    Builtin { name: "builtins.tuple", parameters: &["iterable?"], infer: infer_tuple, lower: lower_tuple },
];

const RANGE: &[&str] = &["start", "stop?", "step?"];

fn integer(argument: &Option<Argument>) -> Result<(), String> {
    match argument {
        Some(Argument { ty: Type::Scalar(scalar), .. }) if scalar.is_integer() || *scalar == Scalar::Bool => Ok(()),
        Some(Argument { ty, .. }) => Err(format!("{ty} is not an integer")),
        None => Ok(()),
    }
}

/// Floats are cut off, as numba does it.
fn infer_range(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let bound = |argument: &Option<Argument>| match argument {
        Some(Argument { ty: Type::Scalar(scalar), .. }) if scalar.is_float() => Ok(()),
        argument => integer(argument),
    };
    arguments.iter().try_for_each(bound)?;
    Ok(Type::Range)
}

/// As `range`; `schedule` is how many iterations a chunk has.
fn infer_prange(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match arguments[3].as_ref().map(|schedule| &schedule.constant) {
        None | Some(Some(Constant::None)) => {}
        Some(Some(Constant::Int(size))) if *size > 0 => {}
        _ => return Err("the schedule is a literal integer of at least 1".into()),
    }
    infer_range(&arguments[..3])
}

fn index<'c>(code: &mut Code<'_, 'c>, operand: &Operand<'c>) -> Value<'c> {
    let scalar = operand.ty.scalar().unwrap_or(Scalar::Int64);
    convert(code, operand.value(), scalar, Scalar::Int64)
}

fn lower_range<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let bounds = operands.iter().take(3);
    let values: Vec<_> = bounds.map(|operand| operand.as_ref().map(|operand| index(code, operand))).collect();
    let (start, stop) = match (values[0], values[1]) {
        (Some(start), Some(stop)) => (start, stop),
        (stop, _) => (code.builder.constant_i64(0), stop.unwrap_or_else(|| code.builder.constant_i64(0))),
    };
    let step = values[2].unwrap_or_else(|| code.builder.constant_i64(1));
    if constant(step).is_none_or(|step| step == 0) {
        let zero = code.builder.constant_i64(0);
        let bad = code.builder.compare_int(Predicate::Eq, step, zero);
        code.raise_if(bad, "ValueError", "range() arg 3 must not be zero");
    }
    smallvec![start, stop, step]
}

/// The value of an integer constant.
fn constant(value: Value) -> Option<i64> {
    let operation = value.defining_operation().filter(|operation| operation.is("arith.constant"))?;
    numlir_dialects::build::integer_value(operation.attribute("value")?).map(|(_, value)| value)
}

/// `len(range)` of start, stop, step, by CPython's formula (Objects/rangeobject.c, `get_len_of_range`): differences are taken
/// without sign, so that they do not overflow.
pub fn range_length<'c>(code: &mut Code<'_, 'c>, range: &[Value<'c>]) -> Value<'c> {
    let [start, stop, step] = range else { return code.builder.constant_i64(0) };
    let builder = code.builder;
    let (zero, one) = (builder.constant_i64(0), builder.constant_i64(1));
    let count = |low: Value<'c>, high: Value<'c>, step: Value<'c>, unit: bool| {
        let some = builder.compare_int(Predicate::Slt, low, high);
        let distance = builder.binary("arith.subi", high, low);
        let count = if unit {
            distance
        } else {
            let before = builder.binary("arith.subi", distance, one);
            let steps = builder.binary("arith.divui", before, step);
            builder.binary("arith.addi", steps, one)
        };
        builder.select(some, count, zero)
    };
    if let Some(known) = constant(*step).filter(|step| *step != 0) {
        let size = builder.constant_i64(known.wrapping_abs());
        let (low, high) = if known > 0 { (*start, *stop) } else { (*stop, *start) };
        return count(low, high, size, known.abs() == 1);
    }
    let up = builder.compare_int(Predicate::Sgt, *step, zero);
    let negated = builder.binary("arith.subi", zero, *step);
    // A step of zero has raised; the division must not trap all the same.
    let size = builder.select(up, *step, negated);
    let size = builder.binary("arith.maxui", size, one);
    let low = builder.select(up, *start, *stop);
    let high = builder.select(up, *stop, *start);
    count(low, high, size, false)
}

fn infer_enumerate(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let Some(Argument { ty, .. }) = &arguments[0] else { return Err("there is nothing to enumerate".into()) };
    element_of(ty).map_err(|(_, _, message)| message)?;
    integer(&arguments[1])?;
    Ok(Type::Enumerate(Arc::new(ty.clone())))
}

fn lower_enumerate<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let start = match &operands[1] {
        Some(start) => index(code, start),
        None => code.builder.constant_i64(0),
    };
    std::iter::once(start).chain(operands.iter().take(1).flatten().flat_map(|over| over.values.clone())).collect()
}

fn infer_zip(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let mut types = Vec::new();
    for Argument { ty, .. } in arguments.iter().flatten() {
        element_of(ty).map_err(|(_, _, message)| message)?;
        types.push(ty.clone());
    }
    Ok(Type::Zip(types.into()))
}

fn lower_zip<'c>(_: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    operands.iter().flatten().flat_map(|operand| operand.values.clone()).collect()
}

fn infer_reversed(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        Some(Argument { ty: Type::Range, .. }) => Ok(Type::Range),
        Some(Argument { ty: Type::Tuple(elements), .. }) => Ok(Type::tuple(elements.iter().rev().cloned())),
        Some(Argument { ty, .. }) => Err(format!("{ty} cannot be reversed")),
        None => Err("there is nothing to reverse".into()),
    }
}

fn lower_reversed<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(operand) = &operands[0] else { return smallvec![] };
    if let Type::Tuple(elements) = &operand.ty {
        return split(code, elements, &operand.values).into_iter().rev().flatten().collect();
    }
    let length = range_length(code, &operand.values);
    let builder = code.builder;
    let [start, _, step] = operand.values[..] else { return smallvec![] };
    let steps = builder.binary("arith.subi", length, builder.constant_i64(1));
    let distance = builder.binary("arith.muli", steps, step);
    let last = builder.binary("arith.addi", start, distance);
    let before = builder.binary("arith.subi", start, step);
    let back = match constant(step) {
        Some(step) => builder.constant_i64(step.wrapping_neg()),
        None => builder.binary("arith.subi", builder.constant_i64(0), step),
    };
    // An empty range reversed is empty: the last element lies a step before the first.
    smallvec![last, before, back]
}

fn infer_len(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        Some(Argument {
            ty: Type::Tuple(_) | Type::Range | Type::List(_) | Type::Set(_) | Type::Str | Type::Bytes,
            ..
        }) => Ok(Type::INT64),
        Some(Argument { ty: Type::Flat(_), .. }) => Ok(Type::INT64),
        Some(Argument { ty: Type::Array(array), .. }) if array.rank > 0 => Ok(Type::INT64),
        Some(Argument { ty: Type::Array(_), .. }) => Err("a 0-d array has no length".into()),
        Some(Argument { ty, .. }) => Err(format!("{ty} has no length")),
        None => Err("there is nothing to measure".into()),
    }
}

fn lower_len<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(operand) = &operands[0] else { return smallvec![] };
    let builder = code.builder;
    smallvec![match &operand.ty {
        Type::Tuple(elements) => builder.constant_i64(elements.len() as i64),
        Type::Range => range_length(code, &operand.values),
        Type::Flat(of) => super::flat::size(code, of, &operand.values),
        Type::List(_) | Type::Set(_) | Type::Str | Type::Bytes => code.length(operand.value()),
        _ => code.dim(operand.value(), 0),
    }]
}

fn infer_tuple(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        None => Ok(Type::tuple([])),
        Some(Argument { ty: Type::Tuple(elements), .. }) => Ok(Type::Tuple(elements.clone())),
        Some(Argument { ty, .. }) => Err(format!("the length of a tuple made from {ty} is not known when compiling")),
    }
}

fn lower_tuple<'c>(_: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    operands.iter().flatten().flat_map(|operand| operand.values.clone()).collect()
}
