//! Functions that make arrays: `np.empty`, `np.zeros`, `np.ones`, `np.full`, and their `_like` forms.

use super::{Builtin, dtype_of, elements::check_bounds, ufunc};
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    dates,
    scalar::lower::convert,
};
use numlir_dialects::{
    Value, convert as types,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::smallvec;

const SHAPE: &[&str] = &["shape", "dtype?"];
const LIKE: &[&str] = &["prototype", "dtype?"];

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "numpy.empty", parameters: SHAPE, infer: infer_shape, lower: lower_empty },
    Builtin { name: "numpy.zeros", parameters: SHAPE, infer: infer_shape, lower: lower_zeros },
    Builtin { name: "numpy.ones", parameters: SHAPE, infer: infer_ones, lower: lower_ones },
    Builtin {
        name: "numpy.full",
        parameters: &["shape", "fill_value", "dtype?"],
        infer: infer_full,
        lower: lower_full,
    },
    Builtin { name: "numpy.empty_like", parameters: LIKE, infer: infer_like, lower: lower_empty },
    Builtin { name: "numpy.zeros_like", parameters: LIKE, infer: infer_like, lower: lower_zeros },
    Builtin { name: "numpy.ones_like", parameters: LIKE, infer: infer_ones_like, lower: lower_ones },
    Builtin {
        name: "numpy.full_like",
        parameters: &["a", "fill_value", "dtype?"],
        infer: infer_full_like,
        lower: lower_full,
    },
];

/// The dtype an argument names: a dtype, a scalar class, or a name.
pub fn dtype(argument: &Option<Argument>) -> Result<Option<Scalar>, String> {
    let Some(argument) = argument else { return Ok(None) };
    if let Some(scalar) = dtype_of(&argument.ty) {
        return Ok(Some(scalar));
    }
    match (&argument.ty, &argument.constant) {
        (Type::None, _) => Ok(None),
        (_, Some(Constant::Str(name))) => numlir_dialects::dtype::parse(name)
            .map(Some)
            .ok_or_else(|| format!("Invalid NumPy dtype specified: '{name}'")),
        (Type::Str, _) => Err("a dtype that is a string must be a string constant".to_owned()),
        (ty, _) => Err(format!("{ty} is not a dtype")),
    }
}

/// The rank that a shape gives: an integer or a tuple of integers.
fn rank(argument: &Option<Argument>) -> Result<u8, String> {
    let integer = |ty: &Type| ty.scalar().is_some_and(Scalar::is_integer);
    match argument {
        Some(Argument { ty, .. }) if integer(ty) => Ok(1),
        Some(Argument { ty: Type::Tuple(elements), .. }) if elements.iter().all(integer) && elements.len() <= 32 => {
            Ok(elements.len() as u8)
        }
        Some(Argument { ty, .. }) => Err(format!("a shape is an integer or a tuple of integers, not {ty}")),
        None => Err("a shape is needed".into()),
    }
}

fn fresh(element: Scalar, rank: u8) -> Type {
    Type::Array(Array { element, rank, layout: Layout::C, readonly: false, aligned: true })
}

fn infer_shape(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let element = dtype(&arguments[1])?.unwrap_or(Scalar::Float64);
    Ok(fresh(element, rank(&arguments[0])?))
}

fn infer_ones(arguments: &[Option<Argument>]) -> Result<Type, String> {
    storable(Scalar::Int8, dtype(&arguments[1])?.unwrap_or(Scalar::Float64))?;
    infer_shape(arguments)
}

fn fill(argument: &Option<Argument>) -> Result<Scalar, String> {
    match argument {
        Some(Argument { ty: Type::Scalar(scalar), .. }) => Ok(*scalar),
        Some(Argument { ty, .. }) => Err(format!("the fill value is a scalar, not {ty}")),
        None => Err("a fill value is needed".into()),
    }
}

fn storable(value: Scalar, element: Scalar) -> Result<Scalar, String> {
    if !element.is_value() {
        return Err(format!("{value} cannot be stored as {element}"));
    }
    dates::storable(value, element)?;
    match value.is_complex() && !element.is_complex() {
        true => Err(format!("{value} cannot be stored as {element}: the imaginary part would be lost")),
        false => Ok(element),
    }
}

fn infer_full(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let value = fill(&arguments[1])?;
    let element = dtype(&arguments[2])?.unwrap_or(value);
    Ok(fresh(storable(value, element)?, rank(&arguments[0])?))
}

fn prototype(argument: &Option<Argument>) -> Result<Array, String> {
    match argument {
        Some(Argument { ty: Type::Array(array), .. }) => Ok(*array),
        Some(Argument { ty, .. }) => Err(format!("the prototype is an array, not {ty}")),
        None => Err("a prototype is needed".into()),
    }
}

/// An array that lies in the order of the prototype.
fn like(prototype: Array, element: Scalar) -> Type {
    let layout = if prototype.layout == Layout::F && prototype.rank > 1 { Layout::F } else { Layout::C };
    Type::Array(Array { element, rank: prototype.rank, layout, readonly: false, aligned: true })
}

fn infer_like(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let array = prototype(&arguments[0])?;
    Ok(like(array, dtype(&arguments[1])?.unwrap_or(array.element)))
}

fn infer_ones_like(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let array = prototype(&arguments[0])?;
    storable(Scalar::Int8, dtype(&arguments[1])?.unwrap_or(array.element))?;
    infer_like(arguments)
}

fn infer_full_like(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let array = prototype(&arguments[0])?;
    let element = dtype(&arguments[2])?.unwrap_or(array.element);
    Ok(like(array, storable(fill(&arguments[1])?, element)?))
}

fn create<'c>(code: &mut Code<'_, 'c>, shape: &Operand<'c>, result: &Type, zeroed: bool) -> Value<'c> {
    let extents: Values<'c> = match &shape.ty {
        Type::Array(array) => (0..array.rank).map(|axis| code.dim(shape.value(), axis)).collect(),
        Type::Tuple(elements) => elements
            .iter()
            .zip(&shape.values)
            .map(|(ty, value)| convert(code, *value, ty.scalar().unwrap_or(Scalar::Int64), Scalar::Int64))
            .collect(),
        ty => smallvec![convert(code, shape.value(), ty.scalar().unwrap_or(Scalar::Int64), Scalar::Int64)],
    };
    let builder = &code.builder;
    builder
        .op("nd.create")
        .operands(extents)
        .maybe_attribute("zeroed", zeroed.then(|| builder.unit()))
        .result(types::to_mlir(builder.context, result))
        .value()
}

fn lower_empty<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    operands.iter().take(1).flatten().map(|shape| create(code, shape, result, false)).collect()
}

fn lower_zeros<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    operands.iter().take(1).flatten().map(|shape| create(code, shape, result, true)).collect()
}

fn filled<'c>(
    code: &mut Code<'_, 'c>,
    shape: &Operand<'c>,
    result: &Type,
    (value, from): (Value<'c>, Scalar),
) -> Values<'c> {
    let Type::Array(array) = result else { return smallvec![] };
    let value = convert(code, value, from, array.element);
    let made = create(code, shape, result, false);
    code.builder.op("nd.fill").operand(value).operand(made).insert();
    smallvec![made]
}

fn lower_ones<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let Some(shape) = &operands[0] else { return smallvec![] };
    let one = code.constant(Scalar::Float64, 1.0);
    filled(code, shape, result, (one, Scalar::Float64))
}

fn lower_full<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (Some(shape), Some(value)) = (&operands[0], &operands[1]) else { return smallvec![] };
    if let (Type::Array(array), Some(kind)) = (result, ufunc::kind(&value.ty, value.constant.as_ref()))
        && kind.weak
        && array.element.is_integer()
    {
        check_bounds(code, value.value(), kind.ty, array.element);
    }
    filled(code, shape, result, (value.value(), value.ty.scalar().unwrap_or(Scalar::Float64)))
}
