//! Small blocks that were given back, kept by each thread for its next ones of about the same size.
//!
//! Blocks come in classes of 64 bytes. A thread keeps at most [`MOST`] of a class, in a list through their headers, and
//! frees them when it ends. A block may be given back on another thread than made it: it then is that thread's.

use super::{Allocation, Block, DATA_OFFSET};
use std::{cell::UnsafeCell, ptr::null_mut};

/// The largest block of numbers that is small, in bytes.
const LARGEST: i64 = 2048;
const STEP: i64 = 64;
const CLASSES: usize = (LARGEST / STEP) as usize + 1;
/// Blocks of one class that a thread keeps.
const MOST: u8 = 16;

struct Free {
    first: [*mut Block; CLASSES],
    count: [u8; CLASSES],
}

thread_local! {
    static FREE: UnsafeCell<Free> =
        const { UnsafeCell::new(Free { first: [null_mut(); CLASSES], count: [0; CLASSES] }) };
}

/// The class of a block of `bytes` bytes, where it is small.
#[inline]
pub fn class_of(bytes: i64) -> Option<usize> {
    (0..=LARGEST).contains(&bytes).then_some(((bytes + STEP - 1) / STEP) as usize)
}

/// The bytes that every block of a class has.
pub fn bytes_of(class: usize) -> i64 {
    class as i64 * STEP
}

/// A block of this class that was given back on this thread.
#[inline]
pub fn take(class: usize) -> Option<(*mut Block, Allocation)> {
    // While the thread ends there are none.
    FREE.try_with(|free| {
        // SAFETY: only this thread has its lists, and nothing here calls anything that would come back.
        unsafe {
            let free = &mut *free.get();
            let block = free.first[class].as_ref()?;
            free.first[class] = block.next;
            free.count[class] -= 1;
            Some((std::ptr::from_ref(block).cast_mut(), (block.allocation, block.size)))
        }
    })
    .ok()
    .flatten()
}

/// Keeps a block that was given back, where it is small and there is room. Whether it was kept.
///
/// # Safety
///
/// `block` is the header of a block of an allocation of `size` bytes that nobody has any more.
#[inline]
pub unsafe fn keep(block: *mut Block, size: usize) -> bool {
    let bytes = (size - 2 * DATA_OFFSET) as i64;
    let Some(class) = class_of(bytes) else { return false };
    FREE.try_with(|free| {
        // SAFETY: as in `take`, and by the contract above.
        unsafe {
            let free = &mut *free.get();
            if free.count[class] == MOST {
                return false;
            }
            (*block).next = free.first[class];
            free.first[class] = block;
            free.count[class] += 1;
            true
        }
    })
    .unwrap_or(false)
}

impl Drop for Free {
    fn drop(&mut self) {
        for first in self.first {
            let mut block = first;
            // SAFETY: the blocks of the lists are nobody's else.
            while let Some(header) = unsafe { block.as_ref() } {
                let (next, allocation) = (header.next, header.allocation);
                // SAFETY: as above; this is its last use.
                unsafe { libc::free(allocation) };
                block = next;
            }
        }
    }
}
