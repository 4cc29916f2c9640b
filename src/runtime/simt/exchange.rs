//! What threads that wait together exchange.

use super::{
    BlockContext, WARP,
    table::{Kind, Table},
};
use std::slice;

impl BlockContext {
    pub(super) fn table(&self) -> Table {
        // SAFETY: the launch put the table of its kernel here.
        unsafe { Table::new(self.table) }
    }

    pub(super) fn thread_count(&self) -> usize {
        self.threads as usize
    }

    pub(super) fn runs(&self) -> &[u8] {
        // SAFETY: the launch allocated a byte for each thread, padded.
        unsafe { slice::from_raw_parts(self.run, self.padded as usize) }
    }

    /// The elements of a slot for all threads.
    ///
    /// # Safety
    /// The table names a slot of values of this type there, and no other reference to its elements is in use.
    #[allow(clippy::mut_from_ref)]
    unsafe fn slot<T>(&self, offset: usize) -> &mut [T] {
        // SAFETY: slots lie within the scratch memory, aligned, as the table was made for it.
        unsafe {
            slice::from_raw_parts_mut(self.scratch.add(offset * self.padded as usize).cast(), self.padded as usize)
        }
    }

    pub(super) fn masks(&self, point: i32) -> &[u32] {
        // SAFETY: the first operand of an operation of a warp is its mask.
        unsafe { self.slot::<u32>(self.table().operand(point, 0)) }
    }

    /// The lanes of a warp that run.
    fn lanes(&self, first: usize) -> u32 {
        let lanes = &self.runs()[first..first + WARP];
        // All threads run but in the second form, and in a last warp that is not whole.
        if lanes.iter().all(|run| *run == 1) {
            return u32::MAX;
        }
        lanes.iter().enumerate().fold(0, |mask, (lane, run)| mask | u32::from(*run != 0) << lane)
    }
}

/// Gives each of the running threads, which all wait at a point, what the others brought.
///
/// # Safety
/// Compiled code calls it with the context it runs in and a point of its table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_simt_exchange(context: *mut BlockContext, point: i32) {
    // SAFETY: by the contract above.
    let context = unsafe { &*context };
    let table = context.table();
    let kind = table.kind(point);
    if matches!(kind, Kind::Count | Kind::And | Kind::Or) {
        return reduce(context, point, kind);
    }
    for first in (0..context.thread_count()).step_by(WARP) {
        let lanes = context.lanes(first);
        match kind {
            _ if lanes == 0 => {}
            Kind::ActiveMask => give(context, table.result(point, 0), first, lanes, |_| lanes),
            Kind::ShuffleIndex | Kind::ShuffleUp | Kind::ShuffleDown | Kind::ShuffleXor => {
                match table.value_size(point) {
                    8 => shuffle::<u64>(context, point, first, lanes),
                    _ => shuffle::<u32>(context, point, first, lanes),
                }
            }
            Kind::All | Kind::Any | Kind::Equal | Kind::Ballot => vote(context, point, first, lanes),
            Kind::MatchAny | Kind::MatchAll => match table.value_size(point) {
                8 => matching::<u64>(context, point, first, lanes),
                _ => matching::<u32>(context, point, first, lanes),
            },
            _ => {}
        }
    }
}

/// Writes a result for each lane.
fn give<T: Copy>(context: &BlockContext, to: Option<usize>, first: usize, lanes: u32, value: impl Fn(usize) -> T) {
    let Some(offset) = to else { return };
    // SAFETY: the table says where results of this type go, which are no operands.
    let slot = unsafe { context.slot::<T>(offset) };
    for lane in (0..WARP).filter(|lane| lanes >> lane & 1 != 0) {
        slot[first + lane] = value(lane);
    }
}

fn reduce(context: &BlockContext, point: i32, kind: Kind) {
    let table = context.table();
    // SAFETY: the operand of a reducing barrier is an `int32`.
    let brought = unsafe { context.slot::<i32>(table.operand(point, 0)) };
    let threads = || context.runs()[..context.thread_count()].iter().zip(brought.iter()).filter(|(run, _)| **run != 0);
    let count = threads().filter(|(_, value)| **value != 0).count();
    let result = match kind {
        Kind::Count => count as i32,
        Kind::And => i32::from(count == threads().count()),
        _ => i32::from(count > 0),
    };
    if let Some(offset) = table.result(point, 0) {
        // SAFETY: as above; the result's slot is none of an operand.
        let results = unsafe { context.slot::<i32>(offset) };
        results[..context.thread_count()].fill(result);
    }
}

/// The lane that a thread asks; outside of the warp where there is none.
fn source(kind: Kind, lane: usize, other: i32) -> i64 {
    let (lane, other) = (lane as i64, i64::from(other));
    match kind {
        Kind::ShuffleIndex => other & (WARP as i64 - 1),
        Kind::ShuffleUp => lane - other,
        Kind::ShuffleDown => lane + other,
        _ => lane ^ other,
    }
}

fn shuffle<T: Copy>(context: &BlockContext, point: i32, first: usize, lanes: u32) {
    // One loop for each kind, as each then is one for vectors.
    match context.table().kind(point) {
        Kind::ShuffleIndex => {
            shuffle_by::<T>(context, point, (first, lanes), |lane, other| source(Kind::ShuffleIndex, lane, other))
        }
        Kind::ShuffleUp => {
            shuffle_by::<T>(context, point, (first, lanes), |lane, other| source(Kind::ShuffleUp, lane, other))
        }
        Kind::ShuffleDown => {
            shuffle_by::<T>(context, point, (first, lanes), |lane, other| source(Kind::ShuffleDown, lane, other))
        }
        _ => shuffle_by::<T>(context, point, (first, lanes), |lane, other| source(Kind::ShuffleXor, lane, other)),
    }
}

fn shuffle_by<T: Copy>(
    context: &BlockContext,
    point: i32,
    (first, lanes): (usize, u32),
    source: impl Fn(usize, i32) -> i64,
) {
    let table = context.table();
    let inside = |asked: i64| (0..WARP as i64).contains(&asked);
    // SAFETY: the operands are a mask, a value of this size and an `int32`; results lie elsewhere.
    let (values, others) =
        unsafe { (context.slot::<T>(table.operand(point, 1)), context.slot::<i32>(table.operand(point, 2))) };
    let (values, others) = (&values[first..first + WARP], &others[first..first + WARP]);
    if lanes == u32::MAX {
        if let Some(offset) = table.result(point, 0) {
            // SAFETY: as above.
            let results = unsafe { &mut context.slot::<T>(offset)[first..first + WARP] };
            for (lane, (result, other)) in results.iter_mut().zip(others).enumerate() {
                let asked = source(lane, *other);
                *result = values[if inside(asked) { asked as usize } else { lane }];
            }
        }
    } else {
        give(context, table.result(point, 0), first, lanes, |lane| {
            let asked = source(lane, others[lane]);
            // What a lane that is not here would say is not defined: the thread's own value is as good as any.
            values[if inside(asked) && lanes >> asked & 1 != 0 { asked as usize } else { lane }]
        });
    }
    give(context, table.result(point, 1), first, lanes, |lane| u8::from(inside(source(lane, others[lane]))));
}

fn vote(context: &BlockContext, point: i32, first: usize, lanes: u32) {
    let table = context.table();
    let kind = table.kind(point);
    // SAFETY: the operands are a mask and a bool.
    let said = unsafe { context.slot::<u8>(table.operand(point, 1)) };
    let masks = context.masks(point);
    let yes = (0..WARP).fold(0_u32, |bits, lane| bits | u32::from(said[first + lane] != 0) << lane) & lanes;
    give(context, table.result(point, 0), first, lanes, |lane| {
        let voters = masks[first + lane] & lanes;
        let yes = yes & voters;
        match kind {
            Kind::All => u32::from(yes == voters),
            Kind::Any => u32::from(yes != 0),
            Kind::Equal => u32::from(yes == 0 || yes == voters),
            _ => yes,
        }
    });
}

fn matching<T: Copy + PartialEq>(context: &BlockContext, point: i32, first: usize, lanes: u32) {
    let table = context.table();
    let all = table.kind(point) == Kind::MatchAll;
    // SAFETY: the operands are a mask and a value of this size.
    let values = unsafe { context.slot::<T>(table.operand(point, 1)) };
    let masks = context.masks(point);
    let same = |lane: usize| {
        let asked = masks[first + lane] & lanes;
        let equal = (0..WARP).filter(|other| values[first + other] == values[first + lane]);
        let equal = equal.fold(0_u32, |bits, other| bits | 1 << other) & asked;
        if all && equal != asked { 0 } else { equal }
    };
    give(context, table.result(point, 0), first, lanes, same);
    give(context, table.result(point, 1), first, lanes, |lane| u8::from(same(lane) != 0));
}
