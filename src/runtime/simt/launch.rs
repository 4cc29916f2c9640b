//! Launches: the blocks of a grid, one after the other.

use super::{BlockContext, races::Shadow, table::Table};
use std::{
    alloc::{Layout, alloc_zeroed, dealloc},
    cell::Cell,
    ptr::null_mut,
};

/// The extents of a launch.
#[derive(Clone, Copy, Debug)]
pub struct Launch {
    pub grid: [i32; 3],
    pub block: [i32; 3],
    /// Bytes of shared memory beside what the kernel says.
    pub dynamic: usize,
}

/// The status of a launch for which there is no memory.
pub const OUT_OF_MEMORY: i32 = -2;

/// The function of a block: 1 where it waits for others, 0 at its end.
type BlockFunction = unsafe extern "C" fn(context: *mut BlockContext, arguments: *const u8) -> i32;

const ALIGNMENT: usize = 64;

thread_local! {
    static LAUNCH: Cell<Launch> = const { Cell::new(Launch { grid: [1; 3], block: [1; 3], dynamic: 0 }) };
}

thread_local! {
    static FAILED: Cell<Option<FailedThread>> = const { Cell::new(None) };
}

/// A thread of a kernel: its place in its block, and its block's in the grid.
pub type FailedThread = [[i32; 3]; 2];

/// The first thread that failed in the last launch of this thread, where the kernel was compiled to tell.
pub fn take_failed_thread() -> Option<FailedThread> {
    FAILED.take()
}

/// Notes that a thread failed: its status becomes that of the launch.
///
/// # Safety
/// Compiled code calls it with the context it runs in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_simt_fail(context: *mut BlockContext, thread: i64, status: i32) {
    // SAFETY: by the contract above.
    let block = unsafe { &mut *context };
    block.status = status;
    if FAILED.get().is_none() {
        let (thread, [width, height, _]) = (thread as i32, block.block_dim);
        FAILED.set(Some([[thread % width, thread / width % height, thread / width / height], block.block]));
    }
}

/// Says how the next kernel that this thread calls is launched. Extents are at least 1; a block has at most 1024 threads.
pub fn set_launch(launch: Launch) {
    FAILED.set(None);
    LAUNCH.set(launch);
}

/// Says how the next kernel that this thread's compiled code calls is launched: so many blocks of so many threads, on one axis.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_simt_grid(blocks: i64, threads: i64) {
    let extents = |count: i64| [i32::try_from(count).unwrap_or(i32::MAX), 1, 1];
    set_launch(Launch { grid: extents(blocks), block: extents(threads), dynamic: 0 });
}

/// Memory of blocks, freed at the end.
struct Memory {
    start: *mut u8,
    layout: Layout,
}

impl Memory {
    fn new(bytes: usize) -> Option<Self> {
        let layout = Layout::from_size_align(bytes.max(1), ALIGNMENT).ok()?;
        // SAFETY: the size is not zero.
        let start = unsafe { alloc_zeroed(layout) };
        (!start.is_null()).then_some(Self { start, layout })
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: allocated in `new` with this layout.
        unsafe { dealloc(self.start, self.layout) };
    }
}

/// How the memory of a block is divided.
struct Division {
    padded: usize,
    scratch: usize,
    shared: usize,
    dynamic: usize,
    run: usize,
    next: usize,
    ready: usize,
    total: usize,
}

impl Division {
    fn new(table: Table, launch: &Launch) -> Option<Self> {
        let threads: usize = launch.block.iter().map(|extent| *extent as usize).product();
        let padded = threads.next_multiple_of(ALIGNMENT);
        let mut total = 0_usize;
        let mut take = |bytes: usize| {
            let start = total;
            total = total.checked_add(bytes)?.checked_next_multiple_of(ALIGNMENT)?;
            Some(start)
        };
        let scratch = take(table.scratch().checked_mul(padded)?)?;
        let shared = take(table.shared())?;
        let dynamic = take(launch.dynamic)?;
        let (run, next, ready) = (take(padded)?, take(padded * 4)?, take(padded)?);
        Some(Self { padded, scratch, shared, dynamic, run, next, ready, total })
    }

    /// The context of a block whose memory begins there.
    ///
    /// # Safety
    /// There are as many bytes as `total` says.
    unsafe fn context(&self, start: *mut u8, table: *const u64, launch: &Launch) -> BlockContext {
        let threads: i32 = launch.block.iter().product();
        // SAFETY: each part lies within the memory.
        unsafe {
            start.add(self.run).write_bytes(1, threads as usize);
            BlockContext {
                block: [0; 3],
                block_dim: launch.block,
                grid_dim: launch.grid,
                threads,
                padded: self.padded as i64,
                scratch: start.add(self.scratch),
                shared: start.add(self.shared),
                dynamic: start.add(self.dynamic),
                dynamic_size: launch.dynamic as i64,
                run: start.add(self.run),
                next: start.add(self.next).cast(),
                mixed: 0,
                status: 0,
                table,
                ready: start.add(self.ready),
                shadow: null_mut(),
            }
        }
    }
}

impl BlockContext {
    /// Begins another block.
    fn begin(&mut self, number: u64) {
        // SAFETY: null, or the launch's own.
        if let Some(shadow) = unsafe { self.shadow.as_mut() } {
            shadow.pass_barrier();
        }
        let [width, height, _] = self.grid_dim.map(|extent| extent as u64);
        self.block = [number % width, number / width % height, number / width / height].map(|place| place as i32);
        if self.mixed != 0 {
            self.mixed = 0;
            // SAFETY: the arrays have an element for each thread.
            unsafe {
                self.run.write_bytes(1, self.thread_count());
                self.ready.write_bytes(0, self.thread_count());
            }
        }
    }
}

/// Runs a kernel as [`set_launch`] said. Gives 0, or the status of a thread that failed; the others run to their end.
///
/// # Safety
/// Compiled code calls it with the function of a block, its arguments and its table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_simt_launch(function: BlockFunction, arguments: *const u8, words: *const u64) -> i32 {
    // SAFETY: by the contract above.
    let table = unsafe { Table::new(words) };
    let launch = LAUNCH.get();
    let blocks: u64 = launch.grid.iter().map(|extent| *extent as u64).product();
    let Some(division) = Division::new(table, &launch) else { return OUT_OF_MEMORY };
    let at_once = if table.has_grid_points() { blocks } else { 1 };
    let bytes = usize::try_from(at_once).ok().and_then(|count| division.total.checked_mul(count));
    let Some(memory) = bytes.and_then(Memory::new) else { return OUT_OF_MEMORY };
    let threads: i32 = launch.block.iter().product();
    let mut shadows: Vec<Shadow> = if table.is_debug() {
        (0..at_once).map(|_| Shadow::new(table.shared() + launch.dynamic, threads as usize)).collect()
    } else {
        Vec::new()
    };
    let mut watched = |context: BlockContext, number: usize| BlockContext {
        shadow: shadows.get_mut(number).map_or(null_mut(), |shadow| &raw mut *shadow),
        ..context
    };
    // SAFETY: the memory has room for so many blocks, and the function is given contexts made for it.
    unsafe {
        if !table.has_grid_points() {
            let mut context = watched(division.context(memory.start, words, &launch), 0);
            for number in 0..blocks {
                context.begin(number);
                function(&mut context, arguments);
            }
            return context.status;
        }
        let start = |number: u64| memory.start.add(number as usize * division.total);
        let mut contexts: Vec<_> = (0..blocks)
            .map(|number| watched(division.context(start(number), words, &launch), number as usize))
            .collect();
        contexts.iter_mut().zip(0..).for_each(|(context, number)| context.begin(number));
        let mut open: Vec<usize> = (0..contexts.len()).collect();
        while !open.is_empty() {
            open.retain(|number| function(&mut contexts[*number], arguments) != 0);
            // All that have not ended wait for one another, so they may go on.
            for number in &open {
                contexts[*number].ready.write_bytes(1, contexts[*number].thread_count());
            }
        }
        contexts.iter().map(|context| context.status).find(|status| *status != 0).unwrap_or(0)
    }
}
