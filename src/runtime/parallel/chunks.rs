//! How the iterations of a loop are cut into chunks.

use std::cell::Cell;

/// A chunk is worth so many units of cost at least, where a unit is about one simple instruction: some microseconds.
const GRAIN: i64 = 20_000;
/// A loop that costs less is not worth a second thread.
const SERIAL_BELOW: i64 = 60_000;

thread_local! {
    /// How many iterations a chunk has, as the program said; 0 where it did not.
    static CHUNKSIZE: Cell<i64> = const { Cell::new(0) };
}

/// The number of iterations in a chunk that this thread's program asked for; 0 where it asked for none.
pub fn chunksize() -> i64 {
    CHUNKSIZE.try_with(Cell::get).unwrap_or(0)
}

/// Sets what [`chunksize`] gives on this thread.
pub fn set_chunksize(size: i64) {
    exchange_chunksize(size);
}

/// Sets it, and gives what it was.
pub fn exchange_chunksize(size: i64) -> i64 {
    CHUNKSIZE.try_with(|known| known.replace(size.max(0))).unwrap_or(0)
}

/// In how many chunks, from 1 to `most`, to run `count` iterations that cost so many units each, where each chunk has to be worth
/// `least` units more than usual. Depends on nothing else but the chunk size that the program asked for.
pub extern "C" fn numlir_parallel_chunks(count: i64, cost: i64, most: i64, least: i64) -> i64 {
    let most = most.min(count).max(1);
    let asked = chunksize();
    if asked > 0 {
        return (count / asked + i64::from(count % asked != 0)).clamp(1, most);
    }
    let total = count.saturating_mul(cost.max(1));
    if total < SERIAL_BELOW {
        return 1;
    }
    (total / GRAIN.saturating_add(least.saturating_mul(8))).clamp(1, most)
}

/// The iterations of a chunk, the first and the one behind the last. Chunks differ by one iteration at most.
pub fn bounds(count: i64, chunks: i64, chunk: i64) -> (i64, i64) {
    let bound = |chunk: i64| (i128::from(count) * i128::from(chunk) / i128::from(chunks)) as i64;
    (bound(chunk), bound(chunk + 1))
}
