//! What masks and positions select, for the library: `numlir.library.count_true(mask)` and `numlir.library.compress(a, mask)`, of rows too,
//! `numlir.library.place(a, mask, values, count)`, `numlir.library.first_outside(positions, extent)` and `numlir.library.take(a, positions)`.

use super::{Builtin, view::array};
use crate::code::{Argument, Code, Operand, Values};
use numlir_dialects::{
    convert,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "numlir.library.count_true", parameters: &["mask"], infer: infer_count, lower: lower_count },
    Builtin { name: "numlir.library.compress", parameters: &["array", "mask"], infer, lower },
    Builtin {
        name: "numlir.library.place",
        parameters: &["array", "mask", "values", "count"],
        infer: infer_place,
        lower: lower_place,
    },
    Builtin {
        name: "numlir.library.first_outside",
        parameters: &["positions", "extent"],
        infer: infer_outside,
        lower: lower_outside,
    },
    Builtin { name: "numlir.library.take", parameters: &["array", "positions"], infer: infer_take, lower: lower_take },
];

/// An array without gaps in the order of C.
fn rows(argument: Option<&Argument>) -> Result<Array, String> {
    let array = array(argument)?;
    if array.rank > 0 && array.layout == Layout::C {
        Ok(array)
    } else {
        Err(format!("{} may have gaps", Type::Array(array)))
    }
}

/// The same of one axis.
fn vector(argument: Option<&Argument>) -> Result<Array, String> {
    let array = rows(argument)?;
    if array.rank == 1 { Ok(array) } else { Err(format!("{} has several axes", Type::Array(array))) }
}

fn mask(argument: Option<&Argument>) -> Result<(), String> {
    let mask = vector(argument)?;
    if mask.element == Scalar::Bool { Ok(()) } else { Err(format!("{} is no mask", Type::Array(mask))) }
}

fn infer_count(arguments: &[Option<Argument>]) -> Result<Type, String> {
    mask(arguments[0].as_ref()).map(|()| Type::INT64)
}

fn lower_count<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(mask) = &operands[0] else { return smallvec![] };
    smallvec![code.builder.op("nd.count_true").operand(mask.value()).result(code.builder.i64()).value()]
}

fn infer(arguments: &[Option<Argument>]) -> Result<Type, String> {
    mask(arguments[1].as_ref())?;
    selected(rows(arguments[0].as_ref())?)
}

/// The type of some of the elements or rows of an array.
fn selected(array: Array) -> Result<Type, String> {
    if !array.element.is_value() {
        return Err(format!("elements of {} are more than their bytes", Type::Array(array)));
    }
    Ok(Type::Array(Array { readonly: false, aligned: true, ..array }))
}

fn lower<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (Some(array), Some(mask)) = (&operands[0], &operands[1]) else { return smallvec![] };
    let builder = code.builder;
    let count = builder.op("nd.count_true").operand(mask.value()).result(builder.i64()).value();
    let selected = builder.op("nd.compress").operands([count, array.value(), mask.value()]);
    smallvec![selected.result(convert::to_mlir(builder.context, result)).value()]
}

fn infer_place(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let [array, mask] = [0, 1].map(|index| rows(arguments[index].as_ref()));
    let (array, mask, values) = (array?, mask?, vector(arguments[2].as_ref())?);
    if mask.element != Scalar::Bool || mask.rank != array.rank {
        return Err(format!("{} is no mask of {}", Type::Array(mask), Type::Array(array)));
    }
    if array.readonly {
        return Err(format!("Cannot modify readonly array of type: {}", Type::Array(array)));
    }
    if values.element == array.element && array.element.is_value() {
        Ok(Type::None)
    } else {
        Err(format!("{} are no elements of {}", Type::Array(values), Type::Array(array)))
    }
}

fn lower_place<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    if let [Some(array), Some(mask), Some(values), Some(count)] = operands {
        let operands = [count, values, array, mask].map(|operand| operand.value());
        code.builder.op("nd.place").operands(operands).insert();
    }
    smallvec![]
}

fn positions(argument: Option<&Argument>) -> Result<(), String> {
    let positions = vector(argument)?;
    if positions.element == Scalar::Int64 {
        Ok(())
    } else {
        Err(format!("{} are no positions", Type::Array(positions)))
    }
}

fn infer_outside(arguments: &[Option<Argument>]) -> Result<Type, String> {
    positions(arguments[0].as_ref()).map(|()| Type::INT64)
}

fn lower_outside<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some(positions), Some(extent)) = (&operands[0], &operands[1]) else { return smallvec![] };
    let reach = code.builder.op("nd.reach").operand(positions.value()).result(code.builder.i64()).value();
    let outside = code.builder.op("nd.first_outside").operands([positions.value(), extent.value(), reach]);
    smallvec![outside.result(code.builder.i64()).value()]
}

fn infer_take(arguments: &[Option<Argument>]) -> Result<Type, String> {
    positions(arguments[1].as_ref())?;
    selected(vector(arguments[0].as_ref())?)
}

fn lower_take<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (Some(array), Some(positions)) = (&operands[0], &operands[1]) else { return smallvec![] };
    let count = code.dim(positions.value(), 0);
    let taken = code.builder.op("nd.take").operands([count, array.value(), positions.value()]);
    smallvec![taken.result(convert::to_mlir(code.builder.context, result)).value()]
}
