//! `numlir.library.pointed(pointer, offset, shape, layout, dtype)`: the array that lies at an address of C's, so many elements
//! behind it.

use super::{Builtin, dtype_of, view::integers};
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    scalar::lower::convert as convert_scalar,
};
use numlir_dialects::{
    convert,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[Builtin {
    name: "numlir.library.pointed",
    parameters: &["pointer", "offset", "shape", "layout", "dtype?"],
    infer,
    lower,
}];

fn infer(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let Some(Argument { ty: Type::Pointer(of), .. }) = &arguments[0] else {
        let ty = arguments[0].as_ref().map_or(&Type::None, |argument| &argument.ty);
        return Err(format!("{ty} is no pointer"));
    };
    let rank = match &arguments[2] {
        Some(Argument { ty: Type::Tuple(extents), .. })
            if extents.len() <= 32 && extents.iter().all(|ty| ty.scalar().is_some_and(Scalar::is_integer)) =>
        {
            extents.len()
        }
        _ => return Err("a shape is an integer or a tuple of at most 32 integers".into()),
    };
    let given = match &arguments[4] {
        None | Some(Argument { ty: Type::None, .. }) => None,
        Some(argument) => Some(dtype_of(&argument.ty).ok_or_else(|| format!("{} is not a dtype", argument.ty))?),
    };
    let own = match &**of {
        // A record.
        Type::Array(array) if array.rank == 0 => Some(array.element),
        of => of.scalar(),
    };
    let element = match (own, given) {
        (Some(own), Some(given)) if own != given => {
            return Err(format!("mismatching dtype '{given}' for pointer type '{of}*'"));
        }
        (Some(own), _) => own,
        (None, Some(given)) => given,
        (None, None) => {
            return Err(format!(
                "an array at {of}* needs a dtype",
                of = if **of == Type::None { "void".into() } else { of.to_string() }
            ));
        }
    };
    let fortran = matches!(&arguments[3], Some(Argument { constant: Some(Constant::Str(name)), .. }) if &**name == "F");
    let layout = if fortran && rank > 1 { Layout::F } else { Layout::C };
    Ok(Type::Array(Array { element, rank: rank as u8, layout, readonly: false, aligned: true }))
}

fn lower<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let (Some(pointer), Some(offset), Type::Array(array)) = (&operands[0], &operands[1], result) else {
        return smallvec![];
    };
    let from = offset.ty.scalar().unwrap_or(Scalar::Int64);
    let elements = convert_scalar(code, offset.value(), from, Scalar::Int64);
    let extents = integers(code, operands[2].as_ref());
    let builder = &code.builder;
    let bytes = builder.binary("arith.muli", elements, builder.constant_i64(array.element.size().into()));
    let address = builder.binary("arith.addi", pointer.value(), bytes);
    let ty = convert::to_mlir(builder.context, result);
    smallvec![builder.op("nd.pointed").operand(address).operands(extents).result(ty).value()]
}
