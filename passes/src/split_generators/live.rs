//! Which values are live at the start of each block of a generator that is cut at its yields.

use super::Root;
use crate::blocks::visit_operations;
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Region, Value};
use rustc_hash::{FxHashMap, FxHashSet};

pub struct Live<'c> {
    /// Values in the order of their definitions, and where each is defined.
    values: Vec<Value<'c>>,
    homes: FxHashMap<Value<'c>, Block<'c>>,
    entering: FxHashMap<Block<'c>, FxHashSet<Value<'c>>>,
}

impl<'c> Live<'c> {
    /// The function's parameters are defined at its entry, which leads to the first root.
    pub fn solve(region: Region<'c>, entry: Block<'c>, roots: &[Root<'c>]) -> Self {
        let mut live = Self { values: Vec::new(), homes: FxHashMap::default(), entering: FxHashMap::default() };
        let blocks: Vec<_> = region.blocks().collect();
        for &block in &blocks {
            for value in block.arguments().chain(block.operations().flat_map(Operation::results)) {
                live.values.push(value);
                live.homes.insert(value, block);
            }
        }
        let mut used: FxHashMap<Block<'c>, FxHashSet<Value<'c>>> = FxHashMap::default();
        for value in &live.values {
            for (user, _) in value.uses() {
                let block = block_of(user, region);
                if block != live.homes[value] {
                    used.entry(block).or_default().insert(*value);
                }
            }
        }
        let mut changed = true;
        while changed {
            changed = false;
            for &block in blocks.iter().rev().filter(|block| **block != entry) {
                let mut entering = used.get(&block).cloned().unwrap_or_default();
                let successors = block.terminator().into_iter().flat_map(Operation::successors);
                // At a yield is written what is live behind it; parameters are in their fields already.
                let behind = roots.iter().filter(|root| root.yields.and_then(Operation::block) == Some(block));
                let written = behind.filter_map(|root| live.entering.get(&root.block)).flatten();
                let written = written.filter(|value| live.homes[*value] != entry);
                for value in successors.flat_map(|next| live.entering.get(&next)).flatten().chain(written) {
                    if live.homes[value] != block {
                        entering.insert(*value);
                    }
                }
                if live.entering.get(&block).is_none_or(|known| known.len() != entering.len()) {
                    changed |= !entering.is_empty() || live.entering.contains_key(&block);
                    live.entering.insert(block, entering);
                }
            }
        }
        live
    }

    pub fn values(&self) -> impl Iterator<Item = Value<'c>> {
        self.values.iter().copied()
    }

    /// The block that defines a value.
    pub fn home(&self, value: Value<'c>) -> Block<'c> {
        self.homes[&value]
    }

    pub fn is_in(&self, block: Block<'c>, value: Value<'c>) -> bool {
        self.entering.get(&block).is_some_and(|entering| entering.contains(&value))
    }
}

/// The block of a region that an operation stands in, itself or within other operations.
pub fn block_of<'c>(operation: Operation<'c>, region: Region<'c>) -> Block<'c> {
    let mut operation = operation;
    loop {
        let block = operation.block().expect("an operation of a function stands in a block");
        if block.region() == region {
            return block;
        }
        operation = block.parent();
    }
}

/// Makes constants anew in each block that uses them, so that none is kept.
pub fn renew_constants<'c>(context: &'c Context, region: Region<'c>) {
    const CONSTANTS: [&str; 5] = ["arith.constant", "complex.constant", "nd.string", "nd.undef", "nd.frozen"];
    let mut constants = Vec::new();
    visit_operations(region, &mut |operation| {
        let top = operation.block().is_some_and(|block| block.region() == region);
        if top && CONSTANTS.contains(&operation.name()) {
            constants.push(operation);
        }
    });
    for constant in constants {
        let home = block_of(constant, region);
        let mut copies: FxHashMap<Block, Value> = FxHashMap::default();
        for (user, index) in constant.result(0).uses() {
            let block = block_of(user, region);
            if block == home {
                continue;
            }
            let copy = *copies.entry(block).or_insert_with(|| {
                let copy = constant.clone_detached();
                let first = block.first().expect("a block has a terminator");
                Builder::before(context, first).insert(copy);
                copy.result(0)
            });
            user.set_operand(index, copy);
        }
    }
}
