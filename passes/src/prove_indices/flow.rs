//! What branches tell of integers: what holds on the way into a block, and what loops in `cf` form carry.
//!
//! - What is known at the end of a block is known in the blocks that it dominates.
//! - A block that one edge leads to begins with what the edge's condition says.
//! - A condition that a block takes as an argument, and that all ways in but one give with the other value, came on that one way: so did
//!   control, and what held there held. `and` and `or` are such blocks.
//! - An argument that every way back into a loop gives unchanged is what the loop began with.
//! - One that every way back changes by a constant, where none of the sums overflows, is at least what the loop began with if none is
//!   negative, and at most that if none is positive.
//! - The elements of a range come with how many are left. Where that is above zero, the element lies between the range's ends.

use super::{
    Prover, constant_value,
    ranges::{Form, is_word},
};
use crate::blocks::{Edge, edges, reverse_post_order};
use numlir_dialects::{
    build::{Predicate, integer_value},
    ir::{Block, Operation, Region, Value},
};
use petgraph::{algo::dominators::simple_fast, graph::DiGraph};
use rustc_hash::FxHashMap;

/// How far conditions are followed through arguments of blocks.
const DEEPEST: u32 = 8;
/// Blocks looked at for one question, and conditions found.
const MOST_BLOCKS: usize = 1000;
const MOST_CONDITIONS: usize = 64;

/// The blocks of a region that are reached, each after its dominators.
#[derive(Default)]
pub struct Flow<'c> {
    pub nodes: Vec<Node<'c>>,
    numbers: FxHashMap<Block<'c>, usize>,
}

pub struct Node<'c> {
    pub block: Block<'c>,
    /// The blocks that it dominates immediately.
    pub children: Vec<usize>,
    /// The first block is its own.
    dominator: usize,
    /// Empty where not all ways into the block are understood, and for the first.
    ways: Vec<Way<'c>>,
}

/// An edge into a block.
#[derive(Clone, Copy)]
struct Way<'c> {
    from: usize,
    terminator: Operation<'c>,
    edge: Edge<'c>,
}

impl<'c> Way<'c> {
    /// What the target's argument becomes.
    fn passed(&self, argument: usize) -> Value<'c> {
        self.terminator.operand(self.edge.first_operand + argument)
    }

    /// The condition under which control goes this way, and whether it holds then.
    fn condition(&self) -> Option<(Value<'c>, bool)> {
        let decides = self.terminator.is("cf.cond_br") && self.terminator.successor(0) != self.terminator.successor(1);
        decides.then(|| (self.terminator.operand(0), self.edge.successor == 0))
    }
}

impl<'c> Flow<'c> {
    pub fn new(region: Region<'c>) -> Self {
        let order = reverse_post_order(region);
        let numbers: FxHashMap<_, _> = order.iter().enumerate().map(|(number, block)| (*block, number)).collect();
        let mut graph = DiGraph::<(), (), usize>::default();
        let indices: Vec<_> = order.iter().map(|_| graph.add_node(())).collect();
        let mut nodes: Vec<_> = order
            .iter()
            .map(|block| Node { block: *block, children: Vec::new(), dominator: 0, ways: Vec::new() })
            .collect();
        let mut unclear = vec![false; order.len()];
        for (from, block) in order.iter().enumerate() {
            let Some(terminator) = block.terminator() else { continue };
            let known = edges(terminator);
            for target in terminator.successors() {
                graph.add_edge(indices[from], indices[numbers[&target]], ());
                unclear[numbers[&target]] |= known.is_empty();
            }
            for edge in known {
                nodes[numbers[&edge.target]].ways.push(Way { from, terminator, edge });
            }
        }
        if let Some(first) = indices.first() {
            let dominators = simple_fast(&graph, *first);
            for (number, index) in indices.iter().enumerate().skip(1) {
                let dominator = dominators.immediate_dominator(*index).map_or(0, |index| index.index());
                nodes[number].dominator = dominator;
                nodes[dominator].children.push(number);
            }
        }
        unclear
            .into_iter()
            .enumerate()
            .filter(|(_, unclear)| *unclear)
            .for_each(|(number, _)| nodes[number].ways.clear());
        Self { nodes, numbers }
    }

    fn dominates(&self, outer: usize, mut inner: usize) -> bool {
        while inner > outer {
            inner = self.nodes[inner].dominator;
        }
        inner == outer
    }

    /// The conditions that hold at the beginning of a block and did not at the end of its dominator.
    fn conditions_into(&self, node: usize, depth: u32, found: &mut Vec<(Value<'c>, bool)>) {
        if let [way] = self.nodes[node].ways.as_slice() {
            self.conditions_of(way, depth, found);
        }
    }

    fn conditions_of(&self, way: &Way<'c>, depth: u32, found: &mut Vec<(Value<'c>, bool)>) {
        if let Some((condition, holds)) = way.condition() {
            found.push((condition, holds));
            self.behind(condition, holds, depth, found);
        }
    }

    /// What a condition that is a block's argument says of the way into the block.
    fn behind(&self, condition: Value<'c>, holds: bool, depth: u32, found: &mut Vec<(Value<'c>, bool)>) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let Some(into) = condition.owner_block().and_then(|block| self.numbers.get(&block)).copied() else { return };
        let differs = |way: &&Way<'c>| {
            let passed = way.passed(condition.position());
            let known = constant_value(passed).map(|value| value != 0);
            let known = known.or_else(|| way.condition().filter(|(value, _)| *value == passed).map(|(_, holds)| holds));
            known == Some(!holds)
        };
        let mut ways = self.nodes[into].ways.iter().filter(|way| !differs(way));
        let (Some(way), None) = (ways.next(), ways.next()) else { return };
        // What held in the turn of a loop before was said of that turn's values.
        if way.from >= into {
            return;
        }
        let passed = way.passed(condition.position());
        found.push((passed, holds));
        self.behind(passed, holds, depth, found);
        self.conditions_of(way, depth, found);
        self.conditions_between(self.nodes[into].dominator, way.from, depth, found);
    }

    /// The conditions that hold in a block and did not in one of its dominators: the nearest ones.
    fn conditions_between(&self, outer: usize, mut inner: usize, depth: u32, found: &mut Vec<(Value<'c>, bool)>) {
        for _ in 0..MOST_BLOCKS {
            if inner <= outer || found.len() >= MOST_CONDITIONS {
                return;
            }
            self.conditions_into(inner, depth, found);
            inner = self.nodes[inner].dominator;
        }
    }
}

/// An argument of a loop's first block.
struct Carried<'c> {
    value: Value<'c>,
    start: Value<'c>,
    /// What each way back adds.
    changes: Vec<i128>,
}

impl<'c> Prover<'c> {
    /// Takes what is known at the beginning of a block.
    pub fn enter(&mut self, node: usize) {
        let mut conditions = Vec::new();
        self.flow.conditions_into(node, DEEPEST, &mut conditions);
        for (condition, holds) in conditions {
            self.assume(condition, holds, super::DEEPEST_CONDITION);
        }
        let ways = &self.flow.nodes[node].ways;
        let (back, entries): (Vec<Way>, Vec<Way>) = ways.iter().partition(|way| way.from >= node);
        if entries.len() == 1 && !back.is_empty() && back.iter().all(|way| self.flow.dominates(node, way.from)) {
            self.carried(node, entries[0], &back);
        }
    }

    /// What is known of a loop's arguments.
    fn carried(&mut self, node: usize, entry: Way<'c>, back: &[Way<'c>]) {
        let arguments: Vec<_> = self.flow.nodes[node].block.arguments().filter(|value| is_word(*value)).collect();
        let (same, changed): (Vec<Value>, Vec<Value>) =
            arguments.into_iter().partition(|value| back.iter().all(|way| way.passed(value.position()) == *value));
        for value in same {
            let start = self.ranges.form(entry.passed(value.position()));
            self.ranges.set(value, start);
        }
        let mut all = Vec::new();
        for value in changed {
            let changes: Option<Vec<_>> =
                back.iter().map(|way| self.change(value, way.passed(value.position()))).collect();
            all.extend(changes.map(|changes| Carried { value, start: entry.passed(value.position()), changes }));
        }
        for left in &all {
            if left.changes.iter().all(|change| *change == -1) {
                self.count(left, &all);
            }
        }
        all.iter().for_each(|carried| self.bound(node, carried, back));
    }

    /// What is added to an argument, where that is a constant.
    fn change(&mut self, argument: Value<'c>, passed: Value<'c>) -> Option<i128> {
        if passed == argument {
            return Some(0);
        }
        let operation = passed.defining_operation().filter(|operation| operation.operand_count() == 2)?;
        let [one, other] = [operation.operand(0), operation.operand(1)];
        let constant = |value| self.known(value).and_then(Form::value);
        match operation.name() {
            "arith.addi" if one == argument => constant(other),
            "arith.addi" if other == argument => constant(one),
            "arith.subi" if one == argument => constant(other).map(|amount| -amount),
            _ => None,
        }
    }

    /// The form of a value whose definition has been seen. What has not is not to be given one before its time.
    fn known(&self, value: Value<'c>) -> Option<Form> {
        self.ranges.known(value).or_else(|| constant_value(value).map(|value| Form::constant(value.into())))
    }

    /// Bounds an argument by what it starts with, where no change overflows.
    fn bound(&mut self, node: usize, carried: &Carried<'c>, back: &[Way<'c>]) {
        let start = self.ranges.form(carried.start);
        let (mut least, mut most) = (self.ranges.lowest(start), self.ranges.highest(start));
        let form = self.ranges.form(carried.value);
        for (way, change) in back.iter().zip(&carried.changes) {
            let assumed = self.ranges.mark();
            self.assume_of(carried.value, node, way);
            let ends = [self.ranges.lowest(form) + change, self.ranges.highest(form) + change];
            self.ranges.forget(assumed);
            if ends[0] < i64::MIN.into() || ends[1] > i64::MAX.into() {
                return;
            }
            (least, most) = (least.min(ends[0]), most.max(ends[1]));
        }
        let grows = carried.changes.iter().all(|change| *change >= 0);
        let falls = carried.changes.iter().all(|change| *change <= 0);
        let lower = [Form::constant(least)].into_iter().chain(grows.then_some(start)).collect();
        let upper = [Form::constant(most)].into_iter().chain(falls.then_some(start)).collect();
        self.ranges.bound(carried.value, lower, upper);
    }

    /// Takes what the conditions from a loop's first block to a way back say of one of its arguments.
    fn assume_of(&mut self, argument: Value<'c>, node: usize, way: &Way<'c>) {
        let mut conditions = Vec::new();
        self.flow.conditions_of(way, DEEPEST, &mut conditions);
        self.flow.conditions_between(node, way.from, DEEPEST, &mut conditions);
        for (condition, holds) in conditions {
            let Some(test) = condition.defining_operation().filter(|operation| operation.is("arith.cmpi")) else {
                continue;
            };
            let operands = [test.operand(0), test.operand(1)];
            if operands.contains(&argument) && operands.iter().all(|operand| self.known(*operand).is_some()) {
                self.assume_comparison(test, holds);
            }
        }
    }

    /// Notes what is known of a range's element while some are left.
    fn count(&mut self, left: &Carried<'c>, all: &[Carried<'c>]) {
        let Some((low, high, size)) = range_length(left.start) else { return };
        let [low, high] = [low, high].map(|value| self.ranges.form(value));
        let fits = |element: &&Carried<'c>, first: Form, step: i128| {
            element.changes.iter().all(|change| *change == step) && self.known(element.start) == Some(first)
        };
        let up = all.iter().find(|element| fits(element, low, size));
        let down = all.iter().find(|element| fits(element, high, -size));
        let mut facts = Vec::new();
        if let Some(element) = up {
            let form = self.ranges.form(element.value);
            facts.extend([(low, form), (form, high.plus(-1))]);
        }
        if let Some(element) = down {
            let form = self.ranges.form(element.value);
            facts.extend([(low.plus(1), form), (form, high)]);
        }
        self.counts.insert(left.value, facts);
    }
}

/// The ends of the range whose length a value is, the smaller one first, and the size of its steps, if that is a constant
/// (`crate::builtins::iterate::range_length`).
fn range_length<'c>(length: Value<'c>) -> Option<(Value<'c>, Value<'c>, i128)> {
    let is = |value: Value<'c>, name: &str| value.defining_operation().filter(|operation| operation.is(name));
    let choice = is(length, "arith.select")?;
    let test = is(choice.operand(0), "arith.cmpi")?;
    let (_, predicate) = test.attribute("predicate").and_then(integer_value)?;
    if predicate != Predicate::Slt as i64 || constant_value(choice.operand(2)) != Some(0) {
        return None;
    }
    let [low, high] = [test.operand(0), test.operand(1)];
    let is_distance = |value| is(value, "arith.subi").is_some_and(|by| by.operand(0) == high && by.operand(1) == low);
    if is_distance(choice.operand(1)) {
        return Some((low, high, 1));
    }
    let sum = is(choice.operand(1), "arith.addi").filter(|sum| constant_value(sum.operand(1)) == Some(1))?;
    let steps = is(sum.operand(0), "arith.divui")?;
    let before = is(steps.operand(0), "arith.subi").filter(|before| constant_value(before.operand(1)) == Some(1))?;
    let size = constant_value(steps.operand(1)).filter(|size| *size > 0)?;
    is_distance(before.operand(0)).then_some((low, high, size.into()))
}
