//! Conditions that split the threads of a row in two: `if tid < s`, where `s` is the same for all threads of the block. The
//! loop over a row then is two loops, each with one side of the condition, so that no side runs under a mask.
//!
//! Such a condition begins a region. Where the program does not wait there, a `simt.split` is put before it, unless that would
//! make values of each thread live across.

use super::{
    invariant::Invariants,
    layout::{Kernel, constant},
    points::{is_collective, live_in},
    uniform::Variance,
};
use crate::blocks::reverse_post_order;
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Predicate, Region, Value, build::integer_value};
use rustc_hash::FxHashSet;

/// Whether a thread's place along the first axis is below a bound.
#[derive(Clone, Copy)]
pub struct Guard<'c> {
    /// The condition, in the kernel.
    pub condition: Value<'c>,
    pub bound: Bound<'c>,
}

#[derive(Clone, Copy)]
pub enum Bound<'c> {
    Constant(i64),
    /// A uniform value that lives at the region's beginning.
    Uniform(Value<'c>),
}

impl<'c> Guard<'c> {
    /// The condition that ends a region's first block, if it is such a one.
    pub fn of(kernel: &Kernel<'c, '_>, number: usize) -> Option<Self> {
        let start = kernel.points[number].start;
        let (compare, bound) = compared(start)?;
        let condition = compare.result(0);
        if kernel.ends.contains_key(&start) || kernel.slots.contains_key(&condition) {
            return None;
        }
        let bound = match constant(bound) {
            Some(number) => Bound::Constant(number),
            None if kernel.uniform_at(number).contains(&bound) => Bound::Uniform(bound),
            None => return None,
        };
        Some(Self { condition, bound })
    }
}

/// The comparison that decides a block's branch, of a thread's place along the first axis with what it must be below.
fn compared(block: Block) -> Option<(Operation, Value)> {
    let branch = block.terminator().filter(|last| last.is("cf.cond_br"))?;
    let compare = branch.operand(0).defining_operation()?;
    if !compare.is("arith.cmpi") || compare.block() != Some(block) {
        return None;
    }
    let predicate = compare.attribute("predicate").and_then(integer_value).map(|(_, value)| value)?;
    let (place, bound) = match predicate {
        less if less == Predicate::Slt as i64 => (compare.operand(0), compare.operand(1)),
        greater if greater == Predicate::Sgt as i64 => (compare.operand(1), compare.operand(0)),
        _ => return None,
    };
    is_place(place).then_some((compare, bound))
}

/// Whether a value is a thread's place along the first axis, in whatever width.
fn is_place(value: Value) -> bool {
    let mut definition = value.defining_operation();
    while let Some(wider) = definition.filter(|op: &Operation| op.is("arith.extsi") || op.is("arith.index_cast")) {
        definition = wider.operand(0).defining_operation();
    }
    definition.is_some_and(|op| {
        let axis = op.attribute("axis").and_then(integer_value).map(|(_, axis)| axis);
        op.is("simt.id") && op.text("kind") == "thread" && axis == Some(0)
    })
}

/// Has regions begin at such conditions that all threads come to together. Kernels without barriers are one loop as they are.
pub fn split_at_guards<'c>(context: &'c Context, region: Region<'c>) {
    let order = reverse_post_order(region);
    if !order.iter().flat_map(|block| block.operations()).any(is_collective) {
        return;
    }
    let variance = Variance::of(&order);
    let apart: FxHashSet<Block<'c>> = variance.apart.values().flatten().copied().collect();
    let invariants = Invariants::of(&order);
    let live = live_in(&order);
    for block in &order {
        let Some((compare, bound)) = compared(*block).filter(|_| !apart.contains(block)) else { continue };
        let before = std::iter::successors(block.first(), |op| op.next()).take_while(|op| *op != compare);
        let before: Vec<_> = before.collect();
        let kept = |value: &Value<'c>| variance.values.contains(value) && !invariants.contains(*value);
        let crossing = live.get(block).into_iter().flatten().copied();
        let mut crossing = crossing.chain(block.arguments()).chain(before.iter().flat_map(|op| op.results()));
        if variance.values.contains(&bound) || crossing.any(|value| kept(&value)) {
            continue;
        }
        Builder::before(context, compare).op("simt.split").insert();
    }
}
