//! The elements of an array where a mask is true: behind one another, their positions, or others in their places.
//!
//! Nothing here branches on the mask: what is guessed wrong costs more than moving an element that nobody wants. Processors with
//! AVX-512 move a whole vector at once.

#[cfg(target_arch = "x86_64")]
mod vectors;

use std::slice;
#[cfg(target_arch = "x86_64")]
use std::sync::LazyLock;

/// How many of `count` bytes are not zero.
///
/// # Safety
///
/// `count` bytes are at `mask`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_count_true(count: i64, mask: *const u8) -> i64 {
    // SAFETY: by the contract above; what the processor has was asked.
    unsafe {
        let mask = slice::from_raw_parts(mask, usize::try_from(count).unwrap_or(0));
        #[cfg(target_arch = "x86_64")]
        if has_compression() {
            return vectors::count(mask);
        }
        // Sums of so few fit into a byte, which vectors have most of.
        mask.chunks(128).map(|some| i64::from(some.iter().map(|byte| u8::from(*byte != 0)).sum::<u8>())).sum()
    }
}

/// Puts the next `count` elements whose byte of the mask is not zero behind one another, from a position on. Returns the position behind
/// the last one. Where there are fewer, it takes those that there are.
///
/// # Safety
///
/// `length` elements of 1, 2, 4, 8 or 16 bytes are at `from`, and as many bytes at `mask`; the position is among them or behind them. At `to`
/// there is room for 16 elements more than are wanted, apart from both. None need be aligned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_select(
    size: i64,
    length: i64,
    position: i64,
    from: *const u8,
    mask: *const u8,
    to: *mut u8,
    count: i64,
) -> i64 {
    let part = (usize::try_from(position).unwrap_or(0), usize::try_from(count).unwrap_or(0));
    // SAFETY: by the contract above; what the processor has was asked.
    unsafe {
        let mask = slice::from_raw_parts(mask, usize::try_from(length).unwrap_or(0));
        #[cfg(target_arch = "x86_64")]
        {
            match size {
                1 if has_compression_of_bytes() => return vectors::select_1(from.cast(), mask, to.cast(), part),
                2 if has_compression_of_bytes() => return vectors::select_2(from.cast(), mask, to.cast(), part),
                4 if has_compression() => return vectors::select_4(from.cast(), mask, to.cast(), part),
                8 if has_compression() => return vectors::select_8(from.cast(), mask, to.cast(), part),
                _ => {}
            }
        }
        match size {
            1 => one_by_one::<u8>(from, mask, to, part),
            2 => one_by_one::<u16>(from.cast(), mask, to.cast(), part),
            4 => one_by_one::<u32>(from.cast(), mask, to.cast(), part),
            8 => one_by_one::<u64>(from.cast(), mask, to.cast(), part),
            _ => one_by_one::<u128>(from.cast(), mask, to.cast(), part),
        }
    }
}

/// For how many of `count` elements of `size` bytes there is to be room where those are put that `mask` selects: where all are few, counting
/// takes longer than room for all is worth.
///
/// # Safety
///
/// `count` bytes are at `mask`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_selection_room(size: i64, count: i64, mask: *const u8) -> i64 {
    const FEW_BYTES: i64 = 1024;
    if count.saturating_mul(size) <= FEW_BYTES {
        return count;
    }
    // SAFETY: by the contract above.
    unsafe { numlir_count_true(count, mask) }
}

/// Puts all elements whose byte of the mask is not zero behind one another. Returns how many these are.
///
/// # Safety
///
/// `length` elements of 1, 2, 4, 8 or 16 bytes are at `from`, and as many bytes at `mask`. At `to` there is room for 16 elements more than are
/// selected, apart from both. None need be aligned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_select_all(
    size: i64,
    length: i64,
    from: *const u8,
    mask: *const u8,
    to: *mut u8,
) -> i64 {
    // SAFETY: by the contract above; what the processor has was asked.
    unsafe {
        let mask = slice::from_raw_parts(mask, usize::try_from(length).unwrap_or(0));
        #[cfg(target_arch = "x86_64")]
        {
            match size {
                1 if has_compression_of_bytes() => return vectors::select_all_1(from.cast(), mask, to.cast()),
                2 if has_compression_of_bytes() => return vectors::select_all_2(from.cast(), mask, to.cast()),
                4 if has_compression() => return vectors::select_all_4(from.cast(), mask, to.cast()),
                8 if has_compression() => return vectors::select_all_8(from.cast(), mask, to.cast()),
                _ => {}
            }
        }
        match size {
            1 => all_one_by_one::<u8>(from, mask, to),
            2 => all_one_by_one::<u16>(from.cast(), mask, to.cast()),
            4 => all_one_by_one::<u32>(from.cast(), mask, to.cast()),
            8 => all_one_by_one::<u64>(from.cast(), mask, to.cast()),
            _ => all_one_by_one::<u128>(from.cast(), mask, to.cast()),
        }
    }
}

/// Puts the positions of the bytes that are not zero behind one another. Returns how many these are.
///
/// # Safety
///
/// `count` bytes are at `mask`; at `to` there is room for 16 positions more than there are, apart from the mask.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_select_places(count: i64, mask: *const u8, to: *mut i64) -> i64 {
    let count = usize::try_from(count).unwrap_or(0);
    // SAFETY: by the contract above; what the processor has was asked. At most one position behind the others is written.
    unsafe {
        let mask = slice::from_raw_parts(mask, count);
        #[cfg(target_arch = "x86_64")]
        if has_compression() {
            return vectors::places(mask, to);
        }
        let mut place = 0;
        for (position, selected) in mask.iter().enumerate() {
            to.add(place).write_unaligned(position as i64);
            place += usize::from(*selected != 0);
        }
        place as i64
    }
}

/// Puts elements, one after another, where the byte of the mask is not zero. Others stay as they are.
///
/// # Safety
///
/// `count` elements of 1, 2, 4, 8 or 16 bytes are at `to`, as many bytes at `mask`, and as many elements at `from` as are not zero; the three are
/// apart. None need be aligned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_place(size: i64, count: i64, from: *const u8, mask: *const u8, to: *mut u8) {
    let count = usize::try_from(count).unwrap_or(0);
    // SAFETY: by the contract above; what the processor has was asked.
    unsafe {
        let mask = slice::from_raw_parts(mask, count);
        #[cfg(target_arch = "x86_64")]
        {
            match size {
                1 if has_compression_of_bytes() => return vectors::place_1(from.cast(), mask, to.cast()),
                2 if has_compression_of_bytes() => return vectors::place_2(from.cast(), mask, to.cast()),
                4 if has_compression() => return vectors::place_4(from.cast(), mask, to.cast()),
                8 if has_compression() => return vectors::place_8(from.cast(), mask, to.cast()),
                _ => {}
            }
        }
        match size {
            1 => place_one_by_one::<u8>(from, mask, to),
            2 => place_one_by_one::<u16>(from.cast(), mask, to.cast()),
            4 => place_one_by_one::<u32>(from.cast(), mask, to.cast()),
            8 => place_one_by_one::<u64>(from.cast(), mask, to.cast()),
            _ => place_one_by_one::<u128>(from.cast(), mask, to.cast()),
        }
    }
}

/// Whether vectors of 4 and 8 bytes move what a mask selects.
#[cfg(target_arch = "x86_64")]
fn has_compression() -> bool {
    use std::arch::is_x86_feature_detected as has;
    // Asking for each takes as long as selecting a few elements.
    static HAS: LazyLock<bool> =
        LazyLock::new(|| has!("avx512f") && has!("avx512bw") && has!("avx512vl") && has!("bmi2") && has!("popcnt"));
    *HAS
}

/// The same of 1 and 2 bytes.
#[cfg(target_arch = "x86_64")]
fn has_compression_of_bytes() -> bool {
    has_compression() && std::arch::is_x86_feature_detected!("avx512vbmi2")
}

/// As long as there are elements to place, each place is written, with the next one or what it holds.
unsafe fn place_one_by_one<T>(from: *const T, mask: &[u8], to: *mut T) {
    let Some(last) = mask.iter().rposition(|selected| *selected != 0) else { return };
    let mut place = 0;
    for (position, selected) in mask[..=last].iter().enumerate() {
        // SAFETY: by the caller's contract: up to the last place that is selected, there is an element left.
        unsafe {
            let (given, kept) = (from.add(place), to.add(position).cast_const());
            let source = if *selected != 0 { given } else { kept };
            to.add(position).write_unaligned(source.read_unaligned());
        }
        place += usize::from(*selected != 0);
    }
}

/// Every element is written, and the next one over it where it was not selected.
unsafe fn one_by_one<T>(from: *const T, mask: &[u8], to: *mut T, (mut position, count): (usize, usize)) -> i64 {
    let mut place = 0;
    while place < count && position < mask.len() {
        // SAFETY: by the caller's contract: at most one element behind the selected ones is written.
        unsafe {
            to.add(place).write_unaligned(from.add(position).read_unaligned());
        }
        place += usize::from(mask[position] != 0);
        position += 1;
    }
    position as i64
}

/// The same of all of them. Returns how many were selected.
unsafe fn all_one_by_one<T>(from: *const T, mask: &[u8], to: *mut T) -> i64 {
    let mut place = 0;
    for (position, selected) in mask.iter().enumerate() {
        // SAFETY: by the caller's contract: at most one element behind the selected ones is written.
        unsafe { to.add(place).write_unaligned(from.add(position).read_unaligned()) };
        place += usize::from(*selected != 0);
    }
    place as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Copy + Default + PartialEq + std::fmt::Debug + TryFrom<usize>>(count: usize, every: usize) {
        let from: Vec<T> = (0..count).filter_map(|value| T::try_from(value).ok()).collect();
        let mask: Vec<u8> = (0..from.len()).map(|position| u8::from(position * position % every == 1)).collect();
        let expected: Vec<T> =
            from.iter().zip(&mask).filter(|(_, mask)| **mask != 0).map(|(value, _)| *value).collect();
        // SAFETY: the mask is as long as it says.
        assert_eq!(unsafe { numlir_count_true(mask.len() as i64, mask.as_ptr()) }, expected.len() as i64);
        // In parts, and one more than there are.
        for part in [1, 3, 8, 17, 128, expected.len() + 1] {
            let (mut position, mut found) = (0, Vec::new());
            while found.len() < expected.len() {
                let mut to = vec![T::default(); part + 16];
                let count = part.min(expected.len() - found.len());
                let wanted = if part > expected.len() { part } else { count };
                // SAFETY: the vectors are as long as the contract asks.
                position = unsafe {
                    let (size, length, to) = (size_of::<T>() as i64, from.len() as i64, to.as_mut_ptr().cast());
                    numlir_select(size, length, position, from.as_ptr().cast(), mask.as_ptr(), to, wanted as i64)
                };
                found.extend_from_slice(to.get(..count).unwrap_or_default());
            }
            assert_eq!(found, expected);
            assert!(position <= from.len() as i64);
        }
        // All at once.
        let mut all = vec![T::default(); expected.len() + 16];
        // SAFETY: as above.
        let found = unsafe {
            let (size, to) = (size_of::<T>() as i64, all.as_mut_ptr().cast());
            numlir_select_all(size, from.len() as i64, from.as_ptr().cast(), mask.as_ptr(), to)
        };
        all.truncate(found as usize);
        assert_eq!(all, expected);
        // SAFETY: as above.
        let room = unsafe { numlir_selection_room(size_of::<T>() as i64, mask.len() as i64, mask.as_ptr()) };
        assert!(room >= found && room <= from.len() as i64);
        // Back into their places, among others.
        let others: Vec<T> = from.iter().rev().copied().collect();
        let mut placed = others.clone();
        // SAFETY: as above.
        unsafe {
            let (given, size) = (expected.as_ptr(), size_of::<T>() as i64);
            numlir_place(size, from.len() as i64, given.cast(), mask.as_ptr(), placed.as_mut_ptr().cast());
        }
        let lines = from.iter().zip(&others).zip(&mask);
        let both: Vec<T> = lines.map(|((value, other), mask)| if *mask != 0 { *value } else { *other }).collect();
        assert_eq!(placed, both);
        let mut places = vec![0; expected.len() + 16];
        // SAFETY: as above.
        let found = unsafe { numlir_select_places(mask.len() as i64, mask.as_ptr(), places.as_mut_ptr()) };
        places.truncate(found as usize);
        let ones = (0..).zip(&mask).filter(|(_, mask)| **mask != 0);
        assert_eq!(places, ones.map(|(place, _)| place).collect::<Vec<i64>>());
    }

    #[test]
    fn elements_of_every_size_are_selected() {
        for count in [0, 1, 7, 8, 9, 15, 16, 17, 63, 64, 65, 200] {
            for every in [2, 3, 8, 1000] {
                check::<u8>(count, every);
                check::<u16>(count, every);
                check::<i32>(count, every);
                check::<u64>(count, every);
                check::<u128>(count, every);
            }
        }
    }
}
