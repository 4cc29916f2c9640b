//! The processor's floating-point flags (divided by zero, invalid, overflow, …) of a thread. What helpers of a parallel loop
//! raise has to be seen by the thread that entered it, where NumPy looks for it; what only an optimised loop raises, and not
//! the function that the user wrote, has to be taken back.

use std::ffi::c_int;

unsafe extern "C" {
    fn feclearexcept(flags: c_int) -> c_int;
    fn fetestexcept(flags: c_int) -> c_int;
    fn feraiseexcept(flags: c_int) -> c_int;
}

/// `FE_ALL_EXCEPT` of the C library.
const ALL: c_int = if cfg!(target_arch = "x86_64") { 0x3d } else { 0x1f };

/// `FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW` of the C library.
const ERRORS: c_int = if cfg!(target_arch = "x86_64") { 0x0d } else { 0x07 };

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

/// Which errors this thread's flags say: an operation was invalid, divided by zero, or overflowed.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_float_errors() -> c_int {
    raised() & ERRORS
}

/// The errors that came since there were those `before`; they are taken back.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_float_errors_since(before: c_int) -> c_int {
    let new = numlir_float_errors() & !before;
    if new != 0 {
        // SAFETY: as above.
        unsafe { feclearexcept(new) };
    }
    new
}
