//! Tests of bound flags whose outcome is known: those that hold are dropped, those that fail are errors.

use super::graph::{EdgeKind, Function, Op, Register};
use crate::stack::{Code, Constant, Instruction, Source, operand::Local};
use numlir_grammar::{
    diagnostic::{Diagnostic, Kind},
    tree::Span,
};
use petgraph::{
    stable_graph::{EdgeIndex, NodeIndex},
    visit::{Dfs, EdgeRef},
};
use std::collections::HashSet;

/// The registers that are a known boolean, which the entry makes.
fn known_booleans(function: &Function) -> Vec<Option<bool>> {
    let mut known = vec![None; function.registers as usize];
    for instruction in &function.graph[function.entry].instructions {
        if let (Op::Constant(Constant::Bool(value)), &[Register(result)]) = (&instruction.op, &instruction.results[..])
        {
            known[result as usize] = Some(*value);
        }
    }
    known
}

/// Drops the tests that always hold, with their ways to handlers and the blocks that nothing reaches then. Tells
/// whether there were such ways.
pub(super) fn drop_held_checks(function: &mut Function) -> bool {
    let known = known_booleans(function);
    let holds = |op: &Op| matches!(op, Op::CheckBound { bound, .. } if known[bound.0 as usize] == Some(true));
    let nodes: Vec<NodeIndex> = function.graph.node_indices().collect();
    let mut ways: Vec<EdgeIndex> = Vec::new();
    for node in nodes {
        let block = &mut function.graph[node];
        let at_end = block.instructions.last().is_some_and(|last| holds(&last.op));
        block.instructions.retain(|instruction| !holds(&instruction.op));
        if at_end {
            let edges = function.graph.edges(node);
            ways.extend(edges.filter(|edge| edge.weight().kind == EdgeKind::Exception).map(|edge| edge.id()));
        }
    }
    for &edge in &ways {
        function.graph.remove_edge(edge);
    }
    if !ways.is_empty() {
        remove_unreached(function);
    }
    !ways.is_empty()
}

fn remove_unreached(function: &mut Function) {
    let mut reached = HashSet::new();
    let mut search = Dfs::new(&function.graph, function.entry);
    while let Some(node) = search.next(&function.graph) {
        reached.insert(node);
    }
    function.graph.retain_nodes(|_, node| reached.contains(&node));
}

/// The blocks that every call runs from the start on, as far as nothing raises.
fn certain_blocks(function: &Function) -> Vec<NodeIndex> {
    let mut blocks = vec![function.entry];
    while let Some(&last) = blocks.last() {
        let mut edges = function.graph.edges(last).filter(|edge| edge.weight().kind != EdgeKind::Exception);
        match (edges.next(), edges.next()) {
            (Some(only), None) if !blocks.contains(&only.target()) => blocks.push(only.target()),
            _ => break,
        }
    }
    blocks
}

/// The errors of the reads that certainly find no value, where every call comes to them. Elsewhere they raise when they are come to.
pub(super) fn failing_checks(function: &Function, code: &Code, source: Source) -> Vec<Diagnostic> {
    let known = known_booleans(function);
    let blocks = certain_blocks(function);
    let instructions = blocks.iter().flat_map(|block| &function.graph[*block].instructions);
    let mut failing: Vec<(Span, &str)> = instructions
        .filter_map(|instruction| match &instruction.op {
            Op::CheckBound { name, bound } if known[bound.0 as usize] == Some(false) => {
                Some((instruction.span, &**name))
            }
            _ => None,
        })
        .collect();
    failing.sort_unstable_by_key(|(span, _)| (span.start, span.end));
    failing.dedup();
    failing.into_iter().map(|(span, name)| unbound_error(code, source, name, span)).collect()
}

/// The error of a read that certainly finds no value, with the `del` or the assignment that makes it so.
fn unbound_error(code: &Code, source: Source, name: &str, span: Span) -> Diagnostic {
    let error = Diagnostic::new(Kind::Name, "unbound-local", format!("the local variable '{name}' has no value here"))
        .at(source.location(span), "read without a value");
    let is_it = |local: Local| code.locals.get(local.0 as usize).is_some_and(|variable| variable.name == name);
    let deleted = code.instructions.iter().rev().find_map(|located| match located.instruction {
        Instruction::DeleteLocal(local) if is_it(local) && located.span.start < span.start => Some(located.span),
        _ => None,
    });
    if let Some(deleted) = deleted {
        return error.and(source.location(deleted), format!("'{name}' has no value after this"));
    }
    let bound = code.locals.iter().find(|variable| variable.name == name).map_or(code.span, |variable| variable.span);
    error.and(source.location(bound), format!("this makes '{name}' a local variable of the whole function"))
}
