//! Drops the wrap and the check of indices that are certainly in range, and hoists others out of loops.
//!
//! ```text
//!     %n = nd.dim %a, 0                              scf.for %k = 0 to %n step 1 {
//!     scf.for %k = 0 to %n step 1 {                    %i = arith.index_cast %k
//!       %i = arith.index_cast %k               =>      %x = nd.load %a[%i]
//!       %p = nd.index %i of %n wrap check            }
//!       %x = nd.load %a[%p]
//!     }
//! ```
//!
//! Of `nd.index %i of %n`: the wrap goes where `0 <= i`, becomes an addition where `i < 0`, and the check goes where
//! `-n <= i < n` ([`ranges`] states what is known and why it is sound). What a check has passed, what an `scf.if` has
//! tested, what `nd.raise_if` has excluded and that a loop's body runs at all is known behind it, and so is what branches
//! between blocks say ([`flow`]). A repeated check gives the first one's position. What is known also decides `nd.raise_if` that never raise, and choices such as those that make
//! C's remainder Python's.
//! [`version`] doubles innermost loops whose indices move with the loop, behind one test before the loop; `version=false`
//! turns that off.
//!
//! Needs the `nd` stage, and best constants folded, equal values merged and loop invariants moved out of loops. Leaves no
//! `nd.index` without a wrap and a check. Linear: searches through bounds have a limit, and only innermost loops of at most
//! 160 operations are doubled.

mod flow;
mod ranges;
mod version;

use flow::Flow;
use melior::Context;
use numlir_dialects::{
    build::{Builder, Predicate, integer_value},
    ir::{Block, Operation, Region, Value},
    passes::Outcome,
};
use ranges::{DEEPEST_CONDITION, Form, Ranges, is_word};
use rustc_hash::FxHashMap;

/// Proves the indices of all functions of a module.
pub fn prove_indices<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let versions = !options.split_whitespace().any(|option| option == "version=false");
    let Some(top) = module.region(0).first_block() else { return Ok(()) };
    for function in top.operations().filter(|operation| operation.is("func.func")) {
        let mut prover = Prover {
            context,
            versions,
            ranges: Ranges::default(),
            positions: FxHashMap::default(),
            noted: Vec::new(),
            dead: Vec::new(),
            flow: Flow::default(),
            counts: FxHashMap::default(),
        };
        prover.region(function.region(0));
        // Handles of erased operations may be those of new ones, so none is erased before.
        for operation in prover.dead {
            operation.erase();
        }
    }
    Ok(())
}

struct Prover<'c> {
    context: &'c Context,
    versions: bool,
    ranges: Ranges<'c>,
    /// The positions that passed checks gave, by index and extent.
    positions: FxHashMap<(Form, Form), Value<'c>>,
    noted: Vec<(Form, Form)>,
    dead: Vec<Operation<'c>>,
    /// Of the innermost region of several blocks.
    flow: Flow<'c>,
    /// Of values that count the elements left of a range: forms, the first of which is at most the other while the count is above zero.
    counts: FxHashMap<Value<'c>, Vec<(Form, Form)>>,
}

enum Visit {
    Enter(usize),
    /// With what was assumed and noted before.
    Leave(usize, usize),
}

/// Whether a region contains loops or operations unknown here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Straight,
    Nested,
}

impl<'c> Prover<'c> {
    /// Goes through the blocks of a region, down the tree of dominators: what is assumed in a block holds in those that it dominates, and
    /// each value's form is taken where it is defined, before anything narrower is assumed.
    fn region(&mut self, region: Region<'c>) {
        let mut blocks = region.blocks();
        if let (Some(only), None) = (blocks.next(), blocks.next()) {
            self.block(only);
            return;
        }
        let outer = std::mem::replace(&mut self.flow, Flow::new(region));
        let mut open: Vec<_> = self.flow.nodes.first().map(|_| Visit::Enter(0)).into_iter().collect();
        while let Some(visit) = open.pop() {
            match visit {
                Visit::Enter(node) => {
                    open.push(Visit::Leave(self.ranges.mark(), self.noted.len()));
                    self.enter(node);
                    self.operations(self.flow.nodes[node].block);
                    open.extend(self.flow.nodes[node].children.iter().rev().map(|child| Visit::Enter(*child)));
                }
                Visit::Leave(assumed, noted) => self.leave(assumed, noted),
            }
        }
        self.flow = outer;
    }

    /// Goes through a block; what is assumed within ends with it.
    fn block(&mut self, block: Block<'c>) -> Content {
        let (assumed, noted) = (self.ranges.mark(), self.noted.len());
        let content = self.operations(block);
        self.leave(assumed, noted);
        content
    }

    fn operations(&mut self, block: Block<'c>) -> Content {
        let mut content = Content::Straight;
        for operation in block.operations() {
            if self.operation(operation) == Content::Nested {
                content = Content::Nested;
            }
        }
        content
    }

    fn leave(&mut self, assumed: usize, noted: usize) {
        self.ranges.forget(assumed);
        for key in self.noted.drain(noted..) {
            self.positions.remove(&key);
        }
    }

    fn operation(&mut self, operation: Operation<'c>) -> Content {
        match operation.name() {
            "nd.index" => self.index(operation),
            "nd.raise_if" if self.ranges.decide(operation.operand(0)) == Some(false) => {
                version::mark_dead(self.context, operation);
                self.dead.push(operation);
            }
            "nd.raise_if" => self.assume(operation.operand(0), false, DEEPEST_CONDITION),
            "arith.select" => self.select(operation),
            "scf.if" => return self.branch(operation),
            "scf.for" => {
                self.each(operation);
                return Content::Nested;
            }
            _ if operation.region_count() > 0 => {
                (0..operation.region_count()).for_each(|index| self.region(operation.region(index)));
                return Content::Nested;
            }
            _ if operation.result_count() == 1 && is_word(operation.result(0)) => {
                self.ranges.form(operation.result(0));
            }
            _ => {}
        }
        Content::Straight
    }

    fn each(&mut self, operation: Operation<'c>) {
        let Some(body) = operation.region(0).first_block() else { return };
        let [lower, upper] = [0, 1].map(|index| self.ranges.form(operation.operand(index)));
        self.ranges.induction(body.argument(0), lower, upper);
        // A body that runs has a range that is not empty.
        let assumed = self.ranges.mark();
        self.ranges.assume_at_most(lower.plus(1), upper);
        let content = self.block(body);
        self.ranges.forget(assumed);
        if content == Content::Straight && self.versions {
            version::version(self.context, operation, &mut self.ranges, &mut self.dead);
        }
    }

    fn branch(&mut self, operation: Operation<'c>) -> Content {
        let mut content = Content::Straight;
        for (index, holds) in [(0, true), (1, false)] {
            let Some(block) = operation.region(index).first_block() else { continue };
            let assumed = self.ranges.mark();
            self.assume(operation.operand(0), holds, DEEPEST_CONDITION);
            if self.block(block) == Content::Nested {
                content = Content::Nested;
            }
            self.ranges.forget(assumed);
        }
        content
    }

    /// A choice whose condition is known is its one side.
    fn select(&mut self, operation: Operation<'c>) {
        if is_word(operation.result(0)) {
            self.ranges.form(operation.result(0));
        }
        if let Some(holds) = self.ranges.decide(operation.operand(0)) {
            operation.result(0).replace_all_uses(operation.operand(if holds { 1 } else { 2 }));
            self.dead.push(operation);
        }
    }

    /// Takes from now on that a condition holds, or that it does not.
    fn assume(&mut self, condition: Value<'c>, holds: bool, depth: u32) {
        let (Some(operation), Some(depth)) = (condition.defining_operation(), depth.checked_sub(1)) else { return };
        match operation.name() {
            "arith.andi" if holds => operation.operands().for_each(|operand| self.assume(operand, true, depth)),
            "arith.ori" if !holds => operation.operands().for_each(|operand| self.assume(operand, false, depth)),
            "arith.xori" if is_true(operation.operand(1)) => self.assume(operation.operand(0), !holds, depth),
            "arith.cmpi" if is_word(operation.operand(0)) => self.assume_comparison(operation, holds),
            _ => {}
        }
    }

    fn assume_comparison(&mut self, comparison: Operation<'c>, holds: bool) {
        let predicate = comparison.attribute("predicate").and_then(integer_value).map(|(_, value)| value);
        let [lhs, rhs] = [0, 1].map(|index| self.ranges.form(comparison.operand(index)));
        let is = |one: Predicate, negated: Predicate| predicate == Some(if holds { one } else { negated } as i64);
        if is(Predicate::Eq, Predicate::Ne) {
            self.ranges.assume_at_most(lhs, rhs);
            self.ranges.assume_at_most(rhs, lhs);
        } else if is(Predicate::Slt, Predicate::Sge) {
            self.ranges.assume_at_most(lhs.plus(1), rhs);
        } else if is(Predicate::Sle, Predicate::Sgt) {
            self.ranges.assume_at_most(lhs, rhs);
        } else if is(Predicate::Sgt, Predicate::Sle) {
            self.ranges.assume_at_most(rhs.plus(1), lhs);
            if rhs == Form::constant(0) {
                let facts = self.counts.get(&comparison.operand(0));
                facts.into_iter().flatten().for_each(|(one, other)| self.ranges.assume_at_most(*one, *other));
            }
        } else if is(Predicate::Sge, Predicate::Slt) {
            self.ranges.assume_at_most(rhs, lhs);
        }
    }

    fn index(&mut self, operation: Operation<'c>) {
        let zero = Form::constant(0);
        let [mut index, extent] = [0, 1].map(|operand| self.ranges.form(operation.operand(operand)));
        if operation.attribute("wrap").is_some() {
            if self.ranges.at_most(zero, index) {
                operation.remove_attribute("wrap");
            } else if self.ranges.highest(index) < 0 {
                // A negative number and an extent, which is none, have a sum without overflow.
                let builder = Builder::before(self.context, operation);
                let position = builder.binary("arith.addi", operation.operand(0), operation.operand(1));
                operation.set_operand(0, position);
                operation.remove_attribute("wrap");
                operation.set_attribute("from_end", builder.unit());
                index = self.ranges.form(position);
            }
        }
        let wraps = operation.attribute("wrap").is_some();
        let above = self.ranges.at_most(zero, index);
        if !wraps && above && self.ranges.at_most(index, extent.plus(-1)) {
            operation.remove_attribute("check");
        }
        if !wraps && operation.attribute("check").is_none() {
            self.drop(operation, operation.operand(0));
            return;
        }
        if let Some(position) = self.positions.get(&(index, extent)) {
            self.drop(operation, *position);
            return;
        }
        let inside = self.ranges.at_most(index, extent.plus(-1));
        if wraps && inside && self.ranges.at_most(Form::constant(-self.ranges.lowest(index)), extent) {
            operation.remove_attribute("check");
        }
        self.ranges.between(operation.result(0), zero, extent.plus(-1));
        self.positions.insert((index, extent), operation.result(0));
        self.noted.push((index, extent));
        if !wraps {
            self.ranges.assume_at_most(zero, index);
        }
        self.ranges.assume_at_most(index, extent.plus(-1));
    }

    fn drop(&mut self, operation: Operation<'c>, position: Value<'c>) {
        operation.result(0).replace_all_uses(position);
        version::mark_dead(self.context, operation);
        self.dead.push(operation);
    }
}

/// The value of an integer constant.
fn constant_value(value: Value) -> Option<i64> {
    let constant = value.defining_operation().filter(|operation| operation.is("arith.constant"))?;
    integer_value(constant.attribute("value")?).map(|(_, value)| value)
}

fn is_true(value: Value) -> bool {
    constant_value(value).is_some_and(|value| value != 0)
}
