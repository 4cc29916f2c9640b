//! Small blocks that were given back, kept by each thread for its next ones of about the same size.
//!
//! Blocks come in classes: up to [`EVEN`] bytes in steps of 64, and from there four between each power of two and the next. A thread
//! keeps some of each class, in a list through their headers, and frees them when it ends. A block may be given back on another
//! thread than made it: it then is that thread's.

use super::Block;
use std::{cell::Cell, ptr::null_mut};

/// Up to this size classes are evenly apart.
const EVEN: u64 = 1 << EVEN_BITS;
const EVEN_BITS: u32 = 11;
const STEP: u64 = 64;
const EVEN_CLASSES: usize = (EVEN / STEP) as usize + 1;
/// The largest block of numbers that is small, in bytes: what is as large costs more to compute than to ask `malloc` for.
const LARGEST: u64 = 1 << LARGEST_BITS;
const LARGEST_BITS: u32 = 15;
const CLASSES: usize = EVEN_CLASSES + 4 * (LARGEST_BITS - EVEN_BITS) as usize;

/// Blocks of one class that a thread keeps, of the even classes and of others.
const MOST: u8 = 16;
const MOST_OF_OTHERS: u8 = 4;

/// Of a block that is not small.
pub const NO_CLASS: u8 = u8::MAX;

const _: () = assert!(CLASSES < NO_CLASS as usize);

struct Free {
    first: [Cell<*mut Block>; CLASSES],
    /// How many more of each class are kept: none before the thread has given something back, and none while it ends.
    room: [Cell<u8>; CLASSES],
    is_begun: Cell<bool>,
}

/// Frees the blocks of a thread that ends. It stands beside them, so that access to them need not ask whether they are still there.
struct End;

thread_local! {
    static FREE: Free = const {
        Free {
            first: [const { Cell::new(null_mut()) }; CLASSES],
            room: [const { Cell::new(0) }; CLASSES],
            is_begun: Cell::new(false),
        }
    };
    static END: End = const { End };
}

/// The class of a block of `bytes` bytes, where it is small.
#[inline]
pub fn class_of(bytes: i64) -> Option<u8> {
    // What is negative is large.
    let bytes = bytes as u64;
    if bytes <= EVEN {
        return Some(bytes.div_ceil(STEP) as u8);
    }
    if bytes > LARGEST {
        return None;
    }
    let bits = (bytes - 1).ilog2();
    let quarter = (bytes - 1) >> (bits - 2) & 3;
    Some((EVEN_CLASSES as u32 + 4 * (bits - EVEN_BITS)) as u8 + quarter as u8)
}

/// The bytes that every block of a class has.
pub fn bytes_of(class: u8) -> i64 {
    let class = usize::from(class);
    let bytes = match class.checked_sub(EVEN_CLASSES) {
        None => class as u64 * STEP,
        Some(position) => (5 + position as u64 % 4) << (EVEN_BITS as usize - 2 + position / 4),
    };
    bytes as i64
}

/// A block of this class that was given back on this thread, with the header that it had.
#[inline]
pub fn take(class: u8) -> Option<*mut Block> {
    FREE.with(|free| {
        let class = usize::from(class);
        let block = free.first[class].get();
        // SAFETY: the blocks of the lists are this thread's, and nobody's else.
        let next = unsafe { block.as_ref()?.next };
        free.first[class].set(next);
        free.room[class].set(free.room[class].get() + 1);
        Some(block)
    })
}

/// Keeps a block that was given back, where it is small and there is room. Whether it was kept.
///
/// # Safety
///
/// `block` is the header of a block of its class that nobody has any more.
#[inline]
pub unsafe fn keep(block: *mut Block) -> bool {
    FREE.with(|free| {
        // SAFETY: by the contract above.
        let block_class = unsafe { (*block).class };
        let class = usize::from(block_class);
        if class >= CLASSES || (free.room[class].get() == 0 && !begin(free)) {
            return false;
        }
        // SAFETY: as above.
        unsafe { (*block).next = free.first[class].replace(block) };
        free.room[class].set(free.room[class].get() - 1);
        true
    })
}

/// Makes room where there was none before; whether it did.
#[cold]
#[inline(never)]
fn begin(free: &Free) -> bool {
    // Asking for the end's value has it run when the thread ends; while that happens, it cannot be had.
    if free.is_begun.replace(true) || END.try_with(|_| ()).is_err() {
        return false;
    }
    for (class, room) in free.room.iter().enumerate() {
        room.set(if class < EVEN_CLASSES { MOST } else { MOST_OF_OTHERS });
    }
    true
}

impl Drop for End {
    fn drop(&mut self) {
        FREE.with(|free| {
            free.room.iter().for_each(|room| room.set(0));
            for first in &free.first {
                let mut block = first.replace(null_mut());
                // SAFETY: the blocks of the lists are nobody's else.
                while let Some(header) = unsafe { block.as_ref() } {
                    let (next, allocation) = (header.next, header.allocation);
                    // SAFETY: as above; this is its last use.
                    unsafe { libc::free(allocation) };
                    block = next;
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_the_smallest_that_has_the_bytes() {
        for bytes in 0..=LARGEST as i64 {
            let class = class_of(bytes).expect("a small block");
            assert!(bytes_of(class) >= bytes);
            assert!(class == 0 || bytes_of(class - 1) < bytes);
            assert!(usize::from(class) < CLASSES);
        }
        assert_eq!(bytes_of(CLASSES as u8 - 1), LARGEST as i64);
        assert_eq!((class_of(LARGEST as i64 + 1), class_of(-1)), (None, None));
    }
}
