//! What passes erase: out of the IR at once, freed when the pass is done.
//!
//! Passes hold handles in lists and maps, and an operation's end is that of all within it. Were memory freed at once, a
//! handle that was overlooked would read what is no longer there, or a map would find at the same address something new
//! under an old key. Here addresses are not used again while a pass runs, and what is left of an operation has neither operands nor a
//! block. With `NUMLIR_CHECK_HANDLES=1` in the environment a use of such a handle is a panic: tests run so.

#![allow(unsafe_code)]

use mlir_sys::*;
use rustc_hash::FxHashSet;
use std::{cell::RefCell, sync::LazyLock};

#[derive(Default)]
struct Erased {
    /// How many passes are under way in this thread, one in another.
    passes: usize,
    operations: Vec<MlirOperation>,
    blocks: Vec<MlirBlock>,
}

thread_local! {
    static ERASED: RefCell<Erased> = RefCell::default();
}

/// Frees what was erased when the outermost pass is done.
struct Pass;

impl Drop for Pass {
    fn drop(&mut self) {
        let done = ERASED.with_borrow_mut(|erased| {
            erased.passes -= 1;
            (erased.passes == 0).then(|| (std::mem::take(&mut erased.operations), std::mem::take(&mut erased.blocks)))
        });
        let Some((operations, blocks)) = done else { return };
        forget();
        // SAFETY: both are out of the IR, and nothing is left that uses them or that they use.
        unsafe {
            operations.into_iter().for_each(|operation| mlirOperationDestroy(operation));
            blocks.into_iter().for_each(|block| mlirBlockDestroy(block));
        }
    }
}

/// Runs a pass, or what else erases: what it erases is freed behind it.
pub fn freed_behind<T>(pass: impl FnOnce() -> T) -> T {
    ERASED.with_borrow_mut(|erased| erased.passes += 1);
    let _pass = Pass;
    pass()
}

/// # Safety
/// The operation is alive.
pub(crate) unsafe fn end_operation(operation: MlirOperation) {
    unsafe { note_operation(operation) };
    unsafe { numlirOperationEnd(operation) };
    let kept = ERASED.with_borrow_mut(|erased| {
        if erased.passes > 0 {
            erased.operations.push(operation);
        }
        erased.passes > 0
    });
    if !kept {
        forget();
        unsafe { mlirOperationDestroy(operation) };
    }
}

/// # Safety
/// The block is alive and empty.
pub(crate) unsafe fn end_block(block: MlirBlock) {
    unsafe { note_block(block) };
    unsafe { numlirBlockEnd(block) };
    let kept = ERASED.with_borrow_mut(|erased| {
        if erased.passes > 0 {
            erased.blocks.push(block);
        }
        erased.passes > 0
    });
    if !kept {
        forget();
        unsafe { mlirBlockDestroy(block) };
    }
}

/// Whether uses of erased handles are looked for: `NUMLIR_CHECK_HANDLES=1`, for tests of passes.
static CHECKS: LazyLock<bool> =
    LazyLock::new(|| std::env::var_os("NUMLIR_CHECK_HANDLES").is_some_and(|value| value == "1"));

thread_local! {
    /// The addresses of what was erased, with all within.
    static GONE: RefCell<FxHashSet<usize>> = RefCell::default();
}

#[inline]
#[track_caller]
pub(crate) fn check(address: usize, what: &str) {
    if *CHECKS {
        refuse_gone(address, what);
    }
}

#[cold]
#[track_caller]
fn refuse_gone(address: usize, what: &str) {
    let gone = GONE.with_borrow(|gone| !gone.is_empty() && gone.contains(&address));
    assert!(!gone, "a handle to an erased {} is used", what.to_lowercase());
}

fn note(address: usize) {
    if *CHECKS {
        GONE.with_borrow_mut(|gone| gone.insert(address));
    }
}

/// What is made from now on may have the addresses of what was freed.
fn forget() {
    if *CHECKS {
        GONE.with_borrow_mut(FxHashSet::clear);
    }
}

/// # Safety
/// The operation is alive.
unsafe fn note_operation(operation: MlirOperation) {
    if !*CHECKS {
        return;
    }
    unsafe {
        note(operation.ptr as usize);
        (0..mlirOperationGetNumResults(operation))
            .for_each(|at| note(mlirOperationGetResult(operation, at).ptr as usize));
        for at in 0..mlirOperationGetNumRegions(operation) {
            let region = mlirOperationGetRegion(operation, at);
            note(region.ptr as usize);
            let mut block = mlirRegionGetFirstBlock(region);
            while !block.ptr.is_null() {
                note_block(block);
                block = mlirBlockGetNextInRegion(block);
            }
        }
    }
}

/// # Safety
/// The block is alive.
unsafe fn note_block(block: MlirBlock) {
    if !*CHECKS {
        return;
    }
    unsafe {
        note(block.ptr as usize);
        (0..mlirBlockGetNumArguments(block)).for_each(|at| note(mlirBlockGetArgument(block, at).ptr as usize));
        let mut operation = mlirBlockGetFirstOperation(block);
        while !operation.ptr.is_null() {
            note_operation(operation);
            operation = mlirOperationGetNextInBlock(operation);
        }
    }
}

unsafe extern "C" {
    fn numlirOperationEnd(operation: MlirOperation);
    fn numlirBlockEnd(block: MlirBlock);
}
