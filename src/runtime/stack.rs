//! How much stack is left, so that endless recursion is an exception and not the end of the process.

use std::{cell::Cell, mem::MaybeUninit};

/// What is kept for the code that handles the error, in bytes: of a small stack, half of it.
const RESERVE: usize = 256 << 10;

thread_local! {
    /// The lowest address that compiled code may use, or 0 before it is known.
    static LIMIT: Cell<usize> = const { Cell::new(0) };
}

/// Whether the calling thread has little stack left. Recursive compiled functions ask this when they are entered and raise
/// RecursionError.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_stack_exhausted() -> bool {
    let here = 0u8;
    let limit = LIMIT.with(|limit| {
        if limit.get() == 0 {
            limit.set(stack().map_or(1, |(lowest, size)| lowest + RESERVE.min(size / 2)));
        }
        limit.get()
    });
    (&raw const here).addr() < limit
}

/// The lowest address of this thread's stack, and its size.
fn stack() -> Option<(usize, usize)> {
    // SAFETY: the attributes are initialised by the first call and destroyed after use.
    unsafe {
        let mut attributes = MaybeUninit::<libc::pthread_attr_t>::uninit();
        if libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) != 0 {
            return None;
        }
        let (mut address, mut size) = (std::ptr::null_mut(), 0);
        let status = libc::pthread_attr_getstack(attributes.as_ptr(), &mut address, &mut size);
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        (status == 0).then(|| (address.addr(), size))
    }
}
