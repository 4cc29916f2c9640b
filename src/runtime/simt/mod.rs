//! Kernels of many threads on the CPU: launches, what threads of a warp exchange, and which threads run next.
//!
//! Compiled code has a function for a block, which runs all of its threads (`distribute-threads` says how), and a table that
//! says where threads wait and what they bring there. A launch calls that function for each block of the grid.

mod exchange;
mod launch;
mod races;
mod schedule;
mod table;

pub use exchange::numlir_simt_exchange;
pub use launch::{
    Launch, OUT_OF_MEMORY, numlir_simt_fail, numlir_simt_grid, numlir_simt_launch, set_launch, take_failed_thread,
};
pub use races::{numlir_simt_access, numlir_simt_passed};
pub use schedule::numlir_simt_schedule;

/// Threads of a warp.
const WARP: usize = 32;

/// A block that runs: what compiled code and the runtime know of it. Compiled code reads it by its layout.
#[repr(C)]
pub struct BlockContext {
    block: [i32; 3],
    block_dim: [i32; 3],
    grid_dim: [i32; 3],
    threads: i32,
    /// The number of threads, rounded up: the elements of a slot's array.
    padded: i64,
    /// What lives across points, by slot and thread.
    scratch: *mut u8,
    shared: *mut u8,
    /// Shared memory whose size the launch says.
    dynamic: *mut u8,
    dynamic_size: i64,
    /// Whether a thread runs now, a byte each.
    run: *mut u8,
    /// The point where a thread waits, 0 where it has ended.
    next: *mut i32,
    /// Whether the block is in its second form.
    mixed: i32,
    /// The status of a thread that failed.
    status: i32,
    table: *const u64,
    /// Whether what a thread waits for has happened, a byte each.
    ready: *mut u8,
    /// What is known of shared memory, where races are looked for.
    shadow: *mut races::Shadow,
}

const _: () = {
    use std::mem::offset_of;
    assert!(offset_of!(BlockContext, padded) == 40 && offset_of!(BlockContext, scratch) == 48);
    assert!(offset_of!(BlockContext, shared) == 56 && offset_of!(BlockContext, dynamic) == 64);
    assert!(offset_of!(BlockContext, dynamic_size) == 72 && offset_of!(BlockContext, run) == 80);
    assert!(offset_of!(BlockContext, next) == 88 && offset_of!(BlockContext, mixed) == 96);
    assert!(offset_of!(BlockContext, status) == 100);
};
