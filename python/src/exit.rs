//! The end of the process.
//!
//! When a process ends, C++ destroys the static objects of LLVM and MLIR. A daemon thread that compiles at that time would use
//! them after their end. Here they are registered with this function instead of C's (build.rs wraps the symbol), which leaves
//! them alive: the system takes the memory back.

use std::ffi::{c_int, c_void};

type Destructor = unsafe extern "C" fn(*mut c_void);

/// Stands for `__cxa_atexit` in the C++ code that this library is linked with.
#[unsafe(no_mangle)]
pub extern "C" fn __wrap___cxa_atexit(_: Option<Destructor>, _: *mut c_void, _: *mut c_void) -> c_int {
    0
}
