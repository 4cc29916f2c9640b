//! How large a module is, in the terms that LLVM's compile time depends on.

use super::module::LlvmModule;
use llvm_sys::{
    core::{
        LLVMGetBasicBlockTerminator, LLVMGetEntryBasicBlock, LLVMGetFirstBasicBlock, LLVMGetFirstInstruction,
        LLVMGetNextBasicBlock, LLVMGetNextInstruction, LLVMGetNumSuccessors, LLVMGetSuccessor, LLVMIsDeclaration,
    },
    prelude::{LLVMBasicBlockRef, LLVMValueRef},
};
use rustc_hash::FxHashMap;

/// The size of everything that a module defines.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    pub(super) functions: usize,
    pub(super) instructions: usize,
    /// Edges back to a block that leads to them: one for each loop.
    pub(super) loops: usize,
}

/// Measures a module, in time proportional to it.
pub(super) fn measure(module: &LlvmModule) -> Size {
    let mut size = Size::default();
    for function in module.functions() {
        // SAFETY: the function belongs to the live module; one that is defined has an entry block.
        let entry = unsafe {
            if LLVMIsDeclaration(function) != 0 {
                continue;
            }
            LLVMGetEntryBasicBlock(function)
        };
        size.functions += 1;
        size.instructions += instructions_of(function).len();
        size.loops += count_loops(entry);
    }
    size
}

/// The instructions of a function, block by block.
pub(super) fn instructions_of(function: LLVMValueRef) -> Vec<LLVMValueRef> {
    let mut instructions = Vec::new();
    // SAFETY: blocks and instructions belong to the live module, which nobody changes meanwhile.
    unsafe {
        let mut block = LLVMGetFirstBasicBlock(function);
        while !block.is_null() {
            let mut instruction = LLVMGetFirstInstruction(block);
            while !instruction.is_null() {
                instructions.push(instruction);
                instruction = LLVMGetNextInstruction(instruction);
            }
            block = LLVMGetNextBasicBlock(block);
        }
    }
    instructions
}

/// Walks the blocks depth first, and counts the edges that lead back into the path being walked.
fn count_loops(entry: LLVMBasicBlockRef) -> usize {
    let mut on_path = FxHashMap::from_iter([(entry, true)]);
    let mut path = vec![(entry, 0)];
    let mut loops = 0;
    while let Some((block, next)) = path.last_mut() {
        let Some(successor) = successor(*block, *next) else {
            on_path.insert(*block, false);
            path.pop();
            continue;
        };
        *next += 1;
        match on_path.get(&successor) {
            Some(true) => loops += 1,
            Some(false) => {}
            None => {
                on_path.insert(successor, true);
                path.push((successor, 0));
            }
        }
    }
    loops
}

fn successor(block: LLVMBasicBlockRef, index: u32) -> Option<LLVMBasicBlockRef> {
    // SAFETY: the block belongs to the live module, and the index is checked.
    unsafe {
        let terminator = LLVMGetBasicBlockTerminator(block);
        (!terminator.is_null() && index < LLVMGetNumSuccessors(terminator)).then(|| LLVMGetSuccessor(terminator, index))
    }
}
