//! The interpreter's lock around work of compiled code that needs none, and its return. The archive of compiled libraries
//! has this file too (`aot/src/lib.rs`), and a `reattach` of its own.

use crate::reattach;
use numlir_runtime::Released;
use pyo3::ffi;

/// Gives the lock away. The thread may hold it or not: `PyGILState_Ensure` settles that, and remembers which.
pub fn release() -> Released {
    // SAFETY: the interpreter lives as long as compiled code runs.
    unsafe {
        let state = match ffi::PyGILState_Ensure() {
            ffi::PyGILState_STATE::PyGILState_LOCKED => 0,
            ffi::PyGILState_STATE::PyGILState_UNLOCKED => 1,
        };
        Released { state, thread: ffi::PyEval_SaveThread().cast() }
    }
}

/// Takes the lock back on the thread that released it.
pub fn restore(released: Released) {
    let state = match released.state {
        0 => ffi::PyGILState_STATE::PyGILState_LOCKED,
        _ => ffi::PyGILState_STATE::PyGILState_UNLOCKED,
    };
    // SAFETY: `release` was called on this thread, and gave both.
    unsafe {
        reattach(released.thread.cast());
        ffi::PyGILState_Release(state);
    }
}
