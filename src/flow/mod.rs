//! The control-flow graph of a function, in SSA form.
//!
//! [`build`] takes stack code apart into basic blocks and turns stack places and local variables into registers. From
//! then on there is no stack: a block's arguments carry what differs between the ways into it.

mod access;
mod blocks;
mod bound;
mod construct;
pub mod dominators;
mod free_paths;
pub mod graph;
pub mod loops;
mod narrow;
mod operands;
mod operation;
mod place;
pub mod print;
mod recapture;
mod returns;
mod settle;
mod simplify;
pub mod verify;
mod writes;

pub use graph::{
    Argument, Block, Edge, EdgeKind, Function, Instruction, Op, Parameter, Register, Signature, Terminator,
    TerminatorKind,
};

use crate::stack::{Code, Source};
use numlir_grammar::diagnostic::Diagnostic;

/// Builds the graph of a function and of the functions inside it.
///
/// # Errors
/// Locals that certainly have no value where they are read, and code that no tree could have given.
pub fn build(code: &Code, source: Source) -> Result<Function, Vec<Diagnostic>> {
    let mut errors = Vec::new();
    let mut nested = Vec::new();
    for inner in &code.nested {
        match build(inner, source) {
            Ok(function) => nested.push(function),
            Err(found) => errors.extend(found),
        }
    }
    let analysed = bound::analyse(code, source).map_err(|error| vec![error])?;
    let mut function = construct::function(code, &analysed);
    errors.extend(simplify::simplify(&mut function, code, source));
    if !errors.is_empty() {
        return Err(errors);
    }
    function.nested = nested;
    function.unsupported.extend(recapture::outdated_uses(code, &analysed.blocks));
    debug_assert_eq!(verify::verify(&function), Ok(()), "the graph of '{}' is not valid", function.name);
    Ok(function)
}
