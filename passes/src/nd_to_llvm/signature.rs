//! What the types of a function become.

use super::emit::Known;
use melior::{
    dialect::llvm,
    ir::{Type, attribute::TypeAttribute, r#type::FunctionType},
};
use numlir_dialects::{
    Builder, Operation,
    convert::{from_mlir, is_array, is_counted},
    types::{self, Array, Layout},
};
use smallvec::SmallVec;

/// A function's types before and after.
pub struct Signature<'c> {
    pub inputs: Vec<Type<'c>>,
    pub results: Vec<Type<'c>>,
    /// The inputs, flattened.
    pub flat_inputs: Vec<Type<'c>>,
    /// The status and the results, flattened.
    pub flat_results: Vec<Type<'c>>,
    /// The one type of what the function gives: a structure, or the status alone.
    pub outcome: Type<'c>,
    /// Whether complex numbers go to it and come from it through pointers.
    pub by_pointer: bool,
}

impl<'c> Signature<'c> {
    pub fn of(function: Operation<'c>, known: &Known<'c>) -> Self {
        let builder = Builder::before(known.context, function);
        let ty = function.attribute("function_type").and_then(|ty| TypeAttribute::try_from(ty).ok());
        let ty = ty.and_then(|ty| FunctionType::try_from(ty.value()).ok()).expect("a function has a function type");
        let inputs: Vec<_> = (0..ty.input_count()).filter_map(|index| ty.input(index).ok()).collect();
        let results: Vec<_> = (0..ty.result_count()).filter_map(|index| ty.result(index).ok()).collect();
        let mut flat_results = vec![builder.i32()];
        flat_results.extend(results.iter().flat_map(|ty| flatten(&builder, known, *ty)));
        let outcome = match flat_results.as_slice() {
            [status] => *status,
            all => llvm::r#type::r#struct(known.context, all, false),
        };
        Self {
            flat_inputs: inputs.iter().flat_map(|ty| flatten(&builder, known, *ty)).collect(),
            inputs,
            results,
            flat_results,
            outcome,
            by_pointer: function.attribute("numlir.by_pointer").is_some(),
        }
    }
}

/// The types that take the place of one type; those that stay give themselves.
pub fn flatten<'c>(builder: &Builder<'c>, known: &Known<'c>, ty: Type<'c>) -> SmallVec<[Type<'c>; 6]> {
    if let Some(array) = array_type(ty) {
        let mut parts = SmallVec::from_slice(&[known.pointer, known.pointer]);
        parts.extend(std::iter::repeat_n(builder.i64(), size_count(array)));
        return parts;
    }
    if is_object(ty) {
        return SmallVec::from_slice(&[known.pointer]);
    }
    match complex_part(builder, ty) {
        Some(part) => SmallVec::from_slice(&[part, part]),
        None => SmallVec::from_slice(&[ty]),
    }
}

/// Whether a value of the type is a pointer to an object of the runtime: a list, a set, a string.
pub fn is_object(ty: Type) -> bool {
    is_counted(ty) && !is_array(ty)
}

/// How many extents and strides are values.
pub fn size_count(array: Array) -> usize {
    let rank = usize::from(array.rank);
    if array.layout == Layout::Any { 2 * rank } else { rank }
}

pub fn array_type(ty: Type) -> Option<Array> {
    match from_mlir(ty)? {
        types::Type::Array(array) => Some(array),
        _ => None,
    }
}

/// The type of a complex type's parts.
pub fn complex_part<'c>(builder: &Builder<'c>, ty: Type<'c>) -> Option<Type<'c>> {
    match from_mlir(ty)?.scalar()? {
        types::Scalar::Complex64 => Some(builder.f32()),
        types::Scalar::Complex128 => Some(builder.f64()),
        _ => None,
    }
}

/// The size of one of a complex number's parts, in bytes.
pub fn part_size<'c>(builder: &Builder<'c>, part: Type<'c>) -> u32 {
    if part == builder.f32() { 4 } else { 8 }
}
