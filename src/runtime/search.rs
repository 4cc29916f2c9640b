//! Finding the places of many numbers among sorted ones.
//!
//! Many searches at once do not wait for each other, and branch on no comparison: halving what is left takes as many steps for each number.
//! Numbers that rise slowly are looked for from place to place, and few keys are counted.

use std::{ptr, slice};

/// So many numbers are looked for at once.
const BLOCK: usize = 64;
/// So many keys are counted rather than halved.
const FEW_KEYS: usize = 40;

/// Sorted numbers, NaNs last, at a distance in bytes from each other.
#[derive(Clone, Copy)]
struct Keys<T> {
    first: *const u8,
    step: isize,
    count: usize,
    _of: std::marker::PhantomData<T>,
}

impl<T: Copy + PartialOrd> Keys<T> {
    /// # Safety
    ///
    /// There is a key of this number.
    #[inline(always)]
    unsafe fn at(self, place: usize) -> T {
        // SAFETY: by the contracts above and of whoever made it.
        unsafe { self.first.offset(place as isize * self.step).cast::<T>().read_unaligned() }
    }

    /// Behind how many keys a number belongs.
    fn search<const RIGHT: bool>(self, value: T) -> usize {
        let is_nan = |value: T| value.partial_cmp(&value).is_none();
        let (mut low, mut length) = (0, self.count);
        while length > 0 {
            let half = length / 2;
            // SAFETY: it is less than the count.
            let key = unsafe { self.at(low + half) };
            let behind = is_behind::<T, RIGHT>(key, value) || (is_nan(value) && (RIGHT || !is_nan(key)));
            (low, length) = if behind { (low + half + 1, length - half - 1) } else { (low, half) };
        }
        low
    }
}

/// Whether a number belongs behind a key.
#[inline(always)]
fn is_behind<T: PartialOrd, const RIGHT: bool>(key: T, value: T) -> bool {
    if RIGHT { key <= value } else { key < value }
}

/// Writes for each of `count` numbers behind how many of the sorted `keys` it belongs: in front of those that are equal to it, or behind them. They
/// are of a kind as `sort.rs` has them.
///
/// # Safety
///
/// `key_count` keys are at `keys`, `step` bytes from one to the next, `count` numbers at `values`, and room for as many at `places`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_search(
    kind: i64,
    keys: *const u8,
    step: i64,
    key_count: i64,
    values: *const u8,
    count: i64,
    right: i64,
    places: *mut i64,
) {
    let step = step as isize;
    let [key_count, count] = [key_count, count].map(|count| usize::try_from(count).unwrap_or(0));
    macro_rules! search {
        ($ty:ty) => {{
            let keys = Keys::<$ty> { first: keys, step, count: key_count, _of: std::marker::PhantomData };
            // SAFETY: by the contract above.
            unsafe {
                let places = slice::from_raw_parts_mut(places, count);
                match right {
                    0 => search_all::<$ty, false>(keys, values.cast(), places),
                    _ => search_all::<$ty, true>(keys, values.cast(), places),
                }
            }
        }};
    }
    match kind {
        1 => search!(i8),
        2 => search!(i16),
        4 => search!(i32),
        8 => search!(i64),
        17 => search!(u8),
        18 => search!(u16),
        20 => search!(u32),
        24 => search!(u64),
        36 => search!(f32),
        40 => search!(f64),
        _ => {}
    }
}

/// # Safety
///
/// There are as many values as places. They need not be aligned.
unsafe fn search_all<T: Copy + PartialOrd + Default, const RIGHT: bool>(
    keys: Keys<T>,
    values: *const T,
    places: &mut [i64],
) {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        unsafe fn with_avx2<T: Copy + PartialOrd + Default, const RIGHT: bool>(
            keys: Keys<T>,
            values: *const T,
            places: &mut [i64],
        ) {
            // SAFETY: by the contract above.
            unsafe { search_blocks::<T, RIGHT>(keys, values, places) }
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: by the contract above; what the processor has was asked.
            return unsafe { with_avx2::<T, RIGHT>(keys, values, places) };
        }
    }
    // SAFETY: by the contract above.
    unsafe { search_blocks::<T, RIGHT>(keys, values, places) }
}

#[inline(always)]
unsafe fn search_blocks<T: Copy + PartialOrd + Default, const RIGHT: bool>(
    keys: Keys<T>,
    values: *const T,
    places: &mut [i64],
) {
    let mut block = [T::default(); BLOCK];
    for (number, places) in places.chunks_mut(BLOCK).enumerate() {
        // SAFETY: by the contract above.
        unsafe {
            ptr::copy_nonoverlapping(
                values.add(number * BLOCK).cast::<u8>(),
                block.as_mut_ptr().cast(),
                size_of_val(&block[..places.len()]),
            )
        };
        let values = &block[..places.len()];
        let rises = values.windows(2).fold(true, |rises, pair| rises & (pair[0] <= pair[1]));
        let first = if rises { keys.search::<RIGHT>(values[0]) } else { 0 };
        if rises && keys.search::<RIGHT>(values[values.len() - 1]) - first <= BLOCK {
            walk::<T, RIGHT>(keys, first, values, places);
            continue;
        }
        if keys.count <= FEW_KEYS {
            places.fill(0);
            for number in 0..keys.count {
                // SAFETY: it is less than the count.
                let key = unsafe { keys.at(number) };
                for (place, value) in places.iter_mut().zip(values) {
                    *place += i64::from(is_behind::<T, RIGHT>(key, *value));
                }
            }
        } else {
            halve::<T, RIGHT>(keys, values, places);
        }
        for (place, value) in places.iter_mut().zip(values) {
            if value.partial_cmp(value).is_none() {
                *place = keys.search::<RIGHT>(*value) as i64;
            }
        }
    }
}

/// From place to place, of values that rise.
#[inline(always)]
fn walk<T: Copy + PartialOrd, const RIGHT: bool>(keys: Keys<T>, mut at: usize, values: &[T], places: &mut [i64]) {
    for (place, value) in places.iter_mut().zip(values) {
        // SAFETY: it is less than the count.
        while at < keys.count && is_behind::<T, RIGHT>(unsafe { keys.at(at) }, *value) {
            at += 1;
        }
        *place = at as i64;
    }
}

/// A power of two of keys is left after the first comparison, and half of them after each further one.
#[inline(always)]
fn halve<T: Copy + PartialOrd, const RIGHT: bool>(keys: Keys<T>, values: &[T], places: &mut [i64]) {
    let mut half = 1 << keys.count.ilog2();
    let behind = |place: usize, value: T| {
        // SAFETY: places are those of keys: what is left begins at one, and ends at or before the last.
        i64::from(is_behind::<T, RIGHT>(unsafe { keys.at(place) }, value))
    };
    for (place, value) in places.iter_mut().zip(values) {
        *place = (keys.count - half) as i64 * behind(half - 1, *value);
    }
    while half > 1 {
        half /= 2;
        for (place, value) in places.iter_mut().zip(values) {
            *place += half as i64 * behind(*place as usize + half - 1, *value);
        }
    }
    for (place, value) in places.iter_mut().zip(values) {
        *place += behind(*place as usize, *value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_partitions() {
        for key_count in [0, 1, 2, 3, 39, 41, 64, 100, 1000] {
            let mut keys: Vec<f64> = (0..key_count).map(|key| (key / 3) as f64).collect();
            keys.iter_mut().skip(key_count - key_count / 10).for_each(|key| *key = f64::NAN);
            for count in [0, 1, 63, 64, 65, 200] {
                let falling = (0..count).map(|i| (i * 37 % 400) as f64 - 3.0 + f64::from(i as u8 % 2) / 2.0);
                let mut values: Vec<f64> = falling.map(|value| if value == 90.0 { f64::NAN } else { value }).collect();
                for _ in 0..2 {
                    for right in [0, 1] {
                        let mut places = vec![-1; count];
                        let (data, from) = (keys.as_ptr().cast(), values.as_ptr().cast());
                        let (keys_there, there) = (keys.len() as i64, count as i64);
                        // SAFETY: all are as long as it says.
                        unsafe { numlir_search(40, data, 8, keys_there, from, there, right, places.as_mut_ptr()) };
                        for (place, value) in places.iter().zip(&values) {
                            let order = |key: &f64| key.partial_cmp(value).unwrap_or(key.is_nan().cmp(&value.is_nan()));
                            let expected =
                                keys.partition_point(|key| order(key).is_lt() || right == 1 && order(key).is_eq());
                            assert_eq!(*place, expected as i64, "{value} among {key_count}, {right}");
                        }
                    }
                    values.sort_by(f64::total_cmp);
                }
            }
        }
    }
}
