//! Fields of records, and what can be assigned to a part of an array.

use super::operation::{Message, typing};
use crate::code::Constant;
use numlir_dialects::{
    record::Field,
    types::{Array, Layout, Type},
};
use std::sync::Arc;

/// As many as arrays have.
const MOST_DIMENSIONS: usize = 32;

/// A field of an array of records, and the type of the view of it.
pub fn field(array: &Array, name: &str) -> Option<(&'static Field, Array)> {
    let record = array.element.record()?;
    let field = record.field(name)?;
    (usize::from(array.rank) + field.shape.len() <= MOST_DIMENSIONS).then(|| (field, view_of(array, field)))
}

/// The name of the field that an index names by a constant: its name, or of a record the number of the field.
pub fn named(array: &Array, index: Option<&Constant>) -> Option<Arc<str>> {
    match index? {
        Constant::Str(name) => Some(name.clone()),
        Constant::Int(number) if array.rank == 0 => {
            let fields = &array.element.record()?.fields;
            let number = if *number < 0 { number + fields.len() as i64 } else { *number };
            Some(fields.get(usize::try_from(number).ok()?)?.name.as_str().into())
        }
        _ => None,
    }
}

/// The type of the view of a field; the axes of a field that is an array come last.
pub fn view_of(array: &Array, field: &Field) -> Array {
    let alignment = field.element.alignment();
    let record = array.element.alignment();
    let aligned = array.aligned && record.is_multiple_of(alignment) && field.offset.is_multiple_of(alignment);
    let layout = if array.rank == 0 { Layout::C } else { Layout::Any };
    let rank = array.rank + field.shape.len() as u8;
    Array { element: field.element, rank, layout, aligned: aligned || alignment == 1, ..*array }
}

/// The type of what reading a field gives: of a record, the number itself.
pub fn field_type(array: &Array, name: &str) -> Option<Type> {
    let (_, view) = field(array, name)?;
    Some(match view.rank {
        0 if view.element.record().is_none() => view.element.value(),
        _ => Type::Array(view),
    })
}

/// Whether a value can be assigned to a part of an array: scalars and arrays, broadcast and converted; to records, records
/// and tuples of as many fields, in order.
///
/// # Errors
/// What does not fit.
pub fn assignable(value: &Type, part: &Array) -> Result<(), Message> {
    let refused =
        |why: String| Err(typing("no-conversion", format!("{value} cannot be stored in {}{why}", Type::Array(*part))));
    if let Some(record) = part.element.record() {
        return match value {
            Type::Tuple(elements) if elements.len() == record.fields.len() => {
                let pairs = elements.iter().zip(&record.fields);
                pairs.into_iter().try_for_each(|(value, field)| assignable(value, &view_of(part, field)))
            }
            Type::Array(from) if let Some(given) = from.element.record() => {
                if given.fields.len() != record.fields.len() {
                    return refused(": the numbers of fields differ".into());
                }
                let pairs = given.fields.iter().zip(&record.fields);
                pairs.into_iter().try_for_each(|(given, field)| {
                    assignable(&Type::Array(view_of(from, given)), &view_of(part, field))
                })
            }
            Type::Scalar(_) => record.fields.iter().try_for_each(|field| assignable(value, &view_of(part, field))),
            _ => refused(String::new()),
        };
    }
    if let Some(chars) = part.element.chars() {
        let fits = match value {
            Type::Array(from) => from.element.chars().is_some_and(|from| crate::chars::movable(from, chars)),
            value => value.is_text(),
        };
        return if fits { Ok(()) } else { refused(String::new()) };
    }
    let element = match value {
        Type::Scalar(scalar) => *scalar,
        Type::Array(array) if array.element.is_value() => array.element,
        _ => return refused(String::new()),
    };
    if let Err(why) = crate::dates::storable(element, part.element) {
        return refused(format!(": {why}"));
    }
    match element.is_complex() && !part.element.is_complex() {
        true => refused(": the imaginary part would be lost".into()),
        false => Ok(()),
    }
}
