//! What a mask selects, for the library: `numlir.library.count_true(mask)` and `numlir.library.compress(a, mask)`.

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
];

/// An array of one axis without gaps.
fn vector(argument: Option<&Argument>) -> Result<Array, String> {
    let array = array(argument)?;
    if array.rank == 1 && array.layout == Layout::C {
        Ok(array)
    } else {
        Err(format!("{} may have gaps", Type::Array(array)))
    }
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
    let array = vector(arguments[0].as_ref())?;
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
