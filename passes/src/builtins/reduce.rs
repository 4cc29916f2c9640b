//! `numlir.library.reduce("add", a, axes)`: what the library's reductions are made of. A fourth argument says whether NumPy would have converted
//! the elements in its buffer.

use super::Builtin;
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    elementwise,
};
use numlir_dialects::{
    Block, Builder, convert,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::smallvec;

const KINDS: &[&str] = &["add", "mul", "min", "max", "fmin", "fmax", "and", "or", "xor", "argmin", "argmax"];

pub static FAMILY: &[Builtin] =
    &[Builtin { name: "numlir.library.reduce", parameters: &["kind", "a", "axes", "buffered"], infer, lower }];

/// The kind that a constant names.
fn kind(constant: Option<&Constant>) -> Option<&str> {
    match constant {
        Some(Constant::Str(name)) => KINDS.contains(&&**name).then_some(name),
        _ => None,
    }
}

/// The axes that a constant names, of an array of the given rank.
fn axes(constant: Option<&Constant>, rank: u8) -> Option<Vec<i64>> {
    let Some(Constant::Tuple(elements)) = constant else { return None };
    let axis = |element: &Option<Constant>| match element {
        Some(Constant::Int(axis)) if (0..i64::from(rank)).contains(axis) => Some(*axis),
        _ => None,
    };
    elements.iter().map(axis).collect()
}

/// The element type of the array: the array of the axes that are left, or a scalar where there are none.
fn infer(given: &[Option<Argument>]) -> Result<Type, String> {
    let [Some(kind_of), Some(a), Some(along), buffered] = given else {
        return Err("three arguments are expected".to_owned());
    };
    if buffered.as_ref().is_some_and(|buffered| !matches!(buffered.constant, Some(Constant::Bool(_)))) {
        return Err("whether the elements are buffered is not known".to_owned());
    }
    let kind = kind(kind_of.constant.as_ref()).ok_or("the kind is not known")?;
    let Type::Array(array) = &a.ty else { return Err(format!("{} is not an array", a.ty)) };
    let axes = axes(along.constant.as_ref(), array.rank).ok_or("the axes are not a literal tuple of axes")?;
    let element = array.element;
    let fits = match kind {
        "add" | "mul" => element != Scalar::Bool,
        "and" | "or" | "xor" => !element.is_float() && !element.is_complex(),
        _ => !element.is_complex(),
    } && element.is_number();
    if !fits {
        return Err(format!("no reduction \"{kind}\" of {element}"));
    }
    let positions = matches!(kind, "argmin" | "argmax");
    if positions && (array.rank != 2 || axes != [1]) {
        return Err("positions are those of extremes along the last of two axes".to_owned());
    }
    let element = if positions { Scalar::Int64 } else { element };
    let kept = (0..i64::from(array.rank)).filter(|axis| !axes.contains(axis)).count() as u8;
    if kept == 0 {
        return Ok(Type::Scalar(element));
    }
    Ok(Type::Array(Array { element, rank: kept, layout: Layout::C, readonly: false, aligned: true }))
}

fn lower<'c>(code: &mut Code<'_, 'c>, given: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let operand = |index: usize| given[index].as_ref().expect("inference asks for all arguments");
    let (kind_of, a, along) = (operand(0), operand(1), operand(2));
    let Type::Array(array) = a.ty else { unreachable!("inference accepts only arrays") };
    let kind = kind(kind_of.constant.as_ref()).expect("inference knows the kind");
    let axes = axes(along.constant.as_ref(), array.rank).expect("inference knows the axes");
    let buffered = given[3].as_ref().is_some_and(|buffered| buffered.constant == Some(Constant::Bool(true)));
    let builder = code.builder;
    let extents = elementwise::shape(&builder, a.value(), &a.ty);
    let result = match result {
        Type::Array(_) => convert::to_mlir(builder.context, result),
        _ => code.storage(array.element),
    };
    let operation = builder
        .op("nd.reduce")
        .operands(extents.iter().copied())
        .operand(a.value())
        .attribute("kind", builder.string(kind))
        .attribute("axes", builder.dense_i64(&axes))
        .attribute("operandSegmentSizes", builder.dense_i32(&[extents.len() as i32, 1]))
        .maybe_attribute("unsigned", array.element.is_unsigned().then(|| builder.unit()))
        .maybe_attribute("buffered", buffered.then(|| builder.unit()))
        .result(result)
        .region()
        .insert();
    let body = Block::append(operation.region(0), &[(code.storage(array.element), builder.location)]);
    Builder::at_end(builder.context, body, builder.location).op("nd.yield").operand(body.argument(0)).insert();
    smallvec![operation.result(0)]
}
