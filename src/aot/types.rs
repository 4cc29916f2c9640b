//! The types of exported functions: as the archive reads them (`aot/src/types.rs`), and as C has them.

use numlir_dialects::types::{Array, Layout, Scalar, Type};

/// The text of a type for Python modules; `None` for types whose values they do not pass.
pub fn text(ty: &Type) -> Option<String> {
    Some(match ty {
        Type::None => "n".into(),
        Type::Str => "s".into(),
        Type::Scalar(scalar) => number(*scalar)?,
        Type::Optional(of) => format!("?{}", text(of)?),
        Type::Tuple(elements) => format!("({})", elements.iter().map(text).collect::<Option<String>>()?),
        Type::Array(array) => {
            let readonly = if array.readonly { "r" } else { "" };
            // One that may be unaligned takes aligned ones too.
            format!("[{},{}{}{readonly}]", number(array.element)?, array.rank, array.layout.name())
        }
        _ => return None,
    })
}

/// NumPy's typestring without the byte order.
fn number(scalar: Scalar) -> Option<String> {
    let kind = match scalar {
        Scalar::Bool => 'b',
        scalar if !scalar.is_number() => return None,
        scalar if scalar.is_signed() => 'i',
        scalar if scalar.is_unsigned() => 'u',
        scalar if scalar.is_float() => 'f',
        _ => 'c',
    };
    Some(format!("{kind}{}", scalar.size()))
}

/// Whether C has a form for values of a type.
pub fn c_passes(ty: &Type) -> bool {
    match ty {
        Type::None | Type::Str => true,
        Type::Scalar(scalar) | Type::Array(Array { element: scalar, .. }) => scalar.is_number(),
        Type::Tuple(elements) => elements.iter().all(c_passes),
        _ => false,
    }
}

/// A part of an argument or of a result that C has a name for.
pub struct Part {
    pub name: String,
    pub ty: Type,
    /// Its first slot.
    pub slot: usize,
}

/// The parts of a value, tuples taken apart: `x` or `x_0`, `x_1`, …
pub fn parts(name: &str, ty: &Type, slot: &mut usize, parts: &mut Vec<Part>) {
    match ty {
        Type::None => {}
        Type::Tuple(elements) => {
            for (position, element) in elements.iter().enumerate() {
                self::parts(&format!("{name}_{position}"), element, slot, parts);
            }
        }
        ty => {
            parts.push(Part { name: name.to_owned(), ty: ty.clone(), slot: *slot });
            *slot += ty.slots();
        }
    }
}

/// C's type for numbers.
pub fn c_scalar(scalar: Scalar) -> String {
    match scalar {
        Scalar::Bool => "bool".into(),
        Scalar::Float32 => "float".into(),
        Scalar::Float64 => "double".into(),
        Scalar::Complex64 | Scalar::Complex128 => format!("numlir_{}", scalar.name()),
        integer => format!("{}_t", integer.name()),
    }
}

/// The structure that describes arrays of a type; one without axes is a number's place.
pub fn c_array(array: &Array) -> String {
    format!("numlir_{}_{}d", array.element.name(), array.rank)
}

/// How C declares a part of an argument.
pub fn parameter(part: &Part) -> String {
    let Part { name, ty, .. } = part;
    match ty {
        Type::Array(array) => format!("const {} *{name}", c_array(array)),
        Type::Str => format!("const char *{name}"),
        Type::Scalar(scalar) => format!("{} {name}", c_scalar(*scalar)),
        _ => String::new(),
    }
}

/// How C declares the place of a part of the result.
pub fn place(part: &Part) -> String {
    let Part { name, ty, .. } = part;
    match ty {
        Type::Array(array) => format!("{} *{name}", c_array(array)),
        Type::Str => format!("char **{name}"),
        Type::Scalar(scalar) => format!("{} *{name}", c_scalar(*scalar)),
        _ => String::new(),
    }
}

/// What C callers are told of a type.
pub fn described(ty: &Type) -> String {
    let Type::Array(array) = ty else { return ty.to_string() };
    let order = match array.layout {
        Layout::C => ", C order",
        Layout::F => ", Fortran's order",
        Layout::Any => "",
    };
    format!("{} of {} axes{order}", array.element, array.rank)
}
