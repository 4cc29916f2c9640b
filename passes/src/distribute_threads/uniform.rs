//! Which values differ between the threads of a block, and which branches lead them apart.
//!
//! A value varies where it is computed from one that does, is read from memory, or depends on the thread. What a block's
//! argument is also depends on the way that led there: where a branch with a varying condition leads threads apart, the
//! arguments of all blocks up to the branch's first common postdominator vary, and those of that block.

use super::points::is_collective;
use crate::blocks::edges;
use numlir_dialects::{Block, Operation, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// The values that vary, and the blocks that not all threads come to at once because of a branch.
pub struct Variance<'c> {
    pub values: FxHashSet<Value<'c>>,
    /// By the block of a branch with a varying condition: the blocks between it and where its ways have met again.
    pub apart: FxHashMap<Block<'c>, FxHashSet<Block<'c>>>,
}

impl<'c> Variance<'c> {
    /// Looks at blocks in reverse post-order. The number of rounds is bounded by the depth of loops and of conditions.
    pub fn of(order: &[Block<'c>]) -> Self {
        let postdominators = postdominators(order);
        let mut variance = Self { values: FxHashSet::default(), apart: FxHashMap::default() };
        loop {
            let before = (variance.values.len(), variance.apart.len());
            for block in order {
                for operation in block.operations() {
                    let operand = operation.operands().any(|operand| variance.values.contains(&operand));
                    if operand && !is_block_wide(operation) || is_source(operation) {
                        variance.values.extend(operation.results());
                    }
                }
                let Some(terminator) = block.terminator() else { continue };
                for edge in edges(terminator) {
                    for (position, argument) in edge.target.arguments().enumerate() {
                        if variance.values.contains(&terminator.operand(edge.first_operand + position)) {
                            variance.values.insert(argument);
                        }
                    }
                }
                if terminator.is("cf.cond_br")
                    && variance.values.contains(&terminator.operand(0))
                    && !variance.apart.contains_key(block)
                {
                    let (apart, met) = led_apart(*block, &postdominators[block]);
                    variance.values.extend(apart.iter().chain(&met).flat_map(|block| block.arguments()));
                    variance.apart.insert(*block, apart);
                }
            }
            if before == (variance.values.len(), variance.apart.len()) {
                return variance;
            }
        }
    }
}

/// Whether all threads of a block get the same result, whatever they bring.
fn is_block_wide(operation: Operation) -> bool {
    operation.is("simt.barrier")
}

/// Whether a result may vary by itself.
fn is_source(operation: Operation) -> bool {
    match operation.name() {
        "simt.id" => operation.text("kind") == "thread",
        "simt.position" | "simt.lane" => true,
        "simt.memory" => operation.text("space") == "local",
        "llvm.load" | "llvm.atomicrmw" | "llvm.cmpxchg" | "llvm.call" | "llvm.alloca" => true,
        _ => is_collective(operation) && !is_block_wide(operation),
    }
}

/// The blocks that a branch leads to before its ways have certainly met, and where they meet.
fn led_apart<'c>(
    branch: Block<'c>,
    postdominators: &FxHashSet<Block<'c>>,
) -> (FxHashSet<Block<'c>>, FxHashSet<Block<'c>>) {
    let (mut apart, mut met) = (FxHashSet::default(), FxHashSet::default());
    let successors =
        |block: Block<'c>| block.terminator().into_iter().flat_map(|last| last.successors().collect::<Vec<_>>());
    let mut open: Vec<Block<'c>> = successors(branch).collect();
    while let Some(block) = open.pop() {
        if block != branch && postdominators.contains(&block) {
            met.insert(block);
        } else if apart.insert(block) {
            open.extend(successors(block));
        }
    }
    (apart, met)
}

/// The blocks that every way from a block to the end goes through, the block itself too.
fn postdominators<'c>(order: &[Block<'c>]) -> FxHashMap<Block<'c>, FxHashSet<Block<'c>>> {
    let all: FxHashSet<Block<'c>> = order.iter().copied().collect();
    let mut sets: FxHashMap<Block<'c>, FxHashSet<Block<'c>>> = order
        .iter()
        .map(|block| {
            let leaves = block.terminator().is_none_or(|last| last.successor_count() == 0);
            (*block, if leaves { FxHashSet::from_iter([*block]) } else { all.clone() })
        })
        .collect();
    let mut changed = true;
    while changed {
        changed = false;
        for block in order.iter().rev() {
            let Some(terminator) = block.terminator().filter(|last| last.successor_count() > 0) else { continue };
            let mut common = sets[&terminator.successor(0)].clone();
            for successor in terminator.successors().skip(1) {
                common.retain(|block| sets[&successor].contains(block));
            }
            common.insert(*block);
            if common.len() < sets[block].len() {
                sets.insert(*block, common);
                changed = true;
            }
        }
    }
    sets
}
