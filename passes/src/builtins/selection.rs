//! The parts of an index with arrays in it, for the library that selects by them: `a[i, :, mask]`.

use super::{Builtin, view::array};
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    infer::subscript::{Fancy, indices},
    py_to_nd::split,
};
use numlir_dialects::types::{Array, Type};
use smallvec::smallvec;

const INDEXED: &[&str] = &["array", "index"];

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "numlir.library.selected_axes_first", parameters: INDEXED, infer: infer_basic, lower: lower_basic },
    Builtin { name: "numlir.library.selectors", parameters: INDEXED, infer: infer_selectors, lower: lower_selectors },
    Builtin { name: "numlir.library.selector_axes", parameters: INDEXED, infer: infer_axes, lower: lower_axes },
    Builtin { name: "numlir.library.selection_place", parameters: INDEXED, infer: infer_place, lower: lower_place },
];

fn fancy(arguments: &[Option<Argument>]) -> Result<(Array, &Type, Fancy), String> {
    let array = array(arguments[0].as_ref())?;
    let index = &arguments[1].as_ref().ok_or("there is no index")?.ty;
    let fancy = Fancy::of(&array, index).map_err(|(_, _, message)| message)?;
    Ok((array, index, fancy))
}

/// The same of operands, which inference has seen to fit.
fn parts<'o, 'c>(operands: &'o [Option<Operand<'c>>]) -> Option<(&'o Operand<'c>, Array, &'o Operand<'c>, Fancy)> {
    let (object, index) = (operands[0].as_ref()?, operands[1].as_ref()?);
    let Type::Array(array) = object.ty else { return None };
    Some((object, array, index, Fancy::of(&array, &index.ty).ok()?))
}

fn infer_basic(arguments: &[Option<Argument>]) -> Result<Type, String> {
    fancy(arguments).map(|(array, _, fancy)| Type::Array(fancy.view(&array)))
}

/// The array with what is basic of the index applied, the axes that are selected from in front.
fn lower_basic<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some((object, array, index, fancy)) = parts(operands) else { return smallvec![] };
    let given = split(code, indices(&index.ty), &index.values);
    let axes = code.axes(object.value(), &fancy.parts, (&[], &given));
    let order = fancy.order();
    let reorder = |values: &[_]| order.iter().map(|position| values[*position]).collect::<Vec<_>>();
    let (extents, strides) = (reorder(&axes.extents), reorder(&axes.strides));
    smallvec![code.view(object.value(), axes.offset, (&extents, &strides), &fancy.view(&array))]
}

fn infer_selectors(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let (_, index, fancy) = fancy(arguments)?;
    let types = indices(index);
    Ok(Type::tuple(fancy.selectors.iter().map(|(of, _, _)| types[*of].clone())))
}

/// The arrays of the index, and the integers beside them.
fn lower_selectors<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some((_, _, index, fancy)) = parts(operands) else { return smallvec![] };
    let given = split(code, indices(&index.ty), &index.values);
    fancy.selectors.iter().flat_map(|(of, _, _)| given[*of].clone()).collect()
}

/// The axes that are selected from, in order.
fn axes(fancy: &Fancy) -> Vec<i64> {
    fancy.selectors.iter().flat_map(|(_, count, first)| (*first..first + count).map(|axis| axis as i64)).collect()
}

fn infer_axes(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let (_, _, fancy) = fancy(arguments)?;
    Ok(Type::tuple(axes(&fancy).iter().map(|_| Type::INT64)))
}

fn lower_axes<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some((_, _, _, fancy)) = parts(operands) else { return smallvec![] };
    axes(&fancy).into_iter().map(|axis| code.builder.constant_i64(axis)).collect()
}

fn infer_place(arguments: &[Option<Argument>]) -> Result<Type, String> {
    fancy(arguments).map(|_| Type::INT64)
}

fn lower_place<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some((_, _, _, fancy)) = parts(operands) else { return smallvec![] };
    smallvec![code.builder.constant_i64(fancy.place as i64)]
}

/// Whether [`answer`] knows the result of a function.
pub fn answers(name: &str) -> bool {
    matches!(name, "numlir.library.selection_place" | "numlir.library.selector_axes")
}

/// What is known of an index by its type.
pub fn answer(name: &str, inputs: &[Option<Argument>]) -> Option<Constant> {
    let (_, _, fancy) = fancy(inputs).ok()?;
    Some(match name {
        "numlir.library.selection_place" => Constant::Int(fancy.place as i64),
        _ => Constant::Tuple(axes(&fancy).into_iter().map(|axis| Some(Constant::Int(axis))).collect()),
    })
}
