//! The end of what holds references to what holds references: a chain of a million nodes is not a million frames of the stack.

use super::memory::Owner;
use std::{
    cell::Cell,
    ptr::{null_mut, with_exposed_provenance_mut},
    sync::atomic::Ordering,
};

/// How many ends may lie within one another; the next is put off.
const MOST_WITHIN: u32 = 100;

struct Ends {
    within: Cell<u32>,
    /// The last that was put off. Nobody else reaches it any more, so that its count is free to say which was before.
    put_off: Cell<*mut Owner>,
}

thread_local! {
    static ENDS: Ends = const { Ends { within: Cell::new(0), put_off: Cell::new(null_mut()) } };
}

/// Ends an owner by `end`, which gives back the references that it holds; or later, on this thread, where too many ends are under
/// way.
///
/// # Safety
/// The last reference to the owner is given up, and its `free` calls this with the same `end`.
pub(super) unsafe fn end(owner: *mut Owner, end: unsafe fn(*mut Owner)) {
    ENDS.with(|ends| {
        let within = ends.within.get();
        // SAFETY: by the contract above; what is put off has its turn once.
        unsafe {
            if within == MOST_WITHIN {
                let before = ends.put_off.replace(owner);
                (*owner).references.store(before.expose_provenance() as i64, Ordering::Relaxed);
                return;
            }
            ends.within.set(within + 1);
            end(owner);
            if within == 0 {
                while let Some(next) = ends.put_off.get().as_ref() {
                    let before = next.references.load(Ordering::Relaxed);
                    let next = ends.put_off.replace(with_exposed_provenance_mut(before as usize));
                    ((*next).free)(next);
                }
            }
        }
        ends.within.set(within);
    });
}
