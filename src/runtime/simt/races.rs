//! Threads of a block that meet in shared memory without a barrier between, where the launch is to find them.
//!
//! Of every byte it is known who wrote it last and who read it, each with the line and with the barriers that were passed until
//! then. An access that meets another thread's from between the same barriers is a race, unless both only read, both are
//! atomic, or both write the same.

use super::super::errors::numlir_note_value;
use super::{BlockContext, WARP, table::Kind};
use std::slice;

/// An access.
#[derive(Clone, Copy)]
struct Mark {
    thread: usize,
    line: i64,
    /// Barriers of the block, and of its warp, that the thread had passed.
    barriers: u64,
    warp_barriers: u64,
}

#[derive(Clone, Copy, Default)]
struct Byte {
    written: Option<Mark>,
    value: u8,
    /// By an atomic operation.
    changed: Option<Mark>,
    /// By two threads: one that writes is another one than one of them.
    read: [Option<Mark>; 2],
}

/// What is known of a block's shared memory.
pub struct Shadow {
    bytes: Vec<Byte>,
    barriers: u64,
    /// By thread.
    warp_barriers: Vec<u64>,
    found: bool,
}

/// Kinds of accesses, as compiled code says them.
const READ: i32 = 0;
const WRITE: i32 = 1;
const ATOMIC: i32 = 2;

impl Shadow {
    pub fn new(bytes: usize, threads: usize) -> Self {
        Self { bytes: vec![Byte::default(); bytes], barriers: 0, warp_barriers: vec![0; threads], found: false }
    }

    /// All threads of the block go on together.
    pub fn pass_barrier(&mut self) {
        self.barriers += 1;
    }

    fn pass_warp_barrier(&mut self, runs: &[u8]) {
        self.warp_barriers.iter_mut().zip(runs).for_each(|(passed, runs)| *passed += u64::from(*runs));
    }

    /// Whether nothing orders an earlier access and this one.
    fn meets(&self, earlier: Option<Mark>, now: &Mark) -> bool {
        earlier.is_some_and(|earlier| {
            let same_warp = earlier.thread / WARP == now.thread / WARP;
            earlier.thread != now.thread
                && earlier.barriers == now.barriers
                && !(same_warp && earlier.warp_barriers != now.warp_barriers)
        })
    }

    /// Notes an access of a byte, which holds a value now. Gives the line of one that it races with.
    fn access(&mut self, at: usize, now: Mark, (kind, value): (i32, u8)) -> Option<i64> {
        let byte = self.bytes[at];
        let same = kind == WRITE && byte.value == value;
        let met = |earlier: Option<Mark>| earlier.filter(|_| self.meets(earlier, &now));
        let mut other = met(byte.written.filter(|_| !same));
        if kind != ATOMIC {
            other = other.or_else(|| met(byte.changed));
        }
        if kind != READ {
            other = other.or_else(|| byte.read.into_iter().find_map(met));
        }
        let byte = &mut self.bytes[at];
        match kind {
            READ => {
                // The second place is for another thread than the first one's.
                let first = byte.read[0].is_none_or(|read| read.thread == now.thread || read.barriers != now.barriers);
                byte.read[usize::from(!first)] = Some(now);
            }
            ATOMIC => byte.changed = Some(now),
            _ => {
                byte.written = Some(now);
                byte.value = value;
            }
        }
        other.map(|mark| mark.line)
    }
}

impl BlockContext {
    fn shadow(&mut self) -> Option<&mut Shadow> {
        // SAFETY: null, or the launch's own, which it drops behind the last block.
        unsafe { self.shadow.as_mut() }
    }
}

/// Notes that threads go on behind a point.
///
/// # Safety
/// Compiled code and the scheduler call it with the context they run in and a point of its table.
pub unsafe extern "C" fn numlir_simt_passed(context: *mut BlockContext, point: i32) {
    // SAFETY: by the contract above.
    let block = unsafe { &mut *context };
    // SAFETY: there is a byte for each thread, which is no part of the shadow.
    let runs = unsafe { slice::from_raw_parts(block.run, block.thread_count()) };
    let kind = block.table().kind(point);
    let Some(shadow) = block.shadow() else { return };
    match kind {
        Kind::SyncWarp => shadow.pass_warp_barrier(runs),
        Kind::Grid => shadow.pass_barrier(),
        kind if kind.is_of_block() => shadow.pass_barrier(),
        _ => {}
    }
}

/// Notes a thread's access of memory: before it where it reads, behind it where it writes. A race becomes the launch's status.
///
/// # Safety
/// Compiled code calls it with the context it runs in; if the address is in the block's shared memory, all bytes are.
pub unsafe extern "C" fn numlir_simt_access(
    context: *mut BlockContext,
    thread: i64,
    address: *const u8,
    size: i32,
    kind: i32,
    line: i64,
) {
    // SAFETY: by the contract above.
    let block = unsafe { &mut *context };
    let (fixed, dynamic) = (block.table().shared(), block.dynamic_size as usize);
    let within = |start: *const u8, bytes: usize| {
        let offset = address.addr().checked_sub(start.addr())?;
        (offset < bytes).then_some(offset)
    };
    let place = within(block.shared, fixed).or_else(|| Some(fixed + within(block.dynamic, dynamic)?));
    let Some(place) = place else { return };
    let thread = thread as usize;
    let Some(shadow) = block.shadow() else { return };
    let (barriers, warp_barriers) = (shadow.barriers, shadow.warp_barriers[thread]);
    let now = Mark { thread, line, barriers, warp_barriers };
    for offset in 0..size as usize {
        // SAFETY: by the contract above.
        let value = unsafe { *address.add(offset) };
        if let Some(other) = shadow.access(place + offset, now, (kind, value))
            && !shadow.found
        {
            shadow.found = true;
            let mut lines = [other, line];
            lines.sort_unstable();
            lines.into_iter().for_each(|line| {
                numlir_note_value(line);
            });
            block.status = block.table().race();
            return;
        }
    }
}
