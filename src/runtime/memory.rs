//! The memory of arrays that compiled code makes.
//!
//! A block is an [`Owner`] followed by its data, 64 bytes behind it, so that the data is aligned for the
//! widest vectors and the owner shares no cache line with it. Memory comes from `malloc` and `calloc`: a large
//! zeroed block that is fresh costs nothing until its pages are touched. Large blocks that are given back are kept for a while, up to
//! [`MOST_KEPT`] bytes in all: a program that makes arrays of one size again and again then pays for their pages once,
//! and touching a fresh page costs more than computing what goes into it. Small ones are kept by each thread ([`small`]):
//! making an array of a hundred numbers would else cost as much as computing them.

mod small;

use std::{
    mem::{offset_of, size_of},
    ptr::null_mut,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering, fence},
    },
};

/// Who keeps memory alive: a count of references and what to do when the last one goes.
#[repr(C)]
#[derive(Debug)]
pub struct Owner {
    /// How many references there are, counted atomically.
    pub references: AtomicI64,
    /// Called with this owner when the count reaches zero. It must not unwind.
    pub free: unsafe extern "C" fn(*mut Owner),
}

/// The distance from an owner to its data, and the data's alignment, in bytes.
pub const DATA_OFFSET: usize = 64;

/// A block made here: an owner that remembers where `malloc` put it.
#[repr(C)]
struct Block {
    owner: Owner,
    allocation: *mut libc::c_void,
    /// The size of the allocation, in bytes.
    size: usize,
    /// The class of a small block.
    class: u8,
    /// Whether [`LIVE_BLOCKS`] has it.
    counted: bool,
    /// The next block of a thread's list of free ones.
    next: *mut Block,
}

const _: () = assert!(size_of::<Block>() <= DATA_OFFSET && offset_of!(Block, owner) == 0);

/// Blocks of arrays, lists, sets and strings.
pub(super) static LIVE_BLOCKS: AtomicUsize = AtomicUsize::new(0);

/// Whether blocks of arrays are counted. A locked addition costs a third of making a small one.
static COUNTING: AtomicBool = AtomicBool::new(false);

/// How many blocks are allocated now, over all threads: for tests, which check that it returns to where it was. Of arrays,
/// those count that were made after the first call of this.
pub fn live_blocks() -> usize {
    COUNTING.store(true, Ordering::Relaxed);
    LIVE_BLOCKS.load(Ordering::Relaxed)
}

/// A fresh block of `bytes` bytes with one reference, or null when memory is out or `bytes` is negative.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_allocate(bytes: i64) -> *mut Owner {
    match small::class_of(bytes) {
        Some(class) => small::take(class).map_or_else(|| fresh_small(class), begin_again),
        None => fresh(bytes),
    }
}

#[cold]
#[inline(never)]
fn fresh_small(class: u8) -> *mut Owner {
    // SAFETY: `malloc` may be called with any size.
    allocate(small::bytes_of(class), class, |size| unsafe { libc::malloc(size) })
}

#[inline(never)]
fn fresh(bytes: i64) -> *mut Owner {
    // SAFETY: as above.
    allocate(bytes, small::NO_CLASS, |size| take_kept(size).unwrap_or_else(|| unsafe { libc::malloc(size) }))
}

/// As [`numlir_allocate`], filled with zero.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_allocate_zeroed(bytes: i64) -> *mut Owner {
    if small::class_of(bytes).is_some() {
        let owner = numlir_allocate(bytes);
        if !owner.is_null() {
            // SAFETY: the data of a block made for so many bytes.
            unsafe { owner.cast::<u8>().add(DATA_OFFSET).write_bytes(0, bytes as usize) };
        }
        return owner;
    }
    allocate(bytes, small::NO_CLASS, |size| match take_kept(size) {
        // Filling pages that are there costs less than the faults of fresh ones.
        Some(kept) => {
            // SAFETY: an allocation of this size that nobody else has.
            unsafe { kept.cast::<u8>().write_bytes(0, size) };
            kept
        }
        // SAFETY: `calloc` may be called with any size.
        None => unsafe { libc::calloc(size, 1) },
    })
}

/// One more reference. Null is allowed: memory that outlives every call.
///
/// # Safety
///
/// `owner` is null or has at least one reference that stays during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_retain(owner: *mut Owner) {
    // SAFETY: by the contract above.
    if let Some(owner) = unsafe { owner.as_ref() } {
        // Whoever retains holds a reference already, which orders this after the owner's making.
        owner.references.fetch_add(1, Ordering::Relaxed);
    }
}

/// One reference less; the last one frees. Null is allowed.
///
/// # Safety
///
/// `owner` is null or a live owner of which the caller gives up one reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_release(owner: *mut Owner) {
    // SAFETY: by the contract above; after the last reference nobody else can reach the owner, and the fence
    // orders their last uses before the freeing.
    unsafe {
        let Some(live) = owner.as_ref() else { return };
        let free = live.free;
        // Where there is one reference, it is the caller's, and nobody can make another. That is most blocks' end.
        if live.references.load(Ordering::Acquire) == 1 {
            free(owner);
        } else if live.references.fetch_sub(1, Ordering::Release) == 1 {
            fence(Ordering::Acquire);
            free(owner);
        }
    }
}

fn allocate(bytes: i64, class: u8, allocator: impl Fn(usize) -> *mut libc::c_void) -> *mut Owner {
    // The header, and what aligning it may skip.
    let Some(size) = usize::try_from(bytes).ok().and_then(|bytes| bytes.checked_add(2 * DATA_OFFSET)) else {
        return null_mut();
    };
    let allocation = allocator(size);
    if allocation.is_null() {
        return null_mut();
    }
    advise_large_pages(allocation, size);
    let block = allocation.map_addr(|address| address.next_multiple_of(DATA_OFFSET)).cast::<Block>();
    let owner = Owner { references: AtomicI64::new(1), free: free_block };
    // SAFETY: the aligned place of a header within the allocation.
    unsafe { block.write(Block { owner, allocation, size, class, counted: is_counted(), next: null_mut() }) };
    block.cast()
}

/// Makes a block that was kept one with one reference; the rest of its header is as it was.
#[inline]
fn begin_again(block: *mut Block) -> *mut Owner {
    // SAFETY: a kept block is nobody's but the caller's.
    unsafe {
        (*block).owner.references = AtomicI64::new(1);
        (*block).counted = is_counted();
    }
    block.cast()
}

/// Whether a new block counts, which is noted.
#[inline]
fn is_counted() -> bool {
    let counted = COUNTING.load(Ordering::Relaxed);
    if counted {
        LIVE_BLOCKS.fetch_add(1, Ordering::Relaxed);
    }
    counted
}

unsafe extern "C" fn free_block(owner: *mut Owner) {
    let block = owner.cast::<Block>();
    // SAFETY: only blocks made by `allocate` carry this function, and this is their last use.
    unsafe {
        if (*block).counted {
            LIVE_BLOCKS.fetch_sub(1, Ordering::Relaxed);
        }
        if !small::keep(block) {
            give_back(block);
        }
    }
}

/// Keeps what a block that is not kept as a small one lies in, or frees it.
///
/// # Safety
///
/// This is the block's last use.
#[inline(never)]
unsafe fn give_back(block: *mut Block) {
    // SAFETY: by the contract above.
    unsafe {
        let Block { allocation, size, .. } = block.read();
        if !keep(allocation, size) {
            libc::free(allocation);
        }
    }
}

/// How many bytes of blocks that were given back are kept at most, and how many blocks.
pub const MOST_KEPT: usize = 64 << 20;
const MOST_BLOCKS: usize = 8;

/// Blocks that were given back, the latest last.
static KEPT: Mutex<Vec<(usize, Kept)>> = Mutex::new(Vec::new());

struct Kept(*mut libc::c_void);

// SAFETY: nobody else has an allocation that is kept.
unsafe impl Send for Kept {}

/// A kept allocation of exactly this size.
fn take_kept(size: usize) -> Option<*mut libc::c_void> {
    if size < LARGE_ENOUGH_TO_KEEP {
        return None;
    }
    // A thread that is in here, or was when the process forked, is not waited for.
    let mut kept = KEPT.try_lock().ok()?;
    let position = kept.iter().rposition(|(known, _)| *known == size)?;
    Some(kept.remove(position).1.0)
}

/// Keeps an allocation that was given back, in the place of the oldest where there is no room. Whether it was kept.
fn keep(allocation: *mut libc::c_void, size: usize) -> bool {
    if !(LARGE_ENOUGH_TO_KEEP..=MOST_KEPT).contains(&size) {
        return false;
    }
    let Ok(mut kept) = KEPT.try_lock() else { return false };
    while kept.len() >= MOST_BLOCKS || kept.iter().map(|(size, _)| size).sum::<usize>() + size > MOST_KEPT {
        // SAFETY: it was kept, so nobody else has it.
        unsafe { libc::free(kept.remove(0).1.0) };
    }
    kept.push((size, Kept(allocation)));
    true
}

/// From this size on allocators ask the system for each block, and give it back at once.
const LARGE_ENOUGH_TO_KEEP: usize = 1 << 17;

/// From this size on huge pages pay: filling fresh memory is bound by page faults. NumPy uses the same limit.
const LARGE: usize = 1 << 22;

#[cfg(target_os = "linux")]
fn advise_large_pages(allocation: *mut libc::c_void, size: usize) {
    const PAGE: usize = 4096;
    if size < LARGE {
        return;
    }
    let start = allocation.map_addr(|address| address.next_multiple_of(PAGE));
    let length = size - (start.addr() - allocation.addr());
    // SAFETY: the range lies within the allocation. The advice may be refused, which changes nothing.
    unsafe { libc::madvise(start, length, libc::MADV_HUGEPAGE) };
}

#[cfg(not(target_os = "linux"))]
fn advise_large_pages(_: *mut libc::c_void, size: usize) {
    let _ = size < LARGE;
}
