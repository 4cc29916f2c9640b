//! Checks that a graph keeps the rules its readers rely on.

use super::{
    dominators::Tree,
    graph::{Edge, EdgeKind, Function, Register, Terminator, TerminatorKind},
};
use petgraph::{
    Direction,
    stable_graph::{EdgeReference, NodeIndex},
    visit::EdgeRef,
};

/// Where a register is made: the block, and the place of the instruction, or `None` for a block argument.
#[derive(Clone, Copy)]
struct Definition {
    block: NodeIndex,
    place: Option<usize>,
}

struct Verifier<'a> {
    function: &'a Function,
    definitions: Vec<Option<Definition>>,
    tree: Tree,
}

/// Checks a function and those nested in it: each register has one definition that dominates its uses, edges fit
/// the terminators and hand over as many arguments as the block takes, and all blocks are reached from the entry.
///
/// # Errors
/// The first rule that is broken, in words.
pub fn verify(function: &Function) -> Result<(), String> {
    let definitions = vec![None; function.registers as usize];
    let mut verifier = Verifier { function, definitions, tree: Tree::of_function(function) };
    verifier.entry()?;
    verifier.define()?;
    for block in function.graph.node_indices() {
        verifier.block(block).map_err(|fault| format!("block {}: {fault}", block.index()))?;
    }
    function.nested.iter().try_for_each(verify)
}

impl Verifier<'_> {
    fn entry(&self) -> Result<(), String> {
        let function = self.function;
        if function.graph.edges_directed(function.entry, Direction::Incoming).next().is_some() {
            return Err("the entry has a predecessor".to_owned());
        }
        let expected = function.captures.len() + function.signature.names().count();
        if function.graph[function.entry].parameters.len() != expected {
            return Err(format!("the entry does not take {expected} arguments"));
        }
        Ok(())
    }

    fn define(&mut self) -> Result<(), String> {
        for block in self.function.graph.node_indices() {
            let weight = &self.function.graph[block];
            let parameters = weight.parameters.iter().map(|parameter| (parameter.register, None));
            let results = weight.instructions.iter().enumerate().flat_map(|(place, instruction)| {
                instruction.results.iter().map(move |&register| (register, Some(place)))
            });
            for (register, place) in parameters.chain(results) {
                let slot = self.definitions.get_mut(register.0 as usize);
                let slot = slot.ok_or_else(|| format!("%{} is beyond the count of registers", register.0))?;
                if slot.replace(Definition { block, place }).is_some() {
                    return Err(format!("%{} has two definitions", register.0));
                }
            }
        }
        Ok(())
    }

    fn block(&self, block: NodeIndex) -> Result<(), String> {
        if !self.tree.is_reached(block.index() as u32) {
            return Err("the entry does not reach it".to_owned());
        }
        let weight = &self.function.graph[block];
        for (place, instruction) in weight.instructions.iter().enumerate() {
            for register in instruction.op.operands() {
                self.usable(register, block, place)?;
            }
        }
        let Some(Terminator { kind, .. }) = &weight.terminator else { return Err("no terminator".to_owned()) };
        let mut result = Ok(());
        kind.for_each_operand(|&register| {
            if result.is_ok() {
                result = self.usable(register, block, weight.instructions.len());
            }
        });
        result?;
        self.edges(block, kind)
    }

    fn edges(&self, block: NodeIndex, kind: &TerminatorKind) -> Result<(), String> {
        let mut kinds: Vec<_> = self.function.graph.edges(block).map(|edge| edge.weight().kind).collect();
        kinds.sort_unstable();
        let fits = match kind {
            TerminatorKind::Jump => matches!(kinds[..], [EdgeKind::Jump] | [EdgeKind::Jump, EdgeKind::Exception]),
            TerminatorKind::Branch(_) => kinds == [EdgeKind::Then, EdgeKind::Else],
            TerminatorKind::Return(_) => kinds.is_empty(),
            TerminatorKind::Raise { .. } => matches!(kinds[..], [] | [EdgeKind::Exception]),
        };
        if !fits {
            return Err(format!("the edges {kinds:?} do not fit {kind:?}"));
        }
        self.function.graph.edges(block).try_for_each(|edge| self.edge(edge))
    }

    fn edge(&self, edge: EdgeReference<Edge>) -> Result<(), String> {
        let weight = &self.function.graph[edge.source()];
        let wanted = self.function.graph[edge.target()].parameters.len();
        if edge.weight().arguments.len() != wanted {
            return Err(format!("an edge does not hand over {wanted} arguments"));
        }
        let failed = edge.weight().kind == EdgeKind::Exception
            && matches!(weight.terminator, Some(Terminator { kind: TerminatorKind::Jump, .. }));
        let end = weight.instructions.len() - usize::from(failed && !weight.instructions.is_empty());
        edge.weight().arguments.iter().try_for_each(|&register| self.usable(register, edge.source(), end))
    }

    /// Whether a register has its value before the instruction at `place` of the block.
    fn usable(&self, register: Register, block: NodeIndex, place: usize) -> Result<(), String> {
        let definition = self.definitions.get(register.0 as usize).copied().flatten();
        let definition = definition.ok_or_else(|| format!("%{} has no definition", register.0))?;
        let fine = if definition.block == block {
            definition.place.is_none_or(|defined| defined < place)
        } else {
            self.tree.dominates(definition.block.index() as u32, block.index() as u32)
        };
        if fine {
            Ok(())
        } else {
            Err(format!("%{} is used where its definition may not have been passed", register.0))
        }
    }
}
