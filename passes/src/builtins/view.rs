//! Slices, views of arrays, and the tuples that shapes are.

use super::{Builtin, dtype_of};
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    elementwise,
    extent::known,
    scalar::lower::convert,
};
use numlir_dialects::{
    Predicate, Value,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::smallvec;

const ARRAY: &[&str] = &["array"];

pub static FAMILY: &[Builtin] = &[
    Builtin {
        name: "builtins.slice",
        parameters: &["start", "stop?", "step?"],
        infer: infer_slice,
        lower: lower_slice,
    },
    Builtin {
        name: "numlir.library.view",
        parameters: &["array", "offset", "shape", "strides", "layout", "dtype?", "readonly?"],
        infer: infer_view,
        lower: lower_view,
    },
    Builtin {
        name: "numlir.library.replaced",
        parameters: &["tuple", "index", "value"],
        infer: infer_replaced,
        lower: lower_replaced,
    },
    Builtin {
        name: "numlir.library.repeated",
        parameters: &["value", "count"],
        infer: infer_repeated,
        lower: lower_repeated,
    },
    Builtin { name: "numlir.library.broadcast", parameters: &["*"], infer: infer_broadcast, lower: lower_broadcast },
    Builtin {
        name: "numlir.library.permute",
        parameters: &["array", "axes"],
        infer: infer_permute,
        lower: lower_permute,
    },
    Builtin { name: "numlir.library.identity", parameters: &["count"], infer: infer_identity, lower: lower_identity },
    Builtin { name: "numlir.library.itemsize", parameters: &["dtype"], infer: infer_itemsize, lower: lower_itemsize },
    Builtin { name: "numlir.library.layout", parameters: ARRAY, infer: infer_text, lower: lower_nothing },
    Builtin { name: "numlir.library.address", parameters: ARRAY, infer: infer_address, lower: lower_address },
    Builtin { name: "numlir.library.is_readonly", parameters: ARRAY, infer: infer_flag, lower: lower_flag },
    Builtin { name: "numlir.library.is_aligned", parameters: ARRAY, infer: infer_flag, lower: lower_flag },
    Builtin { name: "numlir.library.is_record", parameters: ARRAY, infer: infer_flag, lower: lower_flag },
];

/// `slice(stop)` or `slice(start, stop, step)`.
fn infer_slice(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let bound = |argument: &Option<Argument>| match argument {
        Some(Argument { ty: Type::Scalar(scalar), .. }) if scalar.is_integer() => Ok(Type::INT64),
        None | Some(Argument { ty: Type::None, .. }) => Ok(Type::None),
        Some(Argument { ty, .. }) => Err(format!("the bounds of a slice are integers or None, not {ty}")),
    };
    let [first, second, step] = [0, 1, 2].map(|position| bound(&arguments[position]));
    let (start, stop) = if arguments[1].is_none() { (Ok(Type::None), first) } else { (first, second) };
    Ok(Type::Slice([start?, stop?, step?].into()))
}

fn integer<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, ty: &Type) -> Value<'c> {
    convert(code, value, ty.scalar().unwrap_or(Scalar::Int64), Scalar::Int64)
}

/// The integers that a slice's bound, a shape or strides are made of; None gives none.
pub fn integers<'c>(code: &mut Code<'_, 'c>, operand: Option<&Operand<'c>>) -> Values<'c> {
    let Some(operand) = operand else { return smallvec![] };
    let types: &[Type] = match &operand.ty {
        Type::Tuple(elements) => elements,
        Type::None => &[],
        other => std::slice::from_ref(other),
    };
    types.iter().zip(&operand.values).map(|(ty, value)| integer(code, *value, ty)).collect()
}

fn lower_slice<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    operands.iter().flat_map(|operand| integers(code, operand.as_ref())).collect()
}

/// The array among the arguments.
pub fn array(argument: Option<&Argument>) -> Result<Array, String> {
    match argument {
        Some(Argument { ty: Type::Array(array), .. }) => Ok(*array),
        Some(Argument { ty, .. }) => Err(format!("{ty} is no array")),
        None => Err("there is no array".into()),
    }
}

fn all_integers(types: &[Type]) -> bool {
    types.iter().all(|ty| ty.scalar().is_some_and(Scalar::is_integer))
}

fn infer_view(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let array = array(arguments[0].as_ref())?;
    let constant = |position: usize| arguments[position].as_ref().and_then(|argument| argument.constant.as_ref());
    let rank = match &arguments[2] {
        Some(Argument { ty: Type::Tuple(extents), .. }) if all_integers(extents) && extents.len() <= 32 => {
            extents.len()
        }
        _ => return Err("a shape is a tuple of at most 32 integers".into()),
    };
    let layout = match constant(4) {
        Some(Constant::Str(name)) if rank == 0 || name.as_ref() == "C" => Layout::C,
        Some(Constant::Str(name)) if name.as_ref() == "F" => {
            if rank == 1 {
                Layout::C
            } else {
                Layout::F
            }
        }
        Some(Constant::Str(_)) => Layout::Any,
        _ => return Err("a layout is a literal string".into()),
    };
    let element = match &arguments[5] {
        Some(argument) => dtype_of(&argument.ty).ok_or_else(|| format!("{} is not a dtype", argument.ty))?,
        None => array.element,
    };
    let readonly = array.readonly || constant(6) == Some(&Constant::Bool(true));
    let aligned = array.aligned && element.alignment() <= array.element.alignment();
    Ok(Type::Array(Array { element, rank: rank as u8, layout, readonly, aligned }))
}

fn lower_view<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (Some(array), Some(offset), Type::Array(ty)) = (&operands[0], &operands[1], result) else { return smallvec![] };
    let offset = integer(code, offset.value(), &offset.ty);
    let extents = integers(code, operands[2].as_ref());
    let strides = integers(code, operands[3].as_ref());
    smallvec![code.view(array.value(), offset, (&extents, &strides), ty)]
}

/// The type of a tuple all of whose elements are one.
fn infer_replaced(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match (&arguments[0], &arguments[2]) {
        (Some(Argument { ty: ty @ Type::Tuple(elements), .. }), Some(Argument { ty: Type::Scalar(_), .. }))
            if elements.iter().all(|element| element.scalar().is_some() && *element == elements[0]) =>
        {
            Ok(ty.clone())
        }
        _ => Err("an element of an even tuple of numbers is replaced by a number".into()),
    }
}

fn lower_replaced<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (Some(tuple), Some(index), Some(value), Type::Tuple(elements)) =
        (&operands[0], &operands[1], &operands[2], result)
    else {
        return smallvec![];
    };
    let Some(to) = elements.first().and_then(Type::scalar) else { return smallvec![] };
    let value = convert(code, value.value(), value.ty.scalar().unwrap_or(to), to);
    let index = integer(code, index.value(), &index.ty);
    let count = elements.len() as i64;
    let mut values = tuple.values.clone();
    if let Some(known) = known(index) {
        if let Some(place) = values.get_mut((if known < 0 { known + count } else { known }) as usize) {
            *place = value;
        }
        return values;
    }
    let builder = &code.builder;
    let negative = builder.compare_int(Predicate::Slt, index, builder.constant_i64(0));
    let wrapped = builder.binary("arith.addi", index, builder.constant_i64(count));
    let index = builder.select(negative, wrapped, index);
    for (position, old) in values.iter_mut().enumerate() {
        let here = builder.compare_int(Predicate::Eq, index, builder.constant_i64(position as i64));
        *old = builder.select(here, value, *old);
    }
    values
}

fn infer_repeated(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match (&arguments[0], arguments[1].as_ref().and_then(|count| count.constant.as_ref())) {
        (Some(value), Some(Constant::Int(count))) => {
            Ok(Type::tuple(std::iter::repeat_n(value.ty.clone(), (*count).clamp(0, 1 << 12) as usize)))
        }
        _ => Err("how often a value is repeated is a literal".into()),
    }
}

fn lower_repeated<'c>(_: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (Some(value), Type::Tuple(elements)) = (&operands[0], result) else { return smallvec![] };
    std::iter::repeat_n(value.values.clone(), elements.len()).flatten().collect()
}

/// The shape that shapes broadcast to.
fn infer_broadcast(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let mut rank = 0;
    for argument in arguments.iter().flatten() {
        match &argument.ty {
            Type::Tuple(extents) if all_integers(extents) => rank = rank.max(extents.len()),
            ty => return Err(format!("a shape is a tuple of integers, not {ty}")),
        }
    }
    Ok(Type::tuple(std::iter::repeat_n(Type::INT64, rank)))
}

fn lower_broadcast<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let shapes: Vec<Values<'c>> = operands.iter().map(|operand| integers(code, operand.as_ref())).collect();
    if shapes.is_empty() { smallvec![] } else { elementwise::broadcast(&code.builder, &shapes, None) }
}

/// The axes that a transposition takes in order, where they are known and fit.
fn known_order(rank: u8, axes: &Option<Argument>) -> Option<Vec<usize>> {
    let rank = usize::from(rank);
    match axes {
        None | Some(Argument { ty: Type::None, .. }) => Some((0..rank).rev().collect()),
        Some(Argument { constant: Some(Constant::Tuple(axes)), .. }) => order_of(rank, axes.iter().map(Option::as_ref)),
        Some(_) => None,
    }
}

fn order_of<'k>(rank: usize, axes: impl Iterator<Item = Option<&'k Constant>>) -> Option<Vec<usize>> {
    let mut order = Vec::new();
    for axis in axes {
        let Some(Constant::Int(axis)) = axis else { return None };
        let axis = usize::try_from(if *axis < 0 { axis + rank as i64 } else { *axis }).ok()?;
        if axis >= rank || order.contains(&axis) {
            return None;
        }
        order.push(axis);
    }
    (order.len() == rank).then_some(order)
}

fn permuted(array: Array, order: Option<&[usize]>) -> Array {
    let layout = match (array.layout, order) {
        _ if array.rank < 2 => array.layout,
        (layout, Some(order)) if order.is_sorted() => layout,
        (Layout::C, Some(order)) if order.is_sorted_by(|a, b| a > b) => Layout::F,
        (Layout::F, Some(order)) if order.is_sorted_by(|a, b| a > b) => Layout::C,
        _ => Layout::Any,
    };
    Array { layout, ..array }
}

/// The view with axes in another order: reversed without `axes`.
fn infer_permute(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let array = array(arguments[0].as_ref())?;
    match &arguments[1] {
        None | Some(Argument { ty: Type::None, .. }) => {}
        Some(Argument { ty: Type::Tuple(axes), .. }) if all_integers(axes) => {}
        Some(Argument { ty, .. }) => return Err(format!("axes are a tuple of integers, not {ty}")),
    }
    Ok(Type::Array(permuted(array, known_order(array.rank, &arguments[1]).as_deref())))
}

fn lower_permute<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (Some(operand), Type::Array(ty)) = (&operands[0], result) else { return smallvec![] };
    let rank = usize::from(ty.rank);
    let value = operand.value();
    let extents: Vec<_> = (0..ty.rank).map(|axis| code.dim(value, axis)).collect();
    let strides: Vec<_> = (0..ty.rank).map(|axis| code.stride(value, axis)).collect();
    let zero = code.builder.constant_i64(0);
    let order = match &operands[1] {
        None | Some(Operand { ty: Type::None, .. }) => Some((0..rank).rev().collect()),
        Some(axes) => {
            let axes: Vec<_> = axes.values.iter().map(|axis| known(*axis).map(Constant::Int)).collect();
            order_of(rank, axes.iter().map(Option::as_ref))
        }
    };
    if let Some(order) = order {
        let reorder = |values: &[Value<'c>]| order.iter().map(|axis| values[*axis]).collect::<Vec<_>>();
        return smallvec![code.view(value, zero, (&reorder(&extents), &reorder(&strides)), ty)];
    }
    let axes = integers(code, operands[1].as_ref());
    if axes.len() != rank {
        let always = code.builder.constant_bool(true);
        code.raise_if(always, "ValueError", "axes don't match array");
        return smallvec![code.view(value, zero, (&extents, &strides), ty)];
    }
    smallvec![permute_by(code, (value, ty), &axes, (&extents, &strides))]
}

/// A transposition by axes that are known only when it runs.
fn permute_by<'c>(
    code: &Code<'_, 'c>,
    (value, ty): (Value<'c>, &Array),
    axes: &[Value<'c>],
    (extents, strides): (&[Value<'c>], &[Value<'c>]),
) -> Value<'c> {
    let builder = &code.builder;
    let (zero, rank) = (builder.constant_i64(0), builder.constant_i64(ty.rank.into()));
    let mut positions = Vec::new();
    for axis in axes {
        let negative = builder.compare_int(Predicate::Slt, *axis, zero);
        let position = builder.select(negative, builder.binary("arith.addi", *axis, rank), *axis);
        let outside = builder.compare_int(Predicate::Uge, position, rank);
        builder
            .op("nd.raise_if")
            .operands([outside, *axis, rank])
            .attribute("exception", builder.string("AxisError"))
            .attribute("arguments", builder.strings(&["axis {} is out of bounds for array of dimension {}"]))
            .insert();
        for before in &positions {
            let same = builder.compare_int(Predicate::Eq, *before, position);
            code.raise_if(same, "ValueError", "repeated axis in transpose");
        }
        positions.push(position);
    }
    let pick = |values: &[Value<'c>], position: Value<'c>| {
        let mut chosen = values[0];
        for (axis, value) in values.iter().enumerate().skip(1) {
            let here = builder.compare_int(Predicate::Eq, position, builder.constant_i64(axis as i64));
            chosen = builder.select(here, *value, chosen);
        }
        chosen
    };
    let extents: Vec<_> = positions.iter().map(|position| pick(extents, *position)).collect();
    let strides: Vec<_> = positions.iter().map(|position| pick(strides, *position)).collect();
    code.view(value, zero, (&extents, &strides), ty)
}

fn count(argument: Option<&Argument>) -> Option<i64> {
    match argument?.constant {
        Some(Constant::Int(count)) => Some(count.clamp(0, 1 << 12)),
        _ => None,
    }
}

/// The tuple `(0, 1, …)` of a length.
fn infer_identity(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let count = count(arguments[0].as_ref()).ok_or("the length is a literal")?;
    Ok(Type::tuple((0..count).map(|_| Type::INT64)))
}

fn lower_identity<'c>(code: &mut Code<'_, 'c>, _: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let Type::Tuple(elements) = result else { return smallvec![] };
    (0..elements.len()).map(|position| code.builder.constant_i64(position as i64)).collect()
}

fn infer_itemsize(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let ty = arguments[0].as_ref().map_or(&Type::None, |argument| &argument.ty);
    dtype_of(ty).map(|_| Type::INT64).ok_or_else(|| format!("{ty} is not a dtype"))
}

fn lower_itemsize<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let size = operands[0].as_ref().and_then(|operand| dtype_of(&operand.ty)).map_or(0, Scalar::size);
    smallvec![code.builder.constant_i64(size.into())]
}

fn infer_text(arguments: &[Option<Argument>]) -> Result<Type, String> {
    array(arguments[0].as_ref()).map(|_| Type::Str)
}

fn lower_nothing<'c>(_: &mut Code<'_, 'c>, _: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    smallvec![]
}

fn infer_address(arguments: &[Option<Argument>]) -> Result<Type, String> {
    array(arguments[0].as_ref()).map(|_| Type::Scalar(Scalar::Int64))
}

fn lower_address<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(array) = &operands[0] else { return smallvec![] };
    smallvec![code.builder.op("nd.address").operand(array.value()).result(code.builder.i64()).value()]
}

fn infer_flag(arguments: &[Option<Argument>]) -> Result<Type, String> {
    array(arguments[0].as_ref()).map(|_| Type::BOOL)
}

/// Whether [`answer`] knows the result of a function.
pub fn answers(name: &str) -> bool {
    matches!(
        name,
        "numlir.library.layout"
            | "numlir.library.is_readonly"
            | "numlir.library.is_aligned"
            | "numlir.library.is_record"
            | "numlir.library.identity"
            | "numlir.library.itemsize"
    )
}

/// What is known of an array by its type.
pub fn answer(name: &str, inputs: &[Option<Argument>]) -> Option<Constant> {
    let first = inputs.first()?.as_ref();
    match name {
        "numlir.library.identity" => {
            return Some(Constant::Tuple((0..count(first)?).map(|axis| Some(Constant::Int(axis))).collect()));
        }
        "numlir.library.itemsize" => return Some(Constant::Int(dtype_of(&first?.ty)?.size().into())),
        _ => {}
    }
    let array = array(first).ok()?;
    Some(match name {
        "numlir.library.layout" => Constant::Str(array.layout.name().into()),
        "numlir.library.is_readonly" => Constant::Bool(array.readonly),
        "numlir.library.is_record" => Constant::Bool(array.element.record().is_some()),
        _ => Constant::Bool(array.aligned),
    })
}

fn lower_flag<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(Operand { ty: Type::Array(array), .. }) = &operands[0] else { return smallvec![] };
    // Only where nobody asked for the constant; the readonly flag is the one that runs.
    smallvec![code.builder.constant_bool(array.readonly)]
}
