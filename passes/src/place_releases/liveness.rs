//! Which owners are live where a block begins, by a backward data flow on bit sets.

use super::plan::Roots;
use numlir_dialects::Block;
use rustc_hash::FxHashMap;

/// A set of owners.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnerSet(Vec<u64>);

impl OwnerSet {
    pub fn empty(owners: usize) -> Self {
        Self(vec![0; owners.div_ceil(64)])
    }

    pub fn has(&self, owner: u32) -> bool {
        self.0[owner as usize / 64] >> (owner % 64) & 1 != 0
    }

    /// Adds an owner; whether it was missing.
    pub fn add(&mut self, owner: u32) -> bool {
        let missing = !self.has(owner);
        self.0[owner as usize / 64] |= 1 << (owner % 64);
        missing
    }

    pub fn remove(&mut self, owner: u32) {
        self.0[owner as usize / 64] &= !(1 << (owner % 64));
    }

    pub fn add_all(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(index as u32 * 64 + bit)
            })
        })
    }
}

pub struct Liveness<'c> {
    positions: FxHashMap<Block<'c>, usize>,
    live_in: Vec<OwnerSet>,
    none: OwnerSet,
}

impl<'c> Liveness<'c> {
    /// Solves for the blocks, which stand in reverse post-order.
    pub fn solve(order: &[Block<'c>], roots: &Roots<'c>) -> Self {
        let none = OwnerSet::empty(roots.owner_count());
        let positions = order.iter().enumerate().map(|(index, block)| (*block, index)).collect();
        let mut liveness = Self { positions, live_in: vec![none.clone(); order.len()], none };
        let local: Vec<_> = order.iter().map(|block| Local::of(*block, roots, &liveness.none)).collect();
        let mut changed = true;
        while changed {
            changed = false;
            for (index, block) in order.iter().enumerate().rev() {
                let mut live = liveness.live_out(*block);
                local[index].defined.iter().for_each(|owner| live.remove(*owner));
                live.add_all(&local[index].used);
                if live != liveness.live_in[index] {
                    liveness.live_in[index] = live;
                    changed = true;
                }
            }
        }
        liveness
    }

    /// The owners from elsewhere that are used where the block begins or later.
    pub fn live_in(&self, block: Block<'c>) -> &OwnerSet {
        self.positions.get(&block).map_or(&self.none, |index| &self.live_in[*index])
    }

    /// The owners that some successor uses.
    pub fn live_out(&self, block: Block<'c>) -> OwnerSet {
        let mut live = self.none.clone();
        let successors = block.terminator().into_iter().flat_map(|last| last.successors());
        successors.for_each(|successor| live.add_all(self.live_in(successor)));
        live
    }
}

/// What a block does by itself: owners it defines, and owners from elsewhere that it uses.
struct Local {
    defined: Vec<u32>,
    used: OwnerSet,
}

impl Local {
    fn of<'c>(block: Block<'c>, roots: &Roots<'c>, none: &OwnerSet) -> Self {
        let mut local = Self {
            defined: block.arguments().filter_map(|argument| roots.number(argument)).collect(),
            used: none.clone(),
        };
        for operation in block.operations() {
            for owner in operation.operands().flat_map(|operand| roots.of(operand)) {
                local.used.add(*owner);
            }
            local.defined.extend(operation.results().filter_map(|result| roots.number(result)));
        }
        // A definition stands before its uses in the block, so what is used and defined here comes from here.
        local.defined.iter().for_each(|owner| local.used.remove(*owner));
        local
    }
}
