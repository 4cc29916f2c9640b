//! Displays of fields, `[('x', np.float32), ('position', 'f8', (2, 3))]`: they are a structured dtype.

use super::{displays::called, fact::Fact};
use crate::{builtins::dtype_of, code::Constant};
use numlir_dialects::{
    Operation,
    build::array_elements,
    dtype,
    ir::attribute_text,
    record::{Field, Record},
    types::{Scalar, Type},
};

/// Functions whose second parameter is a dtype.
const DTYPE_IS_SECOND: [&str; 9] = [
    "numpy.array",
    "numpy.asarray",
    "numpy.empty",
    "numpy.empty_like",
    "numpy.frombuffer",
    "numpy.ndarray",
    "numpy.ones",
    "numpy.zeros",
    "numpy.zeros_like",
];

/// The dtype that a list display is, by the facts of its elements: packed, as NumPy makes it. None for other displays, and for
/// what could as well be a list of texts, unless that is where a dtype is asked for.
pub fn structured(display: Operation, elements: &[Fact]) -> Option<Scalar> {
    let mut fields: Vec<Field> = Vec::with_capacity(elements.len());
    let mut size = 0u32;
    let mut of_texts = true;
    for element in elements {
        let (name, of, shape) = field(element)?;
        of_texts &= matches!(of, Type::Str);
        if name.is_empty() || fields.iter().any(|field| field.name == name) {
            return None;
        }
        let element = element_of(element, of)?;
        let bytes = shape.iter().try_fold(element.size(), |bytes, extent| bytes.checked_mul(*extent))?;
        fields.push(Field { name, offset: size, element, shape });
        size = size.checked_add(bytes)?;
    }
    if fields.is_empty() || of_texts && !is_for_dtype(display) {
        return None;
    }
    Record { fields, size, alignment: 1, attributes: false }.intern().map(Scalar::Record)
}

/// The name of a field, the type of what names its dtype, and its shape.
fn field(element: &Fact) -> Option<(String, &Type, Vec<u32>)> {
    let (Some(Type::Tuple(types)), Some(Constant::Tuple(constants))) = (element.ty(), element.constant()) else {
        return None;
    };
    let Some(Some(Constant::Str(name))) = constants.first() else { return None };
    let extent = |constant: &Option<Constant>| match constant {
        Some(Constant::Int(extent)) => u32::try_from(*extent).ok(),
        _ => None,
    };
    let shape = match constants.get(2) {
        None => Vec::new(),
        Some(Some(Constant::Tuple(extents))) => extents.iter().map(extent).collect::<Option<_>>()?,
        Some(constant) => vec![extent(constant)?],
    };
    ((2..=3).contains(&types.len())).then(|| (name.to_string(), &types[1], shape))
}

fn element_of(element: &Fact, of: &Type) -> Option<Scalar> {
    match (of, element.constant()) {
        (Type::Str, Some(Constant::Tuple(constants))) => match &constants[1] {
            Some(Constant::Str(text)) => dtype::parse(text),
            _ => None,
        },
        _ => dtype_of(of),
    }
}

/// Whether a display stands where a dtype is asked for, or for the dtype of a field of one that does.
fn is_for_dtype(display: Operation) -> bool {
    let uses = display.result(0).uses();
    !uses.is_empty()
        && uses.into_iter().all(|(user, operand)| match user.name() {
            "py.call" => match keyword(user, operand) {
                Some(keyword) => keyword == "dtype",
                None => called(user).is_some_and(|name| {
                    name == "numpy.dtype" && operand == 1 || DTYPE_IS_SECOND.contains(&name) && operand == 2
                }),
            },
            "py.build_tuple" => {
                let lists = user.result(0).uses();
                operand == 1 && lists.into_iter().all(|(list, _)| list.is("py.build_list") && is_for_dtype(list))
            }
            _ => false,
        })
}

/// The keyword that an operand of a call has.
fn keyword<'c>(call: Operation<'c>, operand: usize) -> Option<&'c str> {
    let keywords = call.attribute("keywords").and_then(array_elements)?;
    let place = operand.checked_sub(call.operand_count() - keywords.len())?;
    attribute_text(keywords[place])
}
