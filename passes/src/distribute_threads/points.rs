//! Where threads wait for one another, and what lives across.

use crate::blocks::reverse_post_order;
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Region, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// Where a region begins: behind a collective operation, or (the first) at the kernel's beginning.
#[derive(Clone, Copy)]
pub struct Point<'c> {
    pub operation: Option<Operation<'c>>,
    pub start: Block<'c>,
}

/// Whether a region ends at an operation: threads wait there, or might.
pub fn is_collective(operation: Operation) -> bool {
    matches!(
        operation.name(),
        "simt.split"
            | "simt.barrier"
            | "simt.sync_warp"
            | "simt.sync_grid"
            | "simt.shuffle"
            | "simt.vote"
            | "simt.match"
            | "simt.active_mask"
    )
}

/// Ends blocks behind collective operations. Gives the points in the order of the program: where threads are at several,
/// the first of these is the one that the others may still come to.
pub fn split<'c>(context: &'c Context, region: Region<'c>) -> Vec<Point<'c>> {
    let mut collective = FxHashMap::default();
    for block in region.blocks().collect::<Vec<_>>() {
        let found: Vec<_> = block.operations().filter(|operation| is_collective(*operation)).collect();
        // From the end, so that each operation moves once.
        for operation in found.into_iter().rev() {
            let behind = block.insert_after(&[]);
            behind.take_from(operation.next().expect("a collective operation is no terminator"));
            Builder::at_end(context, block, operation.location()).branch(behind, []);
            collective.insert(behind, operation);
        }
    }
    let order = reverse_post_order(region);
    let first = Point { operation: None, start: order[0] };
    let others = order.iter().filter_map(|block| {
        collective.get(block).map(|operation| Point { operation: Some(*operation), start: *block })
    });
    std::iter::once(first).chain(others).collect()
}

/// The values that are used in a block or behind it and defined before it, by block.
pub fn live_in<'c>(order: &[Block<'c>]) -> FxHashMap<Block<'c>, FxHashSet<Value<'c>>> {
    let mut live: FxHashMap<Block<'c>, FxHashSet<Value<'c>>> = FxHashMap::default();
    let own: Vec<(FxHashSet<Value<'c>>, FxHashSet<Value<'c>>)> = order
        .iter()
        .map(|block| {
            let mut defined: FxHashSet<Value<'c>> = block.arguments().collect();
            let mut used = FxHashSet::default();
            for operation in block.operations() {
                used.extend(operation.operands().filter(|operand| !defined.contains(operand)));
                defined.extend(operation.results());
            }
            (used, defined)
        })
        .collect();
    let mut changed = true;
    while changed {
        changed = false;
        for (block, (used, defined)) in order.iter().zip(&own).rev() {
            let mut values = used.clone();
            for successor in block.terminator().into_iter().flat_map(|last| last.successors().collect::<Vec<_>>()) {
                let behind = live.get(&successor).into_iter().flatten();
                values.extend(behind.filter(|value| !defined.contains(value)));
            }
            let known = live.entry(*block).or_default();
            if values.len() > known.len() {
                *known = values;
                changed = true;
            }
        }
    }
    live
}
