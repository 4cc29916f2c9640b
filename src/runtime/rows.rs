//! Rows of an array: those at given positions, and those where a mask is true.
//!
//! A row is so many bytes without gaps; an element is a row too. Short rows are moved in parts of a fixed size, of which the last may
//! overlap the one before it, so that nothing depends on their length but where that lies.

use std::{iter, ptr};

/// Rows up to here are moved in parts of a fixed size.
const SHORT: usize = 128;
/// So many rows of a mask are looked at together.
const WORD: usize = 64;

/// Defines a function of the runtime by the one that does its work, and the same with the vectors of newer processors: those of AVX2, and before
/// them those that are said.
macro_rules! with_vectors {
    ($(#[$meta:meta])* $name:ident, $work:ident, ($($argument:ident: $ty:ty),*) $(, $newest:tt)?) => {
        $(#[$meta])*
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($($argument: $ty),*) -> i64 {
            #[cfg(target_arch = "x86_64")]
            {
                with_vectors!(@where_there_are ($($newest)?), $work, ($($argument: $ty),*));
                with_vectors!(@where_there_are ("avx2"), $work, ($($argument: $ty),*));
            }
            // SAFETY: by the contract above.
            unsafe { $work($($argument),*) }
        }
    };
    (@where_there_are (), $work:ident, $arguments:tt) => {};
    (@where_there_are ($feature:tt), $work:ident, ($($argument:ident: $ty:ty),*)) => {{
        #[target_feature(enable = $feature)]
        unsafe fn with_feature($($argument: $ty),*) -> i64 {
            // SAFETY: by the contract above.
            unsafe { $work($($argument),*) }
        }
        if std::arch::is_x86_feature_detected!($feature) {
            // SAFETY: by the contract above; what the processor has was asked.
            return unsafe { with_feature($($argument),*) };
        }
    }};
}

with_vectors! {
    /// Writes the rows at these positions one after another; negative ones count from the end. Returns -1, or where the first position stands
    /// that is outside, and has written nothing then.
    ///
    /// # Safety
    ///
    /// `count` positions are at `positions`, `extent` rows of `bytes` bytes at `from`, and at `to` there is room for `count` of them, apart from
    /// the others.
    numlir_take, take, (bytes: i64, count: i64, extent: i64, positions: *const i64, from: *const u8, to: *mut u8)
}

with_vectors! {
    /// As [`numlir_take`], of positions that are all inside; of an extent of zero none is negative. Returns zero.
    ///
    /// # Safety
    ///
    /// As there.
    numlir_take_inside, take_known, (bytes: i64, count: i64, extent: i64, positions: *const i64, from: *const u8, to: *mut u8)
}

with_vectors! {
    /// The largest of positions, or of their complements where they are negative: an axis has all of them where it is longer. The complement of
    /// that where any is negative; zero where there are none.
    ///
    /// # Safety
    ///
    /// `count` positions are at `positions`.
    numlir_reach, reach, (count: i64, positions: *const i64), "avx512f"
}

with_vectors! {
    /// The first position that is outside; zero where there is none.
    ///
    /// # Safety
    ///
    /// `count` positions are at `positions`.
    numlir_first_outside, first_outside, (count: i64, extent: i64, positions: *const i64)
}

with_vectors! {
    /// Puts the rows whose byte of the mask is not zero behind one another. Returns how many these are.
    ///
    /// # Safety
    ///
    /// `count` rows of `bytes` bytes are at `from`, and as many bytes at `mask`; at `to` there is room for those that are
    /// selected, apart from both.
    numlir_select_rows, select, (bytes: i64, count: i64, from: *const u8, mask: *const u8, to: *mut u8)
}

#[inline(always)]
unsafe fn take_known(bytes: i64, count: i64, extent: i64, positions: *const i64, from: *const u8, to: *mut u8) -> i64 {
    // SAFETY: by the caller's contract.
    unsafe {
        let positions = std::slice::from_raw_parts(positions, usize::try_from(count).unwrap_or(0));
        take_wrapped(bytes as usize, (positions, extent, extent != 0), from, to);
    }
    0
}

#[inline(always)]
unsafe fn reach(count: i64, positions: *const i64) -> i64 {
    // SAFETY: by the caller's contract.
    let positions = unsafe { std::slice::from_raw_parts(positions, usize::try_from(count).unwrap_or(0)) };
    let (mut lowest, mut highest) = (0, 0);
    for position in positions {
        lowest = lowest.min(*position);
        highest = highest.max(*position);
    }
    let farthest = highest.max(!lowest);
    if lowest < 0 { !farthest } else { farthest }
}

#[inline(always)]
unsafe fn first_outside(count: i64, extent: i64, positions: *const i64) -> i64 {
    // SAFETY: by the caller's contract.
    let positions = unsafe { std::slice::from_raw_parts(positions, usize::try_from(count).unwrap_or(0)) };
    if !look_at(positions, extent).0 {
        return 0;
    }
    let outside = |position: &&i64| **position < -extent || **position >= extent;
    positions.iter().find(outside).copied().unwrap_or(0)
}

#[inline(always)]
unsafe fn take(bytes: i64, count: i64, extent: i64, positions: *const i64, from: *const u8, to: *mut u8) -> i64 {
    if count <= 0 {
        return -1;
    }
    // SAFETY: by the caller's contract.
    let positions = unsafe { std::slice::from_raw_parts(positions, count as usize) };
    let (is_outside, is_negative) = look_at(positions, extent);
    if is_outside {
        let outside = |position: &i64| *position < -extent || *position >= extent;
        return positions.iter().position(outside).map_or(-1, |place| place as i64);
    }
    // SAFETY: all positions are inside, and the rest is the caller's contract.
    unsafe { take_wrapped(bytes as usize, (positions, extent, is_negative), from, to) };
    -1
}

/// Negative positions, which are asked for where there are any, count from the end.
#[inline(always)]
unsafe fn take_wrapped(
    bytes: usize,
    (positions, extent, is_negative): (&[i64], i64, bool),
    from: *const u8,
    to: *mut u8,
) {
    // SAFETY: by the caller's contract.
    unsafe {
        if is_negative {
            let wrapped = |position: i64| (if position < 0 { position + extent } else { position }) as usize;
            take_inside(bytes, positions, wrapped, from, to);
        } else {
            take_inside(bytes, positions, |position| position as usize, from, to);
        }
    }
}

/// Whether any position is outside, and whether any is negative. Only signs are asked for, which vectors of all processors can tell.
#[inline(always)]
fn look_at(positions: &[i64], extent: i64) -> (bool, bool) {
    let (mut outside, mut negative) = (0, 0);
    for position in positions {
        outside |= position.wrapping_add(extent) | (extent - 1).wrapping_sub(*position);
        negative |= position;
    }
    (outside < 0, negative < 0)
}

#[inline(always)]
unsafe fn take_inside(bytes: usize, positions: &[i64], at: impl Fn(i64) -> usize, from: *const u8, to: *mut u8) {
    // SAFETY: by the caller's contract.
    unsafe {
        match bytes {
            1 => take_elements::<u8>(positions, at, from.cast(), to.cast()),
            2 => take_elements::<u16>(positions, at, from.cast(), to.cast()),
            4 => take_elements::<u32>(positions, at, from.cast(), to.cast()),
            8 => take_elements::<u64>(positions, at, from.cast(), to.cast()),
            _ => move_all(bytes, positions.iter().map(|position| at(*position)).enumerate(), from, to),
        }
    }
}

/// Several at a time, which are written together: a processor reads several elements in the time of writing one.
#[inline(always)]
unsafe fn take_elements<T: Copy + Default>(positions: &[i64], at: impl Fn(i64) -> usize, from: *const T, to: *mut T) {
    let (groups, others) = positions.as_chunks::<8>();
    // SAFETY: by the caller's contract.
    let take = |position: i64| unsafe { from.add(at(position)).read_unaligned() };
    for (number, group) in groups.iter().enumerate() {
        let mut row = [T::default(); 8];
        for (element, position) in row.iter_mut().zip(group) {
            *element = take(*position);
        }
        // SAFETY: by the caller's contract.
        unsafe { to.add(number * 8).cast::<[T; 8]>().write_unaligned(row) };
    }
    for (place, position) in others.iter().enumerate() {
        // SAFETY: by the caller's contract.
        unsafe { to.add(groups.len() * 8 + place).write_unaligned(take(*position)) };
    }
}

/// Moves rows to their places: each is where it goes and where it is.
#[inline(always)]
unsafe fn move_all(bytes: usize, places: impl Iterator<Item = (usize, usize)>, from: *const u8, to: *mut u8) {
    // SAFETY: by the caller's contract.
    unsafe {
        match bytes {
            1 => move_elements::<u8>(places, from, to),
            2 => move_elements::<u16>(places, from, to),
            4 => move_elements::<u32>(places, from, to),
            8 => move_elements::<u64>(places, from, to),
            3 => move_rows::<2, 2>(bytes, places, from, to),
            5..8 => move_rows::<4, 2>(bytes, places, from, to),
            9..=16 => move_rows::<8, 2>(bytes, places, from, to),
            17..=32 => move_rows::<16, 2>(bytes, places, from, to),
            33..=64 => move_rows::<32, 2>(bytes, places, from, to),
            65..=96 => move_rows::<32, 3>(bytes, places, from, to),
            97..=SHORT => move_rows::<32, 4>(bytes, places, from, to),
            _ => {
                for (place, position) in places {
                    ptr::copy_nonoverlapping(from.add(position * bytes), to.add(place * bytes), bytes);
                }
            }
        }
    }
}

#[inline(always)]
unsafe fn move_elements<T>(places: impl Iterator<Item = (usize, usize)>, from: *const u8, to: *mut u8) {
    for (place, position) in places {
        // SAFETY: by the caller's contract.
        unsafe { to.cast::<T>().add(place).write_unaligned(from.cast::<T>().add(position).read_unaligned()) };
    }
}

#[inline(always)]
unsafe fn move_rows<const PART: usize, const PARTS: usize>(
    bytes: usize,
    places: impl Iterator<Item = (usize, usize)>,
    from: *const u8,
    to: *mut u8,
) {
    for (place, position) in places {
        // SAFETY: by the caller's contract.
        unsafe { copy_row::<PART, PARTS>(bytes, from.add(position * bytes), to.add(place * bytes)) };
    }
}

/// Copies a row of at most so many parts of so many bytes that has room for one part less.
#[inline(always)]
unsafe fn copy_row<const PART: usize, const PARTS: usize>(bytes: usize, from: *const u8, to: *mut u8) {
    for part in 0..PARTS {
        let start = if part + 1 < PARTS { part * PART } else { bytes - PART };
        // SAFETY: by the caller's contract, all parts lie within the row.
        unsafe {
            let row = from.add(start).cast::<[u8; PART]>().read_unaligned();
            to.add(start).cast::<[u8; PART]>().write_unaligned(row);
        }
    }
}

/// Nothing asks of a row whether it is wanted: the bits of a word say where the next one is that is.
#[inline(always)]
unsafe fn select(bytes: i64, count: i64, from: *const u8, mask: *const u8, to: *mut u8) -> i64 {
    let (bytes, count) = (bytes as usize, usize::try_from(count).unwrap_or(0));
    let mut selected = 0;
    // SAFETY: by the caller's contract.
    unsafe {
        let mask = std::slice::from_raw_parts(mask, count);
        for (index, part) in mask.chunks(WORD).enumerate() {
            let word = bits_of(part);
            let (from, to) = (from.add(index * WORD * bytes), to.add(selected * bytes));
            move_all(bytes, ones_of(word), from, to);
            selected += word.count_ones() as usize;
        }
    }
    selected as i64
}

/// A bit for each of at most so many bytes: whether it is not zero.
#[inline(always)]
fn bits_of(mask: &[u8]) -> u64 {
    let (eights, rest) = mask.as_chunks::<8>();
    let mut word = 0;
    for (index, eight) in eights.iter().enumerate() {
        word |= bits_of_eight(u64::from_le_bytes(*eight)) << (8 * index);
    }
    if rest.is_empty() {
        return word;
    }
    let before = mask.len() - rest.len();
    let last = match mask.last_chunk::<8>() {
        // Some of the bytes before are looked at once more.
        Some(eight) => bits_of_eight(u64::from_le_bytes(*eight)) >> (8 - rest.len()),
        None => rest.iter().enumerate().fold(0, |bits, (place, byte)| bits | u64::from(*byte != 0) << place),
    };
    word | last << before
}

/// The same of eight bytes.
#[inline(always)]
fn bits_of_eight(bytes: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const GATHER: u64 = 0x0102_0408_1020_4080;
    // The highest bit of each byte that is not zero, without carries into the next one.
    let ones = (((bytes & LOW) + LOW) | bytes) & !LOW;
    (ones >> 7).wrapping_mul(GATHER) >> 56
}

/// Where a word has ones, from the lowest bit on, with their numbers.
#[inline(always)]
fn ones_of(mut word: u64) -> impl Iterator<Item = (usize, usize)> {
    let next = move || {
        let position = (word != 0).then_some(word.trailing_zeros() as usize)?;
        word &= word - 1;
        Some(position)
    };
    iter::from_fn(next).enumerate()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_every_length_are_taken_and_selected() {
        let lengths = (0..=SHORT + 8).filter(|bytes| *bytes > 0);
        for bytes in lengths {
            let extent = 7;
            let from: Vec<u8> = (0..extent * bytes).map(|byte| (byte % 251) as u8).collect();
            let row = |position: usize| from[position * bytes..][..bytes].to_vec();
            let positions = [6, 0, -1, -7, 3, 3];
            let expected: Vec<u8> = [6, 0, 6, 0, 3, 3].into_iter().flat_map(row).collect();
            for (positions, expected) in [(&positions[..], &expected[..]), (&[5, 1], &[row(5), row(1)].concat())] {
                let mut to = vec![0; positions.len() * bytes];
                // SAFETY: the vectors are as long as the contract asks.
                let outside = unsafe {
                    let (size, count) = (bytes as i64, positions.len() as i64);
                    numlir_take(size, count, extent as i64, positions.as_ptr(), from.as_ptr(), to.as_mut_ptr())
                };
                assert_eq!((outside, &to[..]), (-1, expected), "{bytes} bytes");
            }
            let mask = [1, 0, 0, 1, 1, 0, 1];
            let expected: Vec<u8> = [0, 3, 4, 6].into_iter().flat_map(row).collect();
            let mut to = vec![0; 5 * bytes];
            // SAFETY: as above.
            let selected = unsafe {
                numlir_select_rows(bytes as i64, mask.len() as i64, from.as_ptr(), mask.as_ptr(), to.as_mut_ptr())
            };
            assert_eq!((selected, &to[..4 * bytes]), (4, &expected[..]), "{bytes} bytes");
        }
    }

    #[test]
    fn positions_reach_as_far_as_the_farthest() {
        let cases: [(&[i64], i64); 7] = [
            (&[], 0),
            (&[0, 0], 0),
            (&[3, 1, 2], 3),
            (&[3, -1], !3),
            (&[3, -9], !8),
            (&[-1], !0),
            (&[i64::MIN, i64::MAX], !i64::MAX),
        ];
        for (positions, expected) in cases {
            // SAFETY: there are so many.
            assert_eq!(unsafe { numlir_reach(positions.len() as i64, positions.as_ptr()) }, expected);
        }
    }

    #[test]
    fn masks_of_every_length_select() {
        for count in 0..200_usize {
            let from: Vec<u16> = (0..count as u16).collect();
            // What is true may be any byte but zero.
            let mask: Vec<u8> = (0..count).map(|place| [0, 1, 0, 128, 255, 2][place * place % 23 % 6]).collect();
            let expected: Vec<u16> =
                from.iter().zip(&mask).filter(|(_, mask)| **mask != 0).map(|(value, _)| *value).collect();
            let mut to = vec![0_u16; expected.len()];
            // SAFETY: the vectors are as long as the contract asks.
            let selected = unsafe {
                numlir_select_rows(2, count as i64, from.as_ptr().cast(), mask.as_ptr(), to.as_mut_ptr().cast())
            };
            assert_eq!((selected as usize, to), (expected.len(), expected));
        }
    }

    #[test]
    fn a_position_outside_is_found_and_nothing_written() {
        for (positions, outside) in [(&[0, 3, 1][..], 1), (&[0, 1, -4], 2), (&[i64::MIN, 9], 0)] {
            let (from, mut to) = ([1_u8, 2, 3], [0_u8; 3]);
            // SAFETY: the arrays are as long as the contract asks.
            let found = unsafe {
                numlir_take(1, positions.len() as i64, 3, positions.as_ptr(), from.as_ptr(), to.as_mut_ptr())
            };
            assert_eq!((found, to), (outside, [0; 3]));
        }
    }
}
