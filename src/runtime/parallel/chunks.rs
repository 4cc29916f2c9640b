//! How the iterations of a loop are cut into chunks.

use std::cell::Cell;

/// A chunk is worth so many units of cost at least, where a unit is about one simple instruction: some ten microseconds.
const GRAIN: i64 = 400_000;
/// Bands of an operation on whole arrays at most.
const MOST_BANDS: i64 = 256;
/// A loop that costs less is not worth a second thread.
const SERIAL_BELOW: i64 = 100_000;

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

/// The same for compiled code.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_chunksize() -> i64 {
    chunksize()
}

/// Sets it for compiled code, and gives what it was.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_set_chunksize(size: i64) -> i64 {
    exchange_chunksize(size)
}

/// In how many chunks, from 1 to `most`, to run `count` iterations that cost so many units each, where each chunk has to be worth
/// `least` units more than usual. Depends on nothing else but the chunk size that the program asked for.
#[unsafe(no_mangle)]
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
    let fewest = if least == 0 { most.min(2) } else { 1 };
    (total / GRAIN.saturating_add(least.saturating_mul(8))).clamp(fewest, most)
}

/// In how many bands, a power of two up to 256, to run an operation on whole arrays over `count` places on an axis that cost so many
/// units each.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_parallel_bands(count: i64, cost: i64) -> i64 {
    let chunks = numlir_parallel_chunks(count, cost, MOST_BANDS, 0).max(1);
    1 << chunks.ilog2()
}

/// The first place of a band. A row of `count` places is halved, and its halves are, until there are so many bands; a first
/// half has a multiple of `unit` places and is rarely the longer one. With 8 as the unit (4 for complex numbers) these are the
/// places where NumPy's pairwise summation splits a row.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_parallel_band(count: i64, bands: i64, band: i64, unit: i64) -> i64 {
    let (mut first, mut length, mut bands, mut band) = (0, count, bands, band);
    while band > 0 {
        if band >= bands {
            return first + length;
        }
        let half = length / 2 / unit * unit;
        bands /= 2;
        if band >= bands {
            (first, length, band) = (first + half, length - half, band - bands);
        } else {
            length = half;
        }
    }
    first
}

/// The iterations of a chunk, the first and the one behind the last. Chunks differ by one iteration at most.
pub fn bounds(count: i64, chunks: i64, chunk: i64) -> (i64, i64) {
    let bound = |chunk: i64| (i128::from(count) * i128::from(chunk) / i128::from(chunks)) as i64;
    (bound(chunk), bound(chunk + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where rows are split by halving, as NumPy does it.
    fn halves((first, length): (i64, i64), bands: i64, unit: i64, begins: &mut Vec<i64>) {
        if bands == 1 {
            return begins.push(first);
        }
        let half = length / 2 / unit * unit;
        halves((first, half), bands / 2, unit, begins);
        halves((first + half, length - half), bands / 2, unit, begins);
    }

    #[test]
    fn bands_begin_where_rows_are_halved() {
        for (count, bands, unit) in [(1_000_003, 64, 8), (999, 4, 4), (77, 16, 1), (5, 8, 8), (0, 1, 8), (300, 256, 1)]
        {
            let mut begins = Vec::new();
            halves((0, count), bands, unit, &mut begins);
            begins.push(count);
            let own: Vec<_> = (0..=bands).map(|band| numlir_parallel_band(count, bands, band, unit)).collect();
            assert_eq!(own, begins);
        }
    }
}
