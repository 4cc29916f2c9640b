//! The elements of an array where a mask is true, behind one another.
//!
//! Nothing here branches on the mask: what is guessed wrong costs more than moving an element that nobody wants. Processors with
//! AVX-512 move a whole vector at once.

use std::slice;

/// Puts the elements whose byte of the mask is not zero behind one another. Returns how many these are.
///
/// # Safety
///
/// `count` elements of 1, 2, 4, 8 or 16 bytes are at `from`, and as many bytes at `mask`; at `to` there is room for 16 elements more than
/// are selected, apart from both. None need be aligned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_select(size: i64, count: i64, from: *const u8, mask: *const u8, to: *mut u8) -> i64 {
    let count = usize::try_from(count).unwrap_or(0);
    // SAFETY: by the contract above; what the processor has was asked.
    unsafe {
        let mask = slice::from_raw_parts(mask, count);
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            if has!("avx512f") && has!("avx512bw") && has!("avx512vl") && has!("bmi2") && has!("popcnt") {
                match size {
                    4 => return vectors::select_4(from.cast(), mask, to.cast()),
                    8 => return vectors::select_8(from.cast(), mask, to.cast()),
                    _ => {}
                }
            }
        }
        match size {
            1 => one_by_one::<u8>(from, mask, to),
            2 => one_by_one::<u16>(from.cast(), mask, to.cast()),
            4 => one_by_one::<u32>(from.cast(), mask, to.cast()),
            8 => one_by_one::<u64>(from.cast(), mask, to.cast()),
            _ => one_by_one::<u128>(from.cast(), mask, to.cast()),
        }
    }
}

/// Every element is written, and the next one over it where it was not selected.
unsafe fn one_by_one<T>(from: *const T, mask: &[u8], to: *mut T) -> i64 {
    let mut place = 0;
    for (position, selected) in mask.iter().enumerate() {
        // SAFETY: by the caller's contract: at most one element behind the selected ones is written.
        unsafe {
            to.add(place).write_unaligned(from.add(position).read_unaligned());
        }
        place += usize::from(*selected != 0);
    }
    place as i64
}

#[cfg(target_arch = "x86_64")]
mod vectors {
    use std::arch::x86_64::*;

    /// Defines the selection of elements of one size, so many in a vector. What a vector selects is moved to its front, and the whole
    /// vector is stored: storing only what is selected is many times slower on some processors.
    macro_rules! select {
        ($name:ident, $element:ty, $lanes:literal, $mask:ty, $load:ident, $compress:ident, $store:ident) => {
            #[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi2,popcnt")]
            pub unsafe fn $name(from: *const $element, mask: &[u8], to: *mut $element) -> i64 {
                let (mut position, mut place) = (0, 0);
                let mut step = |left: u32| {
                    let some = _bzhi_u32(u32::MAX, left);
                    // SAFETY: nothing is read behind the last element, and there is room for a vector.
                    unsafe {
                        let bytes = _mm_maskz_loadu_epi8(some as u16, mask.as_ptr().add(position).cast());
                        let selected = _mm_test_epi8_mask(bytes, bytes) as $mask;
                        let vector = $load(some as $mask, from.add(position).cast());
                        $store(to.add(place).cast(), $compress(selected, vector));
                        place += selected.count_ones() as usize;
                    }
                    position += $lanes;
                };
                for _ in 0..mask.len() / $lanes {
                    step($lanes);
                }
                step((mask.len() % $lanes) as u32);
                place as i64
            }
        };
    }

    select!(select_4, i32, 16, u16, _mm512_maskz_loadu_epi32, _mm512_maskz_compress_epi32, _mm512_storeu_epi32);
    select!(select_8, i64, 8, u8, _mm512_maskz_loadu_epi64, _mm512_maskz_compress_epi64, _mm512_storeu_epi64);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Copy + Default + PartialEq + std::fmt::Debug + TryFrom<usize>>(count: usize, every: usize) {
        let from: Vec<T> = (0..count).filter_map(|value| T::try_from(value).ok()).collect();
        let mask: Vec<u8> = (0..from.len()).map(|position| u8::from(position * position % every == 1)).collect();
        let expected: Vec<T> =
            from.iter().zip(&mask).filter(|(_, mask)| **mask != 0).map(|(value, _)| *value).collect();
        let mut to = vec![T::default(); expected.len() + 16];
        // SAFETY: the vectors are as long as the contract asks.
        let selected = unsafe {
            let size = size_of::<T>() as i64;
            numlir_select(size, from.len() as i64, from.as_ptr().cast(), mask.as_ptr(), to.as_mut_ptr().cast())
        };
        assert_eq!(selected, expected.len() as i64);
        assert_eq!(to.get(..expected.len()).unwrap_or_default(), expected);
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
