//! Binds the arguments of a call to the parameters of a template, as Python does.

use melior::ir::Attribute;
use numlir_dialects::{
    Operation,
    build::{array_elements, integer_value, type_value},
    convert,
    ir::attribute_text,
    types::Type,
};
use std::collections::HashMap;

/// How a template is called.
pub struct Template<'c> {
    pub operation: Operation<'c>,
    pub symbol: &'c str,
    /// The name users know.
    pub name: &'c str,
    pub parameters: Vec<&'c str>,
    pub positional_only: usize,
    /// Parameters that can be given by position, positional-only ones included.
    pub positional: usize,
    pub captures: usize,
    pub varargs: bool,
    /// Whether a call makes a generator.
    pub generator: bool,
    pub defaults: HashMap<&'c str, Attribute<'c>>,
    /// Parameters whose defaults are captured with the function, for functions defined inside another.
    pub captured_defaults: Vec<String>,
    /// Whether it is a function of the library: its errors are shown where the user calls it.
    pub library: bool,
    /// Whether it is called where it is read, as an attribute.
    pub property: bool,
    /// Parameters that are specialised by their constants, by position in the entry block's arguments.
    pub literals: Vec<bool>,
    /// The argument types and the result of each signature, where there are no others.
    pub signatures: Vec<(Vec<Type>, Type)>,
    /// Why the function is not compiled.
    pub refused: Option<&'c str>,
}

/// An argument as it is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Given<'a> {
    pub keyword: Option<&'a str>,
}

/// What a parameter gets.
#[derive(Clone, Debug)]
pub enum Bound<'c> {
    /// The argument at this position of those given.
    Given(usize),
    Default(Attribute<'c>),
    /// The captured default at this position.
    Captured(usize),
    /// The tuple of these arguments, for `*args`.
    Rest(Vec<usize>),
}

/// A signature is a tuple of the types of the arguments and of the result.
fn signatures(operation: Operation) -> Vec<(Vec<Type>, Type)> {
    let all = operation.attribute("py.signatures").and_then(array_elements).unwrap_or_default();
    let signature = |attribute| match type_value(attribute).and_then(convert::from_mlir) {
        Some(Type::Tuple(types)) => types.split_last().map(|(result, arguments)| (arguments.to_vec(), result.clone())),
        _ => None,
    };
    all.into_iter().filter_map(signature).collect()
}

impl<'c> Template<'c> {
    pub fn new(operation: Operation<'c>) -> Self {
        let texts = |name: &str| -> Vec<&'c str> {
            let elements = operation.attribute(name).and_then(array_elements).unwrap_or_default();
            elements.into_iter().filter_map(attribute_text).collect()
        };
        let count =
            |name: &str| operation.attribute(name).and_then(integer_value).map_or(0, |(_, value)| value as usize);
        let values = operation.attribute("py.default_values").and_then(array_elements).unwrap_or_default();
        let (captures, parameters, named) = (count("py.captures"), texts("py.parameters"), texts("py.literals"));
        let literals = parameters.iter().map(|parameter| named.contains(parameter));
        Self {
            literals: std::iter::repeat_n(false, captures).chain(literals).collect(),
            library: operation.attribute("py.library").is_some(),
            property: operation.attribute("py.property").is_some(),
            operation,
            symbol: operation.text("sym_name"),
            name: operation.text("py.name"),
            parameters,
            positional_only: count("py.positional_only"),
            positional: count("py.positional"),
            captures,
            varargs: operation.attribute("py.varargs").is_some(),
            generator: operation.attribute("numlir.generator").is_some(),
            defaults: texts("py.defaults").into_iter().zip(values).collect(),
            captured_defaults: texts("py.captured_defaults").into_iter().map(str::to_owned).collect(),
            signatures: signatures(operation),
            refused: operation.attribute("py.refused").and_then(attribute_text),
        }
    }
}

/// What each parameter of the template gets from the arguments of a call.
///
/// # Errors
/// The text of Python's TypeError.
pub fn bind<'c>(template: &Template<'c>, given: &[Given]) -> Result<Vec<Bound<'c>>, String> {
    let name = template.name;
    let mut bound: Vec<Option<Bound<'c>>> = vec![None; template.parameters.len()];
    let mut rest = Vec::new();
    for (position, argument) in given.iter().enumerate() {
        let Some(keyword) = argument.keyword else {
            if position < template.positional {
                bound[position] = Some(Bound::Given(position));
            } else if template.varargs {
                rest.push(position);
            } else {
                let count = given.iter().filter(|argument| argument.keyword.is_none()).count();
                return Err(too_many(template, count));
            }
            continue;
        };
        let parameter = template.parameters.iter().position(|parameter| *parameter == keyword);
        let named =
            |index: &usize| *index >= template.positional_only && !(template.varargs && *index == template.positional);
        let Some(index) = parameter.filter(named) else {
            return Err(format!("{name}() got an unexpected keyword argument '{keyword}'"));
        };
        if bound[index].is_some() {
            return Err(format!("{name}() got multiple values for argument '{keyword}'"));
        }
        bound[index] = Some(Bound::Given(position));
    }
    if template.varargs {
        bound[template.positional] = Some(Bound::Rest(rest));
    }
    let mut missing = Vec::new();
    for (index, slot) in bound.iter_mut().enumerate() {
        let parameter = template.parameters[index];
        if slot.is_some() {
            continue;
        }
        *slot = match template.captured_defaults.iter().position(|name| name == parameter) {
            Some(position) => Some(Bound::Captured(position)),
            None => template.defaults.get(parameter).map(|value| Bound::Default(*value)),
        };
        if slot.is_none() {
            missing.push(index);
        }
    }
    if let Some(&first) = missing.first() {
        let keyword_only = first >= template.positional;
        let kind = if keyword_only { "keyword-only" } else { "positional" };
        let names: Vec<_> = missing
            .iter()
            .filter(|&&index| (index >= template.positional) == keyword_only)
            .map(|&index| format!("'{}'", template.parameters[index]))
            .collect();
        let plural = if names.len() == 1 { "" } else { "s" };
        return Err(format!("{name}() missing {} required {kind} argument{plural}: {}", names.len(), list(&names)));
    }
    Ok(bound.into_iter().flatten().collect())
}

fn too_many(template: &Template, given: usize) -> String {
    let takes = template.positional;
    let required =
        takes - template.parameters[..takes].iter().filter(|name| template.defaults.contains_key(*name)).count();
    let count = if required == takes { takes.to_string() } else { format!("from {required} to {takes}") };
    let plural = if takes == 1 { "" } else { "s" };
    let verb = if given == 1 { "was" } else { "were" };
    format!("{}() takes {count} positional argument{plural} but {given} {verb} given", template.name)
}

/// `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`, as CPython lists names.
fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}
