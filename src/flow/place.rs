//! Where block arguments go.
//!
//! A block takes a variable as an argument where different writes of it meet: in the iterated dominance frontier of the
//! blocks that write it (Cytron et al., 1991). Liveness is not asked: arguments that nothing reads are swept afterwards,
//! which gives the same as pruned SSA. So the cost is the writes times the nesting of loops, where live ranges
//! would cost blocks times variables.

use super::{
    access::{Variable, Variables},
    blocks::Blocks,
    dominators::Tree,
    writes::Writers,
};

/// The variables that each block takes as arguments, in ascending order.
pub(super) fn arguments(variables: Variables, blocks: &Blocks, writers: &[Writers], tree: &Tree) -> Vec<Vec<Variable>> {
    let frontiers = frontiers(blocks, tree);
    let mut arguments = vec![Vec::new(); blocks.blocks.len()];
    // By block, the last variable that was given to it.
    let mut given = vec![Variable::MAX; blocks.blocks.len()];
    for (variable, writers) in writers.iter().enumerate().filter(|(_, writers)| writers.is_read_across) {
        let variable = variable as Variable;
        let mut pending = writers.blocks.clone();
        while let Some(block) = pending.pop() {
            for &join in &frontiers[block as usize] {
                let exists = variables.slot_of(variable).is_none_or(|slot| slot < blocks.blocks[join as usize].depth);
                if exists && given[join as usize] != variable {
                    given[join as usize] = variable;
                    arguments[join as usize].push(variable);
                    pending.push(join);
                }
            }
        }
    }
    arguments
}

/// The joins where each block's dominance ends. From each way into a join the tree is climbed to the join's own
/// dominator, or to a block that was climbed from another way in.
fn frontiers(blocks: &Blocks, tree: &Tree) -> Vec<Vec<u32>> {
    let mut frontiers = vec![Vec::new(); blocks.blocks.len()];
    for (join, block) in blocks.blocks.iter().enumerate().filter(|(_, block)| block.predecessors.len() > 1) {
        let join = join as u32;
        for &before in &block.predecessors {
            let mut at = Some(before);
            while let Some(block) = at
                && at != tree.parent(join)
                && frontiers[block as usize].last() != Some(&join)
            {
                frontiers[block as usize].push(join);
                at = tree.parent(block);
            }
        }
    }
    frontiers
}
