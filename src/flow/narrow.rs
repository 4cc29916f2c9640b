//! What a test of None says of a value, as a value of its own on each side of the test.
//!
//! ```text
//! b0: %2 = compare is %0, %1     b0: %2 = compare is %0, %1
//!     %3 = truth %2                  %3 = truth %2
//!     branch %3, b1, b2      =>      branch %3, b1, b2
//! b2: %4 = binary + %0, %0       b2: %5 = narrow %0 to not None
//!                                    %4 = binary + %5, %5
//! ```
//!
//! Only uses that one way of the branch dominates read the new value; a way whose block others lead to as well gets a block
//! of its own. Cost: the size of the function for each test of None.

use super::graph::{Block, Edge, EdgeKind, Function, Instruction, Op, Register, Terminator, TerminatorKind};
use crate::stack::Constant;
use numlir_grammar::tree::{CompareOp, Span, UnaryOp};
use petgraph::{
    Direction,
    stable_graph::{EdgeIndex, NodeIndex},
    visit::EdgeRef,
};
use std::collections::{HashMap, HashSet};

/// A test of None: the value, and whether it is None where the branch is taken.
#[derive(Clone, Copy)]
struct Test {
    value: Register,
    none: bool,
}

pub(super) fn narrow(function: &mut Function) {
    let branches: Vec<NodeIndex> = {
        let definitions = definitions(function);
        let tests = |node: &NodeIndex| test_at(function, *node, &definitions).is_some();
        function.graph.node_indices().filter(tests).collect()
    };
    for node in branches {
        // Names have changed where an earlier test narrowed the same value.
        let Some((test, span)) = test_at(function, node, &definitions(function)) else { continue };
        for kind in [EdgeKind::Then, EdgeKind::Else] {
            let none = test.none == (kind == EdgeKind::Then);
            let edge = function.graph.edges(node).find(|edge| edge.weight().kind == kind).map(|edge| edge.id());
            if let Some(edge) = edge {
                narrow_way(function, edge, (test.value, none), span);
            }
        }
    }
}

type Definitions = HashMap<Register, Op>;

/// The test that a block's branch makes, and its place.
fn test_at(function: &Function, node: NodeIndex, definitions: &Definitions) -> Option<(Test, Span)> {
    let terminator = function.graph[node].terminator.as_ref()?;
    let TerminatorKind::Branch(condition) = terminator.kind else { return None };
    Some((test_of(condition, definitions)?, terminator.span))
}

/// The operations that tests of None are made of, by their results.
fn definitions(function: &Function) -> Definitions {
    let mut definitions = HashMap::new();
    for instruction in function.graph.node_weights().flat_map(|block| &block.instructions) {
        if let [result] = instruction.results[..]
            && matches!(
                instruction.op,
                Op::Constant(Constant::None) | Op::Compare(..) | Op::Truth(_) | Op::Unary(UnaryOp::Not, _)
            )
        {
            definitions.insert(result, instruction.op.clone());
        }
    }
    definitions
}

fn test_of(condition: Register, definitions: &Definitions) -> Option<Test> {
    match definitions.get(&condition)? {
        Op::Truth(inner) => test_of(*inner, definitions),
        Op::Unary(UnaryOp::Not, inner) => {
            let test = test_of(*inner, definitions)?;
            Some(Test { none: !test.none, ..test })
        }
        Op::Compare(op, left, right) => {
            let none = match op {
                CompareOp::Is | CompareOp::Eq => true,
                CompareOp::IsNot | CompareOp::NotEq => false,
                _ => return None,
            };
            let is_none = |register| matches!(definitions.get(register), Some(Op::Constant(Constant::None)));
            match (is_none(left), is_none(right)) {
                (false, true) => Some(Test { value: *left, none }),
                (true, false) => Some(Test { value: *right, none }),
                _ => None,
            }
        }
        _ => None,
    }
}

fn narrow_way(function: &mut Function, edge: EdgeIndex, (value, none): (Register, bool), span: Span) {
    let Some((from, target)) = function.graph.edge_endpoints(edge) else { return };
    let alone = function.graph.edges_directed(target, Direction::Incoming).count() == 1;
    let dominated = match alone {
        true => dominated(function, target),
        false => HashSet::new(),
    };
    let reads = |op: &Op| op.operands().contains(&value);
    let used = dominated.iter().any(|&node| {
        let block = &function.graph[node];
        let mut by_end = false;
        if let Some(terminator) = &block.terminator {
            terminator.kind.for_each_operand(|&register| by_end |= register == value);
        }
        by_end
            || block.instructions.iter().any(|instruction| reads(&instruction.op))
            || function.graph.edges(node).any(|edge| edge.weight().arguments.contains(&value))
    });
    let handed = function.graph[edge].arguments.contains(&value);
    if !used && (alone || !handed) {
        return;
    }
    let narrowed = Register(function.registers);
    function.registers += 1;
    let instruction = Instruction { op: Op::Narrow { value, none }, results: vec![narrowed], span };
    if !alone {
        let block = Block {
            instructions: vec![instruction],
            terminator: Some(Terminator { kind: TerminatorKind::Jump, span }),
            ..Block::default()
        };
        let between = function.graph.add_node(block);
        let Some(Edge { kind, mut arguments }) = function.graph.remove_edge(edge) else { return };
        function.graph.add_edge(from, between, Edge { kind, arguments: Vec::new() });
        arguments.iter_mut().filter(|argument| **argument == value).for_each(|argument| *argument = narrowed);
        function.graph.add_edge(between, target, Edge { kind: EdgeKind::Jump, arguments });
        return;
    }
    let rename = |register: &mut Register| {
        if *register == value {
            *register = narrowed;
        }
    };
    for node in dominated {
        let block = &mut function.graph[node];
        block.instructions.iter_mut().for_each(|instruction| instruction.op.for_each_operand_mut(rename));
        if let Some(terminator) = &mut block.terminator {
            terminator.kind.for_each_operand_mut(rename);
        }
        let edges: Vec<_> = function.graph.edges(node).map(|edge| edge.id()).collect();
        for edge in edges {
            function.graph[edge].arguments.iter_mut().for_each(rename);
        }
    }
    function.graph[target].instructions.insert(0, instruction);
}

/// The blocks that the entry reaches only through one, and that one.
fn dominated(function: &Function, through: NodeIndex) -> HashSet<NodeIndex> {
    let mut reached = HashSet::from([function.entry]);
    let mut pending = vec![function.entry];
    while let Some(node) = pending.pop() {
        for edge in function.graph.edges(node) {
            if edge.target() != through && reached.insert(edge.target()) {
                pending.push(edge.target());
            }
        }
    }
    function.graph.node_indices().filter(|node| !reached.contains(node)).collect()
}
