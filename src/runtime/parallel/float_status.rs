//! The processor's floating-point flags (divided by zero, invalid, overflow, …) of a thread: what helpers raise has to be
//! seen by the thread that entered the loop, where NumPy looks for it.

use std::ffi::c_int;

unsafe extern "C" {
    fn feclearexcept(flags: c_int) -> c_int;
    fn fetestexcept(flags: c_int) -> c_int;
    fn feraiseexcept(flags: c_int) -> c_int;
}

/// `FE_ALL_EXCEPT` of the C library.
const ALL: c_int = if cfg!(target_arch = "x86_64") { 0x3d } else { 0x1f };

/// Forgets this thread's flags.
pub fn clear() {
    // SAFETY: the flags are the calling thread's own.
    unsafe { feclearexcept(ALL) };
}

/// This thread's flags.
pub fn raised() -> c_int {
    // SAFETY: as above.
    unsafe { fetestexcept(ALL) }
}

/// Adds to this thread's flags.
pub fn raise(flags: c_int) {
    if flags != 0 {
        // SAFETY: as above; nobody has floating-point traps enabled.
        unsafe { feraiseexcept(flags) };
    }
}
