//! From stack blocks to the graph: every write of a variable or stack place becomes a register.
//!
//! The blocks are visited down the dominator tree with the present register of each variable, and what a block wrote
//! is taken back when the walk leaves its subtree (Cytron et al., "Efficiently computing static single assignment
//! form", 1991). The cost is linear in instructions, arguments and edges; nothing is copied per block.

use super::{
    access::{Variable, Variables},
    blocks::Blocks,
    bound::Analysed,
    dominators::Tree,
    graph::{Block, Edge, EdgeKind, Function, Instruction, Op, Parameter, Register, Terminator, TerminatorKind},
    place,
    writes::writers,
};
use crate::stack::{Code, Constant};
use numlir_grammar::tree::Span;
use petgraph::stable_graph::{NodeIndex, StableDiGraph};
use std::collections::HashMap;

/// Builds the graph.
pub(super) fn function(code: &Code, analysed: &Analysed) -> Function {
    let Analysed { blocks, tree, checks } = analysed;
    let flagged = flagged_locals(code, checks);
    let variables = Variables::new(code, blocks.max_depth);
    let arguments = place::arguments(variables, blocks, &writers(code, blocks, (&flagged, checks)), tree);
    let mut builder = Builder::new(code, blocks, (checks, flagged), arguments);
    builder.enter();
    builder.walk(tree);
    builder.finish()
}

/// The locals whose bound flags some instruction tests.
fn flagged_locals(code: &Code, checks: &[bool]) -> Vec<bool> {
    use crate::stack::{
        Instruction::{CheckLocal, LoadLocal},
        operand::Local,
    };
    let mut flagged = vec![false; code.locals.len()];
    for (located, _) in code.instructions.iter().zip(checks).filter(|(_, checked)| **checked) {
        if let LoadLocal(Local(local)) | CheckLocal(Local(local)) = located.instruction {
            flagged[local as usize] = true;
        }
    }
    flagged
}

/// A register and where it was written.
#[derive(Clone, Copy)]
pub(super) struct Value {
    pub register: Register,
    pub span: Span,
}

pub(super) struct Builder<'a> {
    pub code: &'a Code,
    blocks: &'a Blocks,
    checks: &'a [bool],
    flagged: Vec<bool>,
    pub variables: Variables,
    arguments: Vec<Vec<Variable>>,
    graph: StableDiGraph<Block, Edge>,
    /// The node that each stack block starts.
    nodes: Vec<NodeIndex>,
    /// The node that instructions go to.
    node: NodeIndex,
    values: Vec<Option<Value>>,
    /// What `values` held before each write, to be taken back.
    undo: Vec<(Variable, Option<Value>)>,
    pub captures: Vec<Register>,
    registers: u32,
    /// Registers that the entry makes where they are needed: the booleans, and the missing value of a local.
    booleans: [Option<Register>; 2],
    unbound: HashMap<u32, Register>,
    /// How many values the stack holds.
    pub depth: u32,
    /// Whether the present block leads to a handler.
    pub has_handler: bool,
}

impl<'a> Builder<'a> {
    fn new(
        code: &'a Code,
        blocks: &'a Blocks,
        (checks, flagged): (&'a [bool], Vec<bool>),
        arguments: Vec<Vec<Variable>>,
    ) -> Self {
        let variables = Variables::new(code, blocks.max_depth);
        let mut graph = StableDiGraph::with_capacity(blocks.blocks.len(), 2 * blocks.blocks.len());
        let nodes: Vec<_> = blocks.blocks.iter().map(|_| graph.add_node(Block::default())).collect();
        Self {
            code,
            blocks,
            checks,
            flagged,
            variables,
            arguments,
            graph,
            node: nodes[0],
            nodes,
            values: vec![None; variables.count as usize],
            undo: Vec::new(),
            captures: Vec::new(),
            registers: 0,
            booleans: [None; 2],
            unbound: HashMap::new(),
            depth: 0,
            has_handler: false,
        }
    }

    /// The entry's arguments: captures, then parameters.
    fn enter(&mut self) {
        for name in &self.code.captures {
            let register = self.parameter(Some(name.clone()), self.code.span);
            self.captures.push(register);
        }
        for local in 0..self.code.signature.names().count() as u32 {
            let variable = &self.code.locals[local as usize];
            let register = self.parameter(Some(variable.name.clone()), variable.span);
            self.write(local, register, variable.span);
            self.write_flag(local, true, variable.span);
        }
    }

    fn walk(&mut self, tree: &Tree) {
        let mut pending = vec![(0u32, self.undo.len())];
        let mut entered = vec![false; self.blocks.blocks.len()];
        while let Some(&mut (block, mark)) = pending.last_mut() {
            if std::mem::replace(&mut entered[block as usize], true) {
                self.take_back(mark);
                pending.pop();
                continue;
            }
            self.block(block);
            let mark = self.undo.len();
            pending.extend(tree.children(block).iter().rev().map(|&child| (child, mark)));
        }
    }

    fn take_back(&mut self, mark: usize) {
        for (variable, value) in self.undo.drain(mark..).rev() {
            self.values[variable as usize] = value;
        }
    }

    fn block(&mut self, number: u32) {
        let block = &self.blocks.blocks[number as usize];
        self.node = self.nodes[number as usize];
        self.depth = block.depth;
        self.has_handler = block.successors.iter().any(|&(kind, _)| kind == EdgeKind::Exception);
        let place = self.code.instructions[block.start as usize].span;
        for variable in self.arguments[number as usize].clone() {
            let span = self.values[variable as usize].map_or(place, |value| value.span);
            let register = self.parameter(self.name_of(variable), span);
            self.write(variable, register, span);
        }
        let mut terminator = None;
        for place in block.start as usize..block.end as usize {
            let located = &self.code.instructions[place];
            terminator = self.step(located, self.checks[place]);
        }
        let kind = terminator.unwrap_or(TerminatorKind::Jump);
        let span = block.end.checked_sub(1).map_or(self.code.span, |last| self.code.instructions[last as usize].span);
        if self.has_handler && matches!(kind, TerminatorKind::Branch(_)) {
            self.separate_branch(number, span);
        }
        self.graph[self.node].terminator = Some(Terminator { kind, span });
        self.leave(number);
    }

    /// An exception edge leaves only blocks that jump or raise, so the branch of a loop in `try` gets a block of its own.
    fn separate_branch(&mut self, number: u32, span: Span) {
        self.graph[self.node].terminator = Some(Terminator { kind: TerminatorKind::Jump, span });
        let branch = self.graph.add_node(Block::default());
        self.graph.add_edge(self.node, branch, Edge { kind: EdgeKind::Jump, arguments: Vec::new() });
        let blocks = self.blocks;
        for &(kind, to) in &blocks.blocks[number as usize].successors {
            if kind == EdgeKind::Exception {
                self.edge(kind, to);
            }
        }
        self.node = branch;
    }

    fn leave(&mut self, number: u32) {
        let blocks = self.blocks;
        let separated = self.node != self.nodes[number as usize];
        for &(kind, to) in &blocks.blocks[number as usize].successors {
            if !(separated && kind == EdgeKind::Exception) {
                self.edge(kind, to);
            }
        }
    }

    fn edge(&mut self, kind: EdgeKind, to: u32) {
        let variables = std::mem::take(&mut self.arguments[to as usize]);
        let arguments = variables.iter().map(|&variable| self.read(variable)).collect();
        self.arguments[to as usize] = variables;
        self.graph.add_edge(self.node, self.nodes[to as usize], Edge { kind, arguments });
    }

    fn name_of(&self, variable: Variable) -> Option<String> {
        let local = self.code.locals.get(variable as usize).filter(|local| !local.is_hidden);
        local.map(|local| local.name.clone())
    }

    fn parameter(&mut self, name: Option<String>, span: Span) -> Register {
        let register = self.register();
        self.graph[self.node].parameters.push(Parameter { register, name, span });
        register
    }

    fn register(&mut self) -> Register {
        self.registers += 1;
        Register(self.registers - 1)
    }

    /// Adds an operation with `count` results to the present block.
    pub fn add<const COUNT: usize>(&mut self, op: Op, span: Span) -> [Register; COUNT] {
        let results: [Register; COUNT] = std::array::from_fn(|_| self.register());
        self.graph[self.node].instructions.push(Instruction { op, results: results.to_vec(), span });
        results
    }

    /// The same for a number of results that the code tells.
    pub fn add_many(&mut self, op: Op, count: usize, span: Span) -> Vec<Register> {
        let results: Vec<_> = (0..count).map(|_| self.register()).collect();
        self.graph[self.node].instructions.push(Instruction { op, results: results.clone(), span });
        results
    }

    pub fn write(&mut self, variable: Variable, register: Register, span: Span) {
        let before = self.values[variable as usize].replace(Value { register, span });
        self.undo.push((variable, before));
    }

    /// Notes whether a local has a value, where that is tested somewhere.
    pub fn write_flag(&mut self, local: u32, bound: bool, span: Span) {
        if self.flagged[local as usize] {
            let register = self.boolean(bound);
            self.write(self.variables.flag(local), register, span);
        }
    }

    pub fn read(&mut self, variable: Variable) -> Register {
        if let Some(value) = self.values[variable as usize] {
            return value.register;
        }
        // The stack is never read before it is written, so this is a local or its flag.
        if variable < self.variables.locals { self.unbound(variable) } else { self.boolean(false) }
    }

    fn boolean(&mut self, value: bool) -> Register {
        if let Some(register) = self.booleans[usize::from(value)] {
            return register;
        }
        let register = self.register();
        self.booleans[usize::from(value)] = Some(register);
        register
    }

    pub fn unbound(&mut self, local: u32) -> Register {
        if let Some(&register) = self.unbound.get(&local) {
            return register;
        }
        let register = self.register();
        self.unbound.insert(local, register);
        register
    }

    fn finish(mut self) -> Function {
        self.make_entry_values();
        Function {
            name: self.code.name.clone(),
            qualified_name: self.code.qualified_name.clone(),
            span: self.code.span,
            signature: self.code.signature.clone(),
            captures: self.code.captures.clone(),
            graph: self.graph,
            entry: self.nodes[0],
            registers: self.registers,
            nested: Vec::new(),
            generator: self.code.is_generator(),
            tries: self.code.tries.clone(),
            unsupported: self.code.unsupported.clone(),
        }
    }

    /// Puts the booleans and missing values before the entry's own instructions.
    fn make_entry_values(&mut self) {
        let mut missing: Vec<_> = self.unbound.iter().map(|(&local, &register)| (local, register)).collect();
        missing.sort_unstable();
        let booleans = [false, true].into_iter().zip(self.booleans);
        let constants = booleans.filter_map(|(value, register)| {
            let op = Op::Constant(Constant::Bool(value));
            register.map(|register| Instruction { op, results: vec![register], span: self.code.span })
        });
        let unbound = missing.into_iter().map(|(local, register)| {
            let span = self.code.locals[local as usize].span;
            Instruction { op: Op::Unbound, results: vec![register], span }
        });
        let added: Vec<_> = constants.chain(unbound).collect();
        self.graph[self.nodes[0]].instructions.splice(0..0, added);
    }
}
