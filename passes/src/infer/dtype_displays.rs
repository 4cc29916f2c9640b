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

/// What names a dtype: its type, and its constant where it has one.
type Named<'a> = (&'a Type, Option<&'a Constant>);

/// The dtype that a list display is, by the facts of its elements: packed, as NumPy makes it. None for other displays, and for
/// what could as well be a list of texts, unless that is where a dtype is asked for.
pub fn structured(display: Operation, elements: &[Fact]) -> Option<Scalar> {
    let mut fields: Vec<Field> = Vec::with_capacity(elements.len());
    let mut size = 0u32;
    let mut of_texts = true;
    for element in elements {
        let (name, of, shape) = field(element)?;
        of_texts &= matches!(of.0, Type::Str);
        if name.is_empty() || fields.iter().any(|field| field.name == name) {
            return None;
        }
        let element = element_of(of)?;
        let bytes = shape.iter().try_fold(element.size(), |bytes, extent| bytes.checked_mul(*extent))?;
        fields.push(Field { name, offset: size, element, shape });
        size = size.checked_add(bytes)?;
    }
    if fields.is_empty() || of_texts && !is_for_dtype(display) {
        return None;
    }
    Record { fields, size, alignment: 1, attributes: false }.intern().map(Scalar::Record)
}

/// The name of a field, what names its dtype, and its shape: `('x', 'f8')`, `('x', 'f8', (2, 3))` or `('x', ('f8', 3))`.
fn field(element: &Fact) -> Option<(String, Named<'_>, Vec<u32>)> {
    let (Some(Type::Tuple(types)), Some(Constant::Tuple(constants))) = (element.ty(), element.constant()) else {
        return None;
    };
    let Some(Some(Constant::Str(name))) = constants.first() else { return None };
    let (of, shape) = match (&types[1..], &constants[1..]) {
        ([of], [constant]) => match (of, constant) {
            (Type::Tuple(pair), Some(Constant::Tuple(constants))) if pair.len() == 2 => {
                ((&pair[0], constants[0].as_ref()), extents(constants[1].as_ref())?)
            }
            _ => ((of, constant.as_ref()), Vec::new()),
        },
        ([of, _], [constant, shape]) => ((of, constant.as_ref()), extents(shape.as_ref())?),
        _ => return None,
    };
    Some((name.to_string(), of, shape))
}

/// The shape of a field: an extent, or several.
fn extents(shape: Option<&Constant>) -> Option<Vec<u32>> {
    let extent = |constant: &Constant| match constant {
        Constant::Int(extent) => u32::try_from(*extent).ok(),
        _ => None,
    };
    match shape? {
        Constant::Tuple(extents) => extents.iter().map(|constant| extent(constant.as_ref()?)).collect(),
        constant => Some(vec![extent(constant)?]),
    }
}

fn element_of((of, constant): Named) -> Option<Scalar> {
    match (of, constant) {
        (Type::Str, Some(Constant::Str(text))) => dtype::parse(text),
        (Type::Str, _) => None,
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
