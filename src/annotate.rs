//! What type each expression of a function has, by its place in the source: for people who read their programs.

use numlir_dialects::types::Type;
use numlir_dialects::{Operation, Value, convert, location};
use numlir_grammar::diagnostic::Location;

/// An expression with its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    pub place: Location,
    /// The variable, where it is one.
    pub name: Option<String>,
    pub ty: String,
}

/// The expressions of a typed module (`infer-types` has run), in the order of the source, each once.
pub fn annotations(module: Operation) -> Vec<Annotation> {
    let mut found = Vec::new();
    let functions = module.region(0).blocks().flat_map(|block| block.operations());
    for function in functions.filter(|operation| operation.attribute("py.template").is_none()) {
        for block in (0..function.region_count()).flat_map(|index| function.region(index).blocks()) {
            found.extend(block.arguments().filter_map(variable));
            found.extend(block.operations().filter_map(expression));
        }
    }
    let place = |annotation: &Annotation| (annotation.place.start, annotation.place.end, annotation.ty.clone());
    found.sort_by_key(place);
    found.dedup_by_key(|annotation| place(annotation));
    found
}

fn variable(argument: Value) -> Option<Annotation> {
    let name = location::name_of(argument.location())?;
    Some(Annotation { place: location::from_mlir(argument.location())?, name: Some(name), ty: shown(argument)? })
}

/// The first result of an operation that stands for an expression.
fn expression(operation: Operation) -> Option<Annotation> {
    let name = operation.name();
    if !(name.starts_with("py.") || name == "func.call")
        || matches!(name, "py.iter" | "py.next" | "py.truth" | "py.unbound")
    {
        return None;
    }
    let result = operation.results().next()?;
    Some(Annotation { place: location::from_mlir(operation.location())?, name: None, ty: shown(result)? })
}

/// The type of a value; none of those that are known from their type alone.
fn shown(value: Value) -> Option<String> {
    match convert::from_mlir(value.ty())? {
        Type::Builtin(_) | Type::Function { .. } | Type::Choice(_) | Type::Method { .. } | Type::Iterator(_) => None,
        ty => Some(ty.to_string()),
    }
}
