//! Where errors come from: the table that the compiler makes beside the object code.

use crate::program::Binding;
use melior::ir::Attribute;
use numlir_dialects::{
    Operation,
    build::{array_elements, boolean_value, float_value, integer_value, is_unit},
    ir::attribute_text,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A place in the source that raises, or a call that an error can pass through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// The class of the exception by its name; empty for a call.
    pub exception: String,
    pub arguments: Vec<Binding>,
    pub function: String,
    pub file: Arc<str>,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// The sites of a module, as `lower-raises` leaves them; a site's number is its position and one.
pub fn read(module: Operation) -> Vec<Site> {
    let sites = module.attribute("numlir.sites").and_then(array_elements).unwrap_or_default();
    sites.into_iter().filter_map(site).collect()
}

fn site(attribute: Attribute) -> Option<Site> {
    let fields = array_elements(attribute)?;
    let [exception, arguments, function, file, line, column, end_line, end_column] = fields.as_slice() else {
        return None;
    };
    let text = |attribute: &Attribute| attribute_text(*attribute).unwrap_or("").to_owned();
    let number = |attribute: &Attribute| integer_value(*attribute).map_or(0, |(_, value)| value as u32);
    Some(Site {
        exception: text(exception),
        arguments: array_elements(*arguments)?.into_iter().map(constant).collect(),
        function: text(function),
        file: text(file).into(),
        line: number(line),
        column: number(column),
        end_line: number(end_line),
        end_column: number(end_column),
    })
}

fn constant(attribute: Attribute) -> Binding {
    if is_unit(attribute) {
        return Binding::None;
    }
    if let Some(text) = attribute_text(attribute) {
        return Binding::Str(text.to_owned());
    }
    if let Some(value) = boolean_value(attribute) {
        return Binding::Bool(value);
    }
    if let Some((_, value)) = float_value(attribute) {
        return Binding::Float(value);
    }
    integer_value(attribute).map_or(Binding::None, |(_, value)| Binding::Int(value.into()))
}
