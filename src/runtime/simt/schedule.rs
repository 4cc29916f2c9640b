//! Which threads of a block run next, where they do not all wait at one point.

use super::super::errors::numlir_note_value;
use super::{BlockContext, WARP, exchange::numlir_simt_exchange, races::numlir_simt_passed, table::Kind};
use std::slice;

/// All threads have ended.
const ENDED: i32 = 0;
/// All threads that have not ended wait for the other blocks.
const SUSPENDED: i32 = -1;

/// Says which region runs next, and marks the threads that run it. Of several, that which comes first in the program, so
/// that threads meet again.
///
/// # Safety
/// Compiled code calls it with the context it runs in, in the block's second form.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_simt_schedule(context: *mut BlockContext) -> i32 {
    // SAFETY: by the contract above; the arrays have an element for each thread.
    let (block, next, ready, run) = unsafe {
        let block = &mut *context;
        let count = block.thread_count();
        (
            &mut *context,
            slice::from_raw_parts(block.next, count),
            slice::from_raw_parts_mut(block.ready, count),
            slice::from_raw_parts_mut(block.run, count),
        )
    };
    let table = block.table();
    let point = match choose(block, next, ready) {
        Choice::Run(point) => point,
        Choice::Ended => return ENDED,
        Choice::Suspended => return SUSPENDED,
        Choice::Diverged(one, other) => {
            let mut lines = [table.line(one), table.line(other)];
            lines.sort_unstable();
            lines.into_iter().for_each(|line| {
                numlir_note_value(line);
            });
            block.status = table.divergence();
            return ENDED;
        }
    };
    for ((run, ready), next) in run.iter_mut().zip(ready.iter_mut()).zip(next) {
        *run = u8::from(*next == point && *ready != 0);
        if *run != 0 {
            *ready = 0;
        }
    }
    // SAFETY: as the caller's; the point is one of the table's.
    unsafe {
        numlir_simt_passed(context, point);
        numlir_simt_exchange(context, point);
    }
    point
}

enum Choice {
    /// The threads at a point that are ready.
    Run(i32),
    Ended,
    Suspended,
    /// Threads that wait at different barriers for one another.
    Diverged(i32, i32),
}

fn choose(block: &BlockContext, next: &[i32], ready: &mut [u8]) -> Choice {
    let table = block.table();
    let first_ready = |ready: &[u8]| {
        let waiting = next.iter().zip(ready).filter(|(next, ready)| **next != ENDED && **ready != 0);
        waiting.map(|(next, _)| *next).min()
    };
    let waiting: Vec<(usize, i32)> = next.iter().copied().enumerate().filter(|(_, next)| *next != ENDED).collect();
    let Some(first) = waiting.iter().map(|(_, next)| *next).min() else { return Choice::Ended };
    for &(thread, point) in &waiting {
        if ready[thread] == 0 {
            ready[thread] = u8::from(match table.kind(point) {
                Kind::Free | Kind::ActiveMask => true,
                kind if kind.is_of_warp() => meets_mask(block, next, thread),
                _ => false,
            });
        }
    }
    if let Some(point) = first_ready(ready) {
        return Choice::Run(point);
    }
    let kinds = || waiting.iter().map(|(_, point)| table.kind(*point));
    if kinds().all(|kind| kind == Kind::Grid) {
        return Choice::Suspended;
    }
    let other = waiting.iter().map(|(_, point)| *point).find(|point| *point != first);
    if let (Some(other), true) = (other, table.is_debug()) {
        return Choice::Diverged(first, other);
    }
    // Barriers count threads, wherever they wait. Threads of a warp that wait for one that is elsewhere would wait for ever:
    // they go on without it.
    let of_warp = waiting.iter().map(|(_, point)| *point).filter(|point| table.kind(*point).is_of_warp()).min();
    for &(thread, point) in &waiting {
        ready[thread] = u8::from(match of_warp {
            Some(of_warp) => point == of_warp,
            None => table.kind(point).is_of_block(),
        });
    }
    first_ready(ready).map_or(Choice::Ended, Choice::Run)
}

/// Whether all threads that a thread's mask names, and that have not ended, wait where it does.
fn meets_mask(block: &BlockContext, next: &[i32], thread: usize) -> bool {
    let point = next[thread];
    let mask = block.masks(point)[thread];
    let first = thread / WARP * WARP;
    let lanes = next[first..].iter().take(WARP).enumerate();
    lanes.filter(|(lane, _)| mask >> lane & 1 != 0).all(|(_, next)| *next == 0 || *next == point)
}
