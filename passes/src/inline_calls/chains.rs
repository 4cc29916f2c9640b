//! Blocks that follow one another without a choice, as one: what is left where a condition on types was decided while inferring them.

use numlir_dialects::{Block, Operation, Region};
use rustc_hash::FxHashMap;

/// Joins the entry of a region with the block that it leads to, as long as nothing else leads there.
pub fn join_entry(region: Region) {
    let Some(entry) = region.first_block() else { return };
    let mut ways: FxHashMap<Block, usize> = FxHashMap::default();
    for end in region.blocks().filter_map(Block::terminator) {
        end.successors().for_each(|block| *ways.entry(block).or_default() += 1);
    }
    while let Some(end) = entry.terminator().filter(|end| end.is("cf.br")) {
        let next = end.successor(0);
        if next == entry || ways.get(&next) != Some(&1) {
            return;
        }
        next.arguments().zip(end.operands()).for_each(|(argument, value)| argument.replace_all_uses(value));
        let operations: Vec<Operation> = next.operations().collect();
        operations.into_iter().for_each(|operation| operation.move_before(end));
        end.erase();
        next.erase();
    }
}
