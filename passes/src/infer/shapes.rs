//! Displays of lists that say a shape, axes or names, `np.zeros([n, m])`: how long they are, or what is in them, decides about types, so they
//! are tuples.

use super::{
    displays::{called, is_read},
    solve::{Id, Solver},
};
use crate::builtins;
use numlir_dialects::{
    Operation,
    build::{array_elements, dense_i64_values},
    ir::attribute_text,
    types::Type,
};

/// Parameters of NumPy's functions and methods that say a shape, axes, what is done along each, or names.
const SHAPES: &[&str] = &[
    "axes",
    "axis",
    "destination",
    "dimensions",
    "dims",
    "keys",
    "multi_index",
    "new_shape",
    "operands",
    "order",
    "pad_width",
    "reps",
    "requirements",
    "s",
    "shape",
    "shift",
    "size",
    "source",
    "strides",
    "window_shape",
];

/// Parameters of single functions that have a value for each axis.
const OF_EACH_AXIS: &[(&str, &[&str])] =
    &[("numpy.histogram2d", &["bins", "range"]), ("numpy.histogramdd", &["sample", "bins", "range"])];

impl Solver<'_> {
    /// Whether a display that is only read says shapes or axes to functions of NumPy's, at once or within another display.
    pub fn is_shape(&mut self, id: Id, value: u32) -> bool {
        let body = self.decoded(self.specialisations[id].template);
        let display = body.values[value as usize];
        let operations = body.blocks.iter().flat_map(|block| &block.operations);
        let users: Vec<_> = operations
            .filter(|user| user.operands.contains(&value))
            .map(|user| (user.operation, user.operands.clone(), user.first_result))
            .collect();
        let mut says_shape = false;
        let only_shapes = users.into_iter().all(|(user, operands, result)| {
            let is_shape = match user.name() {
                "py.call" => self.takes_shape(id, (user, &operands), value),
                "py.build_list" | "py.build_tuple" => self.is_shape(id, result),
                _ => false,
            };
            says_shape |= is_shape;
            is_shape || user.operands().position(|operand| operand == display).is_some_and(|at| is_read(user, at))
        });
        only_shapes && says_shape
    }

    /// Whether the parameter that a value is given for says a shape or axes.
    fn takes_shape(&mut self, id: Id, (call, operands): (Operation, &[u32]), value: u32) -> bool {
        let function = match self.specialisations[id].facts[operands[0] as usize].ty() {
            Some(Type::Builtin(name)) if name.starts_with("numpy.") => Callee::Named(name.to_string()),
            Some(Type::Method { object, name }) if matches!(builtins::family(object), "array" | "generator") => {
                Callee::Named(format!("{}.{name}", builtins::family(object)))
            }
            // Not looked at yet.
            None => match called(call) {
                Some(name) if name.starts_with("numpy.") => Callee::Named(name.to_owned()),
                _ => return false,
            },
            Some(Type::Function { symbol, .. }) => match self.template(&symbol.clone()) {
                Ok(template) if self.templates[template].library => Callee::Template(template),
                _ => return false,
            },
            _ => return false,
        };
        let stars = call.attribute("stars").and_then(dense_i64_values).unwrap_or_default();
        let keywords = call.attribute("keywords").and_then(array_elements).unwrap_or_default();
        let arguments = &operands[1..];
        let positional = arguments.len() - keywords.len();
        stars.is_empty()
            && arguments.iter().enumerate().filter(|(_, operand)| **operand == value).all(
                |(position, _)| match position.checked_sub(positional) {
                    Some(keyword) => attribute_text(keywords[keyword]).is_some_and(|name| function.is_shape(name)),
                    None => self.parameter_name(&function, position).is_some_and(|name| function.is_shape(name)),
                },
            )
    }

    /// The name of the parameter that takes an argument by position.
    fn parameter_name(&mut self, function: &Callee, position: usize) -> Option<&str> {
        let template = match function {
            Callee::Template(template) => *template,
            Callee::Named(name) => match builtins::find(name) {
                Some(builtin) => {
                    let keyword_only = builtin.parameters.iter().take_while(|name| name.starts_with('=')).count();
                    let object = usize::from(!name.starts_with("numpy."));
                    return builtin
                        .parameters
                        .get(keyword_only + object + position)
                        .map(|name| name.trim_end_matches('?'));
                }
                None => self.library(name)?,
            },
        };
        let template = &self.templates[template];
        let position = if template.varargs { position.min(template.positional) } else { position };
        template.parameters.get(position).copied()
    }
}

/// A function of NumPy's that is called.
enum Callee {
    /// A function or method, by its canonical name.
    Named(String),
    /// A method of the library's, with its object.
    Template(usize),
}

impl Callee {
    /// Whether a parameter says a shape or axes, or has a value for each axis.
    fn is_shape(&self, parameter: &str) -> bool {
        let of_each_axis =
            |name: &str| OF_EACH_AXIS.iter().find(|(function, _)| *function == name).map(|(_, parameters)| *parameters);
        let own = if let Self::Named(name) = self { of_each_axis(name) } else { None };
        SHAPES.contains(&parameter) || own.is_some_and(|parameters| parameters.contains(&parameter))
    }
}
