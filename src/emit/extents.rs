//! Parameters that say the extents of an array of a block or a thread, so that a device function is specialised by their
//! constants.

use crate::{
    flow::{Argument, Function, Op, Register},
    program::Binding,
};
use std::collections::HashMap;

/// What takes extents that are constants, with the name of that parameter.
const ARRAYS: [&str; 2] = ["numlir.cuda.shared.array", "numlir.cuda.local.array"];
const SHAPE: &str = "shape";

/// The names of the parameters that stand, as they are, where an array's extents are said.
pub fn constant_extents(function: &Function, bindings: &HashMap<String, Binding>) -> Vec<String> {
    let says_arrays = |binding: &Binding| matches!(binding, Binding::Builtin(name) if ARRAYS.contains(&name.as_str()));
    if !bindings.values().any(says_arrays) {
        return Vec::new();
    }
    let parameters: HashMap<_, _> = function.graph[function.entry]
        .parameters
        .iter()
        .filter_map(|parameter| Some((parameter.register, parameter.name.clone()?)))
        .collect();
    let mut paths: HashMap<_, String> = HashMap::new();
    let mut found = Vec::new();
    for node in function.graph.node_indices() {
        for instruction in &function.graph[node].instructions {
            match &instruction.op {
                Op::Global(name) => {
                    paths.insert(instruction.results[0], name.clone());
                }
                Op::Attribute(object, name) => {
                    if let Some(path) = paths.get(object) {
                        paths.insert(instruction.results[0], format!("{path}.{name}"));
                    }
                }
                Op::Call { callee, arguments } => {
                    let called = paths.get(callee).and_then(|path| bindings.get(path));
                    if called.is_some_and(says_arrays) {
                        found.extend(shape(arguments).and_then(|register| parameters.get(&register)).cloned());
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// The argument that says the extents: the first, or that of the name.
fn shape(arguments: &[Argument]) -> Option<Register> {
    arguments.iter().enumerate().find_map(|(position, argument)| match argument {
        Argument::Positional(register) if position == 0 => Some(*register),
        Argument::Keyword(name, register) if name == SHAPE => Some(*register),
        _ => None,
    })
}
