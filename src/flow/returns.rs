//! What the return statements of a function say of its result.

use super::graph::{Argument, Function, Op, Register, TerminatorKind};

impl Function {
    /// The length of the tuple that every return statement writes out; `None` where one does not.
    pub fn returned_tuple_length(&self) -> Option<usize> {
        let returned = self.graph.node_weights().filter_map(|block| match block.terminator.as_ref()?.kind {
            TerminatorKind::Return(register) => Some(register),
            _ => None,
        });
        let mut lengths = returned.map(|register| self.tuple_length(register));
        let first = lengths.next()??;
        lengths.all(|length| length == Some(first)).then_some(first)
    }

    fn tuple_length(&self, register: Register) -> Option<usize> {
        let mut instructions = self.graph.node_weights().flat_map(|block| &block.instructions);
        let made = instructions.find(|instruction| instruction.results.contains(&register))?;
        match &made.op {
            Op::Tuple(elements) if !elements.iter().any(|element| matches!(element, Argument::Star(_))) => {
                Some(elements.len())
            }
            _ => None,
        }
    }
}
