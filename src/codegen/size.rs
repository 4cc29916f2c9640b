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

/// The size of a function.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    pub(super) instructions: usize,
    /// Edges back to a block that leads to them: one for each loop.
    pub(super) loops: usize,
}

/// The functions that a module defines, with their sizes, in time proportional to their sum.
pub(super) fn measure(module: &LlvmModule) -> Vec<(LLVMValueRef, Size)> {
    let mut functions = module.functions();
    // SAFETY: the functions belong to the live module.
    functions.retain(|function| unsafe { LLVMIsDeclaration(*function) } == 0);
    functions.into_iter().map(|function| (function, size_of(function))).collect()
}

/// The size of a function that a module defines.
pub(super) fn size_of(function: LLVMValueRef) -> Size {
    // SAFETY: the function belongs to a live module, and has an entry block because it is defined.
    let entry = unsafe { LLVMGetEntryBasicBlock(function) };
    Size { instructions: instructions_of(function).len(), loops: count_loops(entry) }
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
