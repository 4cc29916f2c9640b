//! Which reads of locals may find no value.
//!
//! A read is sure of its value where a store comes before it on every way, which is known if the first store dominates
//! it and nothing deletes the variable. Other reads test the variable's bound flag, and those whose flag turns out to be
//! known are settled when the graph is simplified. Inside a `try` a test may raise, so it ends its block, and the new
//! way to the handler may make more reads unsure: blocks and tests are found in turn until nothing is new.

use super::{
    blocks::{Blocks, split},
    dominators::Tree,
};
use crate::stack::{Code, Instruction, Source, operand::Local};
use numlir_grammar::diagnostic::Diagnostic;

/// The blocks of the code and what is known of them.
pub(super) struct Analysed {
    pub blocks: Blocks,
    pub tree: Tree,
    /// For each instruction, whether it tests that its local has a value.
    pub checks: Vec<bool>,
}

/// Finds blocks and tests.
///
/// # Errors
/// Invalid code, as [`split`].
pub(super) fn analyse(code: &Code, source: Source) -> Result<Analysed, Diagnostic> {
    let mut checks = vec![false; code.instructions.len()];
    loop {
        let blocks = split(code, &checks, source)?;
        let tree = Tree::of_blocks(&blocks);
        let mut found = false;
        for place in unsure_reads(code, &blocks, &tree) {
            found |= !std::mem::replace(&mut checks[place as usize], true);
        }
        // Without handlers a test does not change the blocks.
        if !found || code.handlers.is_empty() {
            return Ok(Analysed { blocks, tree, checks });
        }
    }
}

fn unsure_reads(code: &Code, blocks: &Blocks, tree: &Tree) -> Vec<u32> {
    let parameters = code.signature.names().count();
    // The block of each local's first store; dominators come before what they dominate.
    let mut stored: Vec<Option<u32>> = vec![None; code.locals.len()];
    stored[..parameters].fill(Some(0));
    let deleted = deleted_locals(code);
    let mut unsure = Vec::new();
    for (number, block) in blocks.blocks.iter().enumerate() {
        let number = number as u32;
        for place in block.start..block.end {
            match code.instructions[place as usize].instruction {
                Instruction::StoreLocal(Local(local)) => {
                    stored[local as usize].get_or_insert(number);
                }
                Instruction::LoadLocal(Local(local)) | Instruction::CheckLocal(Local(local)) => {
                    let is_stored = stored[local as usize].is_some_and(|store| tree.dominates(store, number));
                    if (!is_stored || deleted[local as usize]) && !code.locals[local as usize].is_hidden {
                        unsure.push(place);
                    }
                }
                _ => {}
            }
        }
    }
    unsure
}

fn deleted_locals(code: &Code) -> Vec<bool> {
    let mut deleted = vec![false; code.locals.len()];
    for located in &code.instructions {
        if let Instruction::DeleteLocal(Local(local)) = located.instruction {
            deleted[local as usize] = true;
        }
    }
    deleted
}
