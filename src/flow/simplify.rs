//! Removes what construction left over: block arguments that always get one value, values that nothing reads, and
//! tests of bound flags whose outcome is known. Registers are then numbered anew in the order of the blocks.
//!
//! ```text
//! b3(x: %7, y: %8):   from b1 with (%2, %5), from b2 with (%2, %6)
//! b3(y: %4):          from b1 with (%2), from b2 with (%3)
//! ```
//!
//! Cost: near linear in operands and edges.

use super::{
    graph::{Function, Op, Register},
    narrow::narrow,
    settle::{drop_held_checks, failing_checks},
};
use crate::stack::{Code, Source};
use numlir_grammar::diagnostic::Diagnostic;
use petgraph::{
    Direction,
    stable_graph::{EdgeIndex, NodeIndex},
    visit::EdgeRef,
};

/// Simplifies, and reports the locals that certainly have no value where they are read.
pub(super) fn simplify(function: &mut Function, code: &Code, source: Source) -> Vec<Diagnostic> {
    loop {
        let mut same = Same::find(function);
        replace(function, &mut same);
        // A test that is dropped may have been the only way to a handler.
        if !drop_held_checks(function) {
            break;
        }
    }
    let errors = failing_checks(function, code, source);
    sweep(function);
    narrow(function);
    number(function);
    errors
}

/// The arguments of all blocks but the entry, each with what the edges hand to it.
fn block_parameters(function: &Function) -> Vec<(Register, Vec<Register>)> {
    let mut parameters = Vec::new();
    for node in function.graph.node_indices().filter(|&node| node != function.entry) {
        for (place, parameter) in function.graph[node].parameters.iter().enumerate() {
            let edges = function.graph.edges_directed(node, Direction::Incoming);
            parameters.push((parameter.register, edges.map(|edge| edge.weight().arguments[place]).collect()));
        }
    }
    parameters
}

/// Which register each register is the same as.
struct Same(Vec<u32>);

impl Same {
    /// Finds the block arguments that get one value besides themselves, until none is left.
    fn find(function: &Function) -> Self {
        let parameters = block_parameters(function);
        let mut same = Self((0..function.registers).collect());
        let mut users: Vec<Vec<u32>> = vec![Vec::new(); function.registers as usize];
        for (number, (_, incoming)) in parameters.iter().enumerate() {
            for register in incoming {
                users[register.0 as usize].push(number as u32);
            }
        }
        let mut pending: Vec<u32> = (0..parameters.len() as u32).rev().collect();
        while let Some(number) = pending.pop() {
            let (register, incoming) = &parameters[number as usize];
            if same.of(*register) != *register {
                continue;
            }
            let Some(only) = same.only_value(*register, incoming) else { continue };
            same.0[register.0 as usize] = only.0;
            let moved = std::mem::take(&mut users[register.0 as usize]);
            pending.extend(&moved);
            users[only.0 as usize].extend(moved);
        }
        same
    }

    fn of(&mut self, register: Register) -> Register {
        let mut at = register.0;
        while self.0[at as usize] != at {
            let next = self.0[at as usize];
            self.0[at as usize] = self.0[next as usize];
            at = next;
        }
        Register(at)
    }

    fn only_value(&mut self, register: Register, incoming: &[Register]) -> Option<Register> {
        let mut only = None;
        for &value in incoming {
            let value = self.of(value);
            if value == register || Some(value) == only {
                continue;
            }
            if only.is_some() {
                return None;
            }
            only = Some(value);
        }
        only
    }
}

/// Reads the same register in place of each. A replaced block argument has no reader then, and is swept.
fn replace(function: &mut Function, same: &mut Same) {
    for block in function.graph.node_weights_mut() {
        for instruction in &mut block.instructions {
            instruction.op.for_each_operand_mut(|register| *register = same.of(*register));
        }
        if let Some(terminator) = &mut block.terminator {
            terminator.kind.for_each_operand_mut(|register| *register = same.of(*register));
        }
    }
    for edge in function.graph.edge_weights_mut() {
        edge.arguments.iter_mut().for_each(|register| *register = same.of(*register));
    }
}

/// Removes block arguments, constants and missing values that nothing reads.
fn sweep(function: &mut Function) {
    let live = live_registers(function);
    let is_live = |register: Register| live[register.0 as usize];
    let nodes: Vec<NodeIndex> = function.graph.node_indices().collect();
    for node in nodes {
        let block = &mut function.graph[node];
        block.instructions.retain(|instruction| {
            !matches!(instruction.op, Op::Constant(_) | Op::Unbound) || instruction.results.iter().copied().any(is_live)
        });
        if node == function.entry || block.parameters.iter().all(|parameter| is_live(parameter.register)) {
            continue;
        }
        let kept: Vec<bool> = block.parameters.iter().map(|parameter| is_live(parameter.register)).collect();
        keep(&mut block.parameters, &kept);
        let edges: Vec<EdgeIndex> =
            function.graph.edges_directed(node, Direction::Incoming).map(|edge| edge.id()).collect();
        for edge in edges {
            keep(&mut function.graph[edge].arguments, &kept);
        }
    }
}

fn keep<T>(list: &mut Vec<T>, kept: &[bool]) {
    let mut place = 0;
    list.retain(|_| {
        place += 1;
        kept[place - 1]
    });
}

/// The registers that an operation or a terminator reads, by way of block arguments or not.
fn live_registers(function: &Function) -> Vec<bool> {
    let mut live = vec![false; function.registers as usize];
    let mut sources: Vec<Vec<Register>> = vec![Vec::new(); function.registers as usize];
    for (register, incoming) in block_parameters(function) {
        sources[register.0 as usize] = incoming;
    }
    let mut pending = Vec::new();
    for block in function.graph.node_weights() {
        for instruction in &block.instructions {
            instruction.op.for_each_operand(|&register| pending.push(register));
        }
        if let Some(terminator) = &block.terminator {
            terminator.kind.for_each_operand(|&register| pending.push(register));
        }
    }
    while let Some(register) = pending.pop() {
        if !std::mem::replace(&mut live[register.0 as usize], true) {
            pending.extend(&sources[register.0 as usize]);
        }
    }
    live
}

/// Numbers the registers in the order of the blocks.
fn number(function: &mut Function) {
    let mut numbers = vec![u32::MAX; function.registers as usize];
    let mut next = 0;
    let mut define = |register: &mut Register| {
        numbers[register.0 as usize] = next;
        *register = Register(next);
        next += 1;
    };
    for block in function.graph.node_weights_mut() {
        block.parameters.iter_mut().for_each(|parameter| define(&mut parameter.register));
        block.instructions.iter_mut().flat_map(|instruction| &mut instruction.results).for_each(&mut define);
    }
    let renumber = |register: &mut Register| *register = Register(numbers[register.0 as usize]);
    for block in function.graph.node_weights_mut() {
        for instruction in &mut block.instructions {
            instruction.op.for_each_operand_mut(renumber);
        }
        if let Some(terminator) = &mut block.terminator {
            terminator.kind.for_each_operand_mut(renumber);
        }
    }
    for edge in function.graph.edge_weights_mut() {
        edge.arguments.iter_mut().for_each(renumber);
    }
    function.registers = next;
}
