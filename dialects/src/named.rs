//! Classes of named tuples, as text: where the class is defined, its name, and the names of its fields, `module.Point(x,y)`. An
//! enumeration is such a class too, whose members have one field, `enum module.Color(value)`; but they are no tuples.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, RwLock},
};

/// Classes with a number each, and by number.
type Numbers = (HashMap<Arc<str>, u32>, Vec<Arc<str>>);

static NUMBERED: LazyLock<RwLock<Numbers>> = LazyLock::new(RwLock::default);

/// The text of a class.
pub fn class(name: &str, fields: &[String]) -> String {
    format!("{name}({})", fields.join(","))
}

/// What the text of an enumeration begins with.
const ENUMERATION: &str = "enum ";

/// The text of an enumeration.
pub fn enumeration(name: &str) -> String {
    class(&format!("{ENUMERATION}{name}"), &["value".to_owned()])
}

/// Whether a class is an enumeration.
pub fn is_enumeration(class: &str) -> bool {
    class.starts_with(ENUMERATION)
}

/// The names of the fields, in order.
pub fn fields(class: &str) -> impl Iterator<Item = &str> {
    let inner = class.rsplit_once('(').map_or("", |(_, fields)| fields.trim_end_matches(')'));
    inner.split(',').filter(|name| !name.is_empty())
}

/// The position of a field.
pub fn position(class: &str, field: &str) -> Option<usize> {
    fields(class).position(|name| name == field)
}

/// The class as messages call it.
pub fn shown(class: &str) -> &str {
    let name = class.split('(').next().unwrap_or(class);
    name.rsplit('.').next().unwrap_or(name)
}

/// A number for a class, the same in the whole process.
pub fn number(class: &str) -> u32 {
    if let Some(known) = NUMBERED.read().unwrap_or_else(|poisoned| poisoned.into_inner()).0.get(class) {
        return *known;
    }
    let mut numbered = NUMBERED.write().unwrap_or_else(|poisoned| poisoned.into_inner());
    let next = numbered.1.len() as u32;
    let number = *numbered.0.entry(class.into()).or_insert(next);
    if number == next {
        numbered.1.push(class.into());
    }
    number
}

/// The class of a number that was given out.
pub fn of_number(number: u32) -> Arc<str> {
    let numbered = NUMBERED.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    numbered.1.get(number as usize).cloned().unwrap_or_else(|| "()".into())
}
