//! Constants as attributes: between MLIR's and the types and values of the language.

use crate::code::Constant;
use melior::ir::{Attribute, Type as MlirType};
use numlir_dialects::{
    Builder,
    build::{
        array_elements, boolean_value, dense_f32_values, dense_f64_values, float_value, integer_value, is_unit,
        type_value,
    },
    convert,
    ir::{attribute_text, is_bytes, is_symbol},
    types::{Scalar, Type},
};

/// Of a sum: it is an element of a range, so it lies between the start, which is the first operand, and the stop, and never
/// overflows; the second operand is a multiple of the step, which is the factor at the right.
pub const RANGE_ELEMENT: &str = "numlir.range_element";

/// The reasons of `py.unknown_name` that make the name an error even where nothing uses it.
pub const UNDEFINED: &str = "undefined";
pub const NO_MODULE: &str = "no module";

/// The type of the constant that an attribute stands for, and its value where inference can use it. A symbol is a function,
/// a type attribute a value known from its type.
pub fn meaning(attribute: Attribute) -> Option<(Type, Option<Constant>)> {
    if is_unit(attribute) {
        return Some((Type::None, Some(Constant::None)));
    }
    if is_symbol(attribute) {
        let symbol = attribute_text(attribute)?.into();
        return Some((Type::Function { symbol, captures: [].into() }, None));
    }
    if is_bytes(attribute) {
        return Some((Type::Bytes, None));
    }
    if let Some(text) = attribute_text(attribute) {
        return Some((Type::Str, Some(Constant::Str(text.into()))));
    }
    if let Some(value) = boolean_value(attribute) {
        return Some((Type::BOOL, Some(Constant::Bool(value))));
    }
    if let Some((ty, value)) = integer_value(attribute) {
        let scalar = scalar(ty)?;
        return Some((Type::Scalar(scalar), (scalar == Scalar::Int64).then_some(Constant::Int(value))));
    }
    if let Some((ty, value)) = float_value(attribute) {
        return Some((Type::Scalar(scalar(ty)?), Some(Constant::Float(value))));
    }
    if let Some(ty) = type_value(attribute) {
        return Some((convert::from_mlir(ty)?, None));
    }
    if dense_f64_values(attribute).is_some() {
        return Some((Type::COMPLEX128, Some(Constant::Python)));
    }
    if dense_f32_values(attribute).is_some() {
        return Some((Type::Scalar(Scalar::Complex64), None));
    }
    let elements: Option<Vec<_>> = array_elements(attribute)?.into_iter().map(meaning).collect();
    let (types, constants): (Vec<_>, Vec<_>) = elements?.into_iter().unzip();
    Some((Type::tuple(types), Some(Constant::Tuple(constants.into()))))
}

/// The attribute of a constant of a type, where all of it is known and inference may put it in a value's place.
pub fn of_constant<'c>(builder: &Builder<'c>, ty: &Type, constant: &Constant) -> Option<Attribute<'c>> {
    Some(match (constant, ty) {
        (Constant::None, Type::None) => builder.unit(),
        (Constant::Bool(value), _) => builder.boolean(*value),
        (Constant::Int(value), Type::Scalar(scalar)) => {
            builder.integer(convert::scalar_to_mlir(builder.context, *scalar), *value)
        }
        (Constant::Float(value), Type::Scalar(scalar)) => {
            builder.float(convert::scalar_to_mlir(builder.context, *scalar), *value)
        }
        (Constant::Str(text), Type::Str) => builder.string(text),
        (Constant::Tuple(elements), Type::Tuple(types) | Type::Slice(types)) if elements.len() == types.len() => {
            let elements: Option<Vec<_>> = elements
                .iter()
                .zip(types.iter())
                .map(|(element, ty)| of_constant(builder, ty, element.as_ref()?))
                .collect();
            builder.array(&elements?)
        }
        _ => return None,
    })
}

fn scalar(ty: MlirType) -> Option<Scalar> {
    convert::from_mlir(ty)?.scalar()
}
