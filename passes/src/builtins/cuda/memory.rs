//! Arrays that a block shares or that are a thread's own, and constant ones.

use super::{super::Builtin, super::array::dtype, literal};
use crate::code::{Argument, Code, Constant, Operand, Values};
use numlir_dialects::{
    convert,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::smallvec;

const PARAMETERS: &[&str] = &["shape", "dtype", "alignment?"];

pub static FAMILY: &[Builtin] = &[
    Builtin {
        name: "numlir.cuda.shared.array",
        parameters: PARAMETERS,
        infer: |arguments| infer(arguments, true),
        lower: |code, operands, result| lower(code, operands, result, "shared"),
    },
    Builtin {
        name: "numlir.cuda.local.array",
        parameters: PARAMETERS,
        infer: |arguments| infer(arguments, false),
        lower: |code, operands, result| lower(code, operands, result, "local"),
    },
    Builtin {
        name: "numlir.cuda.const.array_like",
        parameters: &["array"],
        infer: infer_constant,
        lower: lower_constant,
    },
];

/// The extents that a constant says: an integer, or a tuple of them.
fn shape(constant: Option<&Constant>) -> Option<Vec<i64>> {
    match constant? {
        Constant::Int(extent) => Some(vec![*extent]),
        Constant::Tuple(elements) => elements
            .iter()
            .map(|element| match element {
                Some(Constant::Int(extent)) => Some(*extent),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

/// Static arrays have constant extents; a shared array of 0 elements is that whose size the launch says.
fn infer(arguments: &[Option<Argument>], shared: bool) -> Result<Type, String> {
    let constant = arguments[0].as_ref().and_then(|argument| argument.constant.as_ref());
    let extents = shape(constant).ok_or("the shape is an integer or a tuple of integers, each a constant")?;
    let dynamic = shared && extents == [0];
    if extents.is_empty() || extents.iter().any(|extent| *extent < 1) && !dynamic {
        return Err("each extent is at least 1; only a shared array of one axis may have the extent 0".into());
    }
    let element = dtype(&arguments[1])?.ok_or("a dtype is needed")?;
    let bytes = extents.iter().try_fold(i64::from(element.size()), |bytes, extent| bytes.checked_mul(*extent));
    if bytes.is_none_or(|bytes| bytes > i64::from(i32::MAX)) {
        return Err("the array is too large".into());
    }
    if arguments[2].is_some() && literal(&arguments[2]).is_none() {
        return Err("the alignment is a constant".into());
    }
    Ok(Type::Array(Array { element, rank: extents.len() as u8, layout: Layout::C, readonly: false, aligned: true }))
}

fn lower<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type, space: &str) -> Values<'c> {
    let constant = operands[0].as_ref().and_then(|operand| operand.constant.as_ref());
    let extents = shape(constant).unwrap_or_default();
    let (space, extents) = if extents == [0] { ("dynamic", vec![-1]) } else { (space, extents) };
    let builder = &code.builder;
    let array = builder
        .op("simt.array")
        .attribute("space", builder.string(space))
        .attribute("shape", builder.dense_i64(&extents))
        .result(convert::to_mlir(builder.context, result))
        .value();
    smallvec![array]
}

fn infer_constant(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        Some(Argument { ty: Type::Array(array), .. }) if array.element != Scalar::Bool || array.rank > 0 => {
            Ok(Type::Array(*array))
        }
        Some(Argument { ty, .. }) => Err(format!("{ty} is no array")),
        None => Err("an array is needed".into()),
    }
}

/// Global arrays are constants of the code.
fn lower_constant<'c>(_: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    operands[0].iter().flat_map(|operand| operand.values.clone()).collect()
}
