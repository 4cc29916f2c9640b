//! Sorting and selecting numbers, by the standard library's sorts. The library sorts what else there is in Python.
//!
//! Floating-point numbers are sorted as the integers that have their order, without branches: those of negative ones are turned around.
//! Elements need not be aligned.

#[cfg(target_arch = "x86_64")]
mod blocks;
#[cfg(target_arch = "x86_64")]
mod squares;
mod together;
#[cfg(target_arch = "x86_64")]
mod vectors;

use std::slice;
use together::{Rows, sort_rows};

/// An integer wherever it lies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(C, packed)]
struct Anywhere<T: Copy>(T);

/// Calls a function of integers for numbers of a kind: the size in bytes, 16 more where they have no sign, 32 more where they are floats.
macro_rules! as_integers {
    ($kind:expr, $data:ident, $count:ident, $function:ident($($argument:expr),*)) => {
        match $kind {
            1 => $function(numbers::<i8>($data, $count), $($argument),*),
            2 => $function(numbers::<i16>($data, $count), $($argument),*),
            4 => $function(numbers::<i32>($data, $count), $($argument),*),
            8 => $function(numbers::<i64>($data, $count), $($argument),*),
            17 => $function(numbers::<u8>($data, $count), $($argument),*),
            18 => $function(numbers::<u16>($data, $count), $($argument),*),
            20 => $function(numbers::<u32>($data, $count), $($argument),*),
            24 => $function(numbers::<u64>($data, $count), $($argument),*),
            36 => {
                let numbers = numbers::<i32>($data, $count);
                numbers.iter_mut().for_each(|number| number.0 = turned_32(number.0));
                $function(numbers, $($argument),*);
                numbers.iter_mut().for_each(|number| number.0 = turned_32(number.0));
            }
            40 => {
                let numbers = numbers::<i64>($data, $count);
                numbers.iter_mut().for_each(|number| number.0 = turned_64(number.0));
                $function(numbers, $($argument),*);
                numbers.iter_mut().for_each(|number| number.0 = turned_64(number.0));
            }
            _ => {}
        }
    };
}

/// Sorts `count` numbers of a kind in place. There is no NaN among them; -0 comes before 0.
///
/// # Safety
///
/// They are at `data`, and nobody else has them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_sort(kind: i64, data: *mut u8, count: i64) {
    fn sort<T: Copy + Ord>(numbers: &mut [Anywhere<T>]) {
        numbers.sort_unstable_by_key(|number| number.0);
    }
    // SAFETY: by the contract above.
    unsafe { as_integers!(kind, data, count, sort()) }
}

/// Puts the number that sorting would put at a place there, no greater ones before it and no lesser ones behind. There is no NaN among them.
///
/// # Safety
///
/// As for [`numlir_sort`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_sort_to(kind: i64, data: *mut u8, count: i64, place: i64) {
    fn select<T: Copy + Ord>(numbers: &mut [Anywhere<T>], place: i64) {
        if let Some(place) = usize::try_from(place).ok().filter(|place| *place < numbers.len()) {
            numbers.select_nth_unstable_by_key(place, |number| number.0);
        }
    }
    // SAFETY: by the contract above.
    unsafe { as_integers!(kind, data, count, select(place)) }
}

/// Sorts `count` rows of `length` numbers of a kind in place, NaNs last. It is `row_step` bytes from row to row, and `step` from number to number.
///
/// # Safety
///
/// The rows are at `data`, and nobody else has them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_sort_rows(kind: i64, data: *mut u8, count: i64, row_step: i64, length: i64, step: i64) {
    let rows = Rows::new((count, row_step), (length, step));
    // SAFETY: by the contract above.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        if blocks::can_sort(rows) {
            match kind {
                4 => return blocks::sort_rows::<i32>(data, rows),
                8 => return blocks::sort_rows::<i64>(data, rows),
                20 => return blocks::sort_rows::<u32>(data, rows),
                24 => return blocks::sort_rows::<u64>(data, rows),
                36 => return blocks::sort_rows::<f32>(data, rows),
                40 => return blocks::sort_rows::<f64>(data, rows),
                _ => {}
            }
        }
        match kind {
            1 => sort_rows::<i8>(data, rows),
            2 => sort_rows::<i16>(data, rows),
            4 => sort_rows::<i32>(data, rows),
            8 => sort_rows::<i64>(data, rows),
            17 => sort_rows::<u8>(data, rows),
            18 => sort_rows::<u16>(data, rows),
            20 => sort_rows::<u32>(data, rows),
            24 => sort_rows::<u64>(data, rows),
            36 => sort_rows::<f32>(data, rows),
            40 => sort_rows::<f64>(data, rows),
            _ => {}
        }
    }
}

/// Sorts `count` places by the numbers at them, which are `stride` bytes apart, NaNs last. Those of equal numbers keep their order: the sort
/// is stable. `before` are the places as they are, `places` takes them sorted.
///
/// # Safety
///
/// The numbers are at `data`; `before` and `places` have `count` aligned elements, and `space` has room for 16 bytes for each, all apart.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_argsort(
    kind: i64,
    data: *const u8,
    stride: i64,
    count: i64,
    before: *const i64,
    places: *mut i64,
    space: *mut u8,
) {
    // SAFETY: by the contract above.
    unsafe {
        let keys = numbers::<u128>(space, count);
        let before = slice::from_raw_parts(before, keys.len());
        let number = |place: &i64| data.offset((place * stride) as isize);
        macro_rules! fill {
            ($ty:ty, $key:expr) => {
                for (at, (key, place)) in keys.iter_mut().zip(before).enumerate() {
                    let number: $ty = number(place).cast::<$ty>().read_unaligned();
                    // Where a number is in front decides between equal ones.
                    key.0 = u128::from($key(number)) << 64 | at as u128;
                }
            };
        }
        match kind {
            1 => fill!(i8, |number: i8| biased(number.into())),
            2 => fill!(i16, |number: i16| biased(number.into())),
            4 => fill!(i32, |number: i32| biased(number.into())),
            8 => fill!(i64, biased),
            17 => fill!(u8, u64::from),
            18 => fill!(u16, u64::from),
            20 => fill!(u32, u64::from),
            24 => fill!(u64, |number: u64| number),
            36 => fill!(f32, |number: f32| of_float(number.into())),
            40 => fill!(f64, of_float),
            _ => return,
        }
        keys.sort_unstable_by_key(|key| key.0);
        for (position, key) in keys.iter().enumerate() {
            *places.add(position) = before[key.0 as u64 as usize];
        }
    }
}

/// Writes for each of `count` rows of `length` numbers the places of its numbers in their order, equal ones as they come, NaNs last. It is `row_step`
/// bytes from row to row, and `step` from number to number; `row_step_of_places` and `step_of_places` say so of the places.
///
/// # Safety
///
/// The numbers are at `data`, and room for the places at `places`, which nobody else has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_argsort_rows(
    kind: i64,
    data: *mut u8,
    row_step: i64,
    step: i64,
    count: i64,
    length: i64,
    places: *mut u8,
    row_step_of_places: i64,
    step_of_places: i64,
) {
    let numbers = (data, Rows::new((count, row_step), (length, step)));
    let places = (places, Rows::new((count, row_step_of_places), (length, step_of_places)));
    // SAFETY: by the contract above.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        if blocks::can_sort(numbers.1) {
            match kind {
                4 => return blocks::argsort_rows::<i32>(kind, numbers, places),
                8 => return blocks::argsort_rows::<i64>(kind, numbers, places),
                20 => return blocks::argsort_rows::<u32>(kind, numbers, places),
                24 => return blocks::argsort_rows::<u64>(kind, numbers, places),
                36 => return blocks::argsort_rows::<f32>(kind, numbers, places),
                40 => return blocks::argsort_rows::<f64>(kind, numbers, places),
                _ => {}
            }
        }
        for row in 0..numbers.1.count as isize {
            let (data, places_of_row) =
                (data.offset(row * numbers.1.row_step), places.0.offset(row * places.1.row_step));
            argsort_one(kind, (data, numbers.1), (places_of_row, places.1));
        }
    }
}

/// # Safety
///
/// As for [`numlir_argsort_rows`], of one row.
unsafe fn argsort_one(kind: i64, (data, rows): (*mut u8, Rows), (places, rows_of_places): (*mut u8, Rows)) {
    let count = rows.length;
    let before: Vec<i64> = (0..count as i64).collect();
    let (mut sorted, mut space) = (vec![0i64; count], vec![0u128; count]);
    // SAFETY: by the contract above.
    unsafe {
        let stride = rows.step as i64;
        numlir_argsort(
            kind,
            data,
            stride,
            count as i64,
            before.as_ptr(),
            sorted.as_mut_ptr(),
            space.as_mut_ptr().cast(),
        );
        for (at, place) in sorted.into_iter().enumerate() {
            places.offset(at as isize * rows_of_places.step).cast::<i64>().write_unaligned(place);
        }
    }
}

/// # Safety
///
/// As for [`numlir_sort`], for as long as the numbers are used.
unsafe fn numbers<'a, T: Copy>(data: *mut u8, count: i64) -> &'a mut [Anywhere<T>] {
    // SAFETY: by the contract above.
    unsafe { slice::from_raw_parts_mut(data.cast(), usize::try_from(count).unwrap_or(0)) }
}

/// The integer with the order of a float of these bits, and back.
fn turned_32(bits: i32) -> i32 {
    bits ^ (bits >> 31) & i32::MAX
}

/// As [`turned_32`].
fn turned_64(bits: i64) -> i64 {
    bits ^ (bits >> 63) & i64::MAX
}

/// The integer without a sign that has the order of one with a sign.
fn biased(number: i64) -> u64 {
    number as u64 ^ 1 << 63
}

/// The integer with the order of a float, that of all NaNs the last. -0 and 0 are equal.
fn of_float(number: f64) -> u64 {
    if number.is_nan() { u64::MAX } else { biased(turned_64((number + 0.0).to_bits() as i64)) }
}
