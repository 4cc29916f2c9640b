//! Sorting rows in the lanes of vectors of AVX-512: sixteen places at a time in registers, then runs of such blocks are merged two by two (Batcher's
//! bitonic merge with its first step mirrored, so that all pairs have the lesser number in front). What stands behind the last place is the greatest
//! number there is, and stays.

use super::{
    argsort_one,
    squares::{Place, read, write, write_widened},
    together::{LONGEST, Number, Rows, sort_one},
    vectors::{Lane, lanes},
};
use std::{arch::x86_64::*, marker::PhantomData};

/// How many places are sorted in registers.
const BLOCK: usize = 16;

/// Whether this processor has the vectors, and rows are short enough.
pub fn can_sort(rows: Rows) -> bool {
    use std::arch::is_x86_feature_detected as has;
    rows.length <= LONGEST && has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl")
}

/// Sorts each row, NaNs last.
///
/// # Safety
///
/// The rows are at `data`, and nobody else has them. They [can be sorted](can_sort).
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
pub unsafe fn sort_rows<T: Lane + Number>(data: *mut u8, rows: Rows) {
    // SAFETY: by the contract above.
    unsafe {
        let mut columns = vec![T::GREATEST.everywhere(); rows.length.next_power_of_two().max(BLOCK)];
        for place in parts::<T>(data, rows) {
            if fills_lanes(place) && read::<T>(place, &mut columns) {
                sort_columns(&mut Keys::<T>(&mut columns, PhantomData), rows.length);
                write::<T>(place, &columns);
            } else {
                for lane in 0..place.count {
                    sort_one::<T>(place.data.offset(lane as isize * rows.row_step), rows);
                }
            }
        }
    }
}

/// Writes for each row the places of its numbers in their order, equal ones as they come, NaNs last, to rows of `places`.
///
/// # Safety
///
/// As for [`sort_rows`]; the rows of places are as many and as long.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
pub unsafe fn argsort_rows<T: Lane>(
    kind: i64,
    (data, rows): (*mut u8, Rows),
    (places, rows_of_places): (*mut u8, Rows),
) {
    // SAFETY: by the contract above.
    unsafe {
        let size = rows.length.next_power_of_two().max(BLOCK);
        let (mut columns, mut order) = (vec![T::GREATEST.everywhere(); size], vec![_mm512_setzero_si512(); size]);
        let mut has_equals = false;
        for (from, to) in parts::<T>(data, rows).zip(parts::<T>(places, rows_of_places)) {
            if !fills_lanes(from) || !read::<T>(from, &mut columns) {
                for lane in 0..from.count as isize {
                    let (data, places) =
                        (from.data.offset(lane * rows.row_step), to.data.offset(lane * rows_of_places.row_step));
                    argsort_one(kind, (data, rows), (places, rows_of_places));
                }
                continue;
            }
            number::<T>(&mut order);
            if !has_equals {
                sort_columns(&mut Pairs::<T, false>(&mut columns, &mut order, PhantomData), rows.length);
                has_equals = has_neighbours::<T>(&columns[..rows.length]);
                if has_equals {
                    read::<T>(from, &mut columns);
                    number::<T>(&mut order);
                }
            }
            if has_equals {
                sort_columns(&mut Pairs::<T, true>(&mut columns, &mut order, PhantomData), rows.length);
                has_equals = has_neighbours::<T>(&columns[..rows.length]);
            }
            match size_of::<T>() {
                8 => write::<i64>(to, &order),
                _ => write_widened(to, &order),
            }
        }
    }
}

/// Whether lanes pay: a long row is sorted sooner alone.
fn fills_lanes(place: Place) -> bool {
    place.rows.length <= BLOCK || place.count > 1
}

/// As many rows at a time as there are lanes.
fn parts<T>(data: *mut u8, rows: Rows) -> impl Iterator<Item = Place> {
    (0..rows.count).step_by(lanes::<T>()).map(move |first| Place {
        data: data.wrapping_offset(first as isize * rows.row_step),
        count: lanes::<T>().min(rows.count - first),
        rows,
    })
}

/// Each place in all lanes of its column.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn number<T: Lane>(order: &mut [__m512i]) {
    for (place, column) in order.iter_mut().enumerate() {
        *column = match size_of::<T>() {
            8 => _mm512_set1_epi64(place as i64),
            _ => _mm512_set1_epi32(place as i32),
        };
    }
}

/// Whether neighbours are equal.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn has_neighbours<T: Lane>(columns: &[__m512i]) -> bool {
    let mut equal = 0;
    for pair in columns.windows(2) {
        // SAFETY: the processor has the vectors.
        equal |= unsafe { T::equal(pair[0], pair[1]) };
    }
    equal != 0
}

/// What lies in the places of all rows.
trait Table {
    type Column: Copy;

    /// # Safety
    ///
    /// There is such a place, as for all functions here, and the processor has AVX-512.
    unsafe fn column(&self, place: usize) -> Self::Column;

    unsafe fn set(&mut self, place: usize, column: Self::Column);

    /// Puts the lesser one of each pair into the first column.
    unsafe fn exchange(lesser: &mut Self::Column, greater: &mut Self::Column);
}

/// Numbers alone.
struct Keys<'a, T>(&'a mut [__m512i], PhantomData<T>);

impl<T: Lane> Table for Keys<'_, T> {
    type Column = __m512i;

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn column(&self, place: usize) -> __m512i {
        // SAFETY: by the contract.
        unsafe { *self.0.get_unchecked(place) }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn set(&mut self, place: usize, column: __m512i) {
        // SAFETY: by the contract.
        unsafe { *self.0.get_unchecked_mut(place) = column }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn exchange(lesser: &mut __m512i, greater: &mut __m512i) {
        // SAFETY: by the contract.
        (*lesser, *greater) = unsafe { T::sorted(*lesser, *greater) };
    }
}

/// Numbers with where they were; with `STABLE`, that decides between equal ones.
struct Pairs<'a, T, const STABLE: bool>(&'a mut [__m512i], &'a mut [__m512i], PhantomData<T>);

impl<T: Lane, const STABLE: bool> Table for Pairs<'_, T, STABLE> {
    type Column = (__m512i, __m512i);

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn column(&self, place: usize) -> Self::Column {
        // SAFETY: by the contract.
        unsafe { (*self.0.get_unchecked(place), *self.1.get_unchecked(place)) }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn set(&mut self, place: usize, column: Self::Column) {
        // SAFETY: by the contract.
        unsafe { (*self.0.get_unchecked_mut(place), *self.1.get_unchecked_mut(place)) = column }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn exchange(lesser: &mut Self::Column, greater: &mut Self::Column) {
        let (one, other) = (*lesser, *greater);
        // SAFETY: by the contract.
        let turned = unsafe {
            let turned = T::less(other.0, one.0);
            if !STABLE {
                turned
            } else if size_of::<T>() == 8 {
                turned | T::equal(one.0, other.0) & i64::less(other.1, one.1)
            } else {
                turned | T::equal(one.0, other.0) & i32::less(other.1, one.1)
            }
        };
        *lesser = (chosen::<T>(turned, one.0, other.0), chosen::<T>(turned, one.1, other.1));
        *greater = (chosen::<T>(turned, other.0, one.0), chosen::<T>(turned, other.1, one.1));
    }
}

/// The second one where the mask says so.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn chosen<T>(mask: u16, one: __m512i, other: __m512i) -> __m512i {
    match size_of::<T>() {
        8 => _mm512_mask_blend_epi64(mask as u8, one, other),
        _ => _mm512_mask_blend_epi32(mask, one, other),
    }
}

/// Sorts the first `length` places of all rows.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn sort_columns<K: Table>(table: &mut K, length: usize) {
    // SAFETY: places behind the last one, up to a power of two, are there.
    unsafe {
        match length {
            0..=1 => {}
            2..=4 => sort_4(table, 0),
            5..=8 => sort_8(table, 0),
            _ => (0..length).step_by(BLOCK).for_each(|start| sort_16(table, start)),
        }
        let mut run = BLOCK;
        while run < length {
            for start in (0..length - run).step_by(2 * run) {
                for place in 0..BLOCK {
                    let (first, last) = (start + place, start + 2 * run - 1 - place);
                    match run {
                        16 => mirror_1(table, first, last),
                        32 => mirror_2(table, first, last),
                        64 => mirror_4(table, first, last),
                        _ => mirror_8(table, first, last),
                    }
                }
                (start..length.min(start + 2 * run)).step_by(BLOCK).for_each(|start| clean_16(table, start));
            }
            run *= 2;
        }
    }
}

/// Defines a network of comparisons, in turn, of some places. All of them are in registers, so nothing here is a loop.
macro_rules! network {
    ($name:ident($($start:ident),*), [$($place:expr),*]; $($low:literal $high:literal),*) => {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
        unsafe fn $name<K: Table>(table: &mut K, $($start: usize),*) {
            // SAFETY: by the caller's contract.
            unsafe {
                let mut columns = [$(table.column($place)),*];
                $({
                    let (mut lesser, mut greater) = (columns[$low], columns[$high]);
                    K::exchange(&mut lesser, &mut greater);
                    (columns[$low], columns[$high]) = (lesser, greater);
                })*
                let mut sorted = columns.into_iter();
                $(if let Some(column) = sorted.next() {
                    table.set($place, column);
                })*
            }
        }
    };
}

network! { sort_4(start), [start, start + 1, start + 2, start + 3]; 0 1, 2 3, 0 2, 1 3, 1 2 }

network! {
    sort_8(start), [start, start + 1, start + 2, start + 3, start + 4, start + 5, start + 6, start + 7];
    0 1, 2 3, 4 5, 6 7, 0 2, 1 3, 4 6, 5 7, 1 2, 5 6, 0 4, 3 7, 1 5, 2 6, 1 4, 3 6, 2 4, 3 5, 3 4
}

// Green's network of 60 comparisons (Knuth, The Art of Computer Programming, volume 3, 5.3.4).
network! {
    sort_16(start), [start, start + 1, start + 2, start + 3, start + 4, start + 5, start + 6, start + 7, start + 8, start + 9, start + 10, start + 11, start + 12, start + 13, start + 14, start + 15];
    0 1, 2 3, 4 5, 6 7, 8 9, 10 11, 12 13, 14 15,
    0 2, 1 3, 4 6, 5 7, 8 10, 9 11, 12 14, 13 15,
    0 4, 1 5, 2 6, 3 7, 8 12, 9 13, 10 14, 11 15,
    0 8, 1 9, 2 10, 3 11, 4 12, 5 13, 6 14, 7 15,
    5 10, 6 9, 3 12, 13 14, 4 8, 7 11, 1 2,
    1 4, 7 13, 2 8, 11 14,
    2 4, 5 6, 9 10, 11 13, 3 8, 7 12,
    6 8, 10 12, 3 5, 7 9,
    3 4, 5 6, 7 8, 9 10, 11 12,
    6 7, 8 9
}

// The last steps of a bitonic merge.
network! {
    clean_16(start), [start, start + 1, start + 2, start + 3, start + 4, start + 5, start + 6, start + 7, start + 8, start + 9, start + 10, start + 11, start + 12, start + 13, start + 14, start + 15];
    0 8, 1 9, 2 10, 3 11, 4 12, 5 13, 6 14, 7 15,
    0 4, 1 5, 2 6, 3 7, 8 12, 9 13, 10 14, 11 15,
    0 2, 1 3, 4 6, 5 7, 8 10, 9 11, 12 14, 13 15,
    0 1, 2 3, 4 5, 6 7, 8 9, 10 11, 12 13, 14 15
}

// The first steps of merging two sorted runs, for places that lie 16 apart from the first one on, and from the last one back: each one with its mirror
// image, then those of each run among themselves, down to neighbouring blocks.
network! {
    mirror_1(first, last), [first, last];
    0 1
}

network! {
    mirror_2(first, last), [first, first + 16, last, last - 16];
    0 2, 1 3,
    0 1, 3 2
}

network! {
    mirror_4(first, last), [first, first + 16, first + 32, first + 48, last, last - 16, last - 32, last - 48];
    0 4, 1 5, 2 6, 3 7,
    0 2, 1 3, 6 4, 7 5,
    0 1, 2 3, 5 4, 7 6
}

network! {
    mirror_8(first, last), [first, first + 16, first + 32, first + 48, first + 64, first + 80, first + 96, first + 112, last, last - 16, last - 32, last - 48, last - 64, last - 80, last - 96, last - 112];
    0 8, 1 9, 2 10, 3 11, 4 12, 5 13, 6 14, 7 15,
    0 4, 1 5, 2 6, 3 7, 12 8, 13 9, 14 10, 15 11,
    0 2, 1 3, 4 6, 5 7, 10 8, 11 9, 14 12, 15 13,
    0 1, 2 3, 4 5, 6 7, 9 8, 11 10, 13 12, 15 14
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look like chance, of few different values or of many.
    fn numbers(count: usize, values: u64) -> Vec<u64> {
        let mut state = 1u64;
        let next = |_| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % values
        };
        (0..count).map(next).collect()
    }

    fn check<T: Lane + Number + PartialOrd + std::fmt::Debug>(kind: i64, of: fn(u64) -> T) {
        let shapes = (0..40).chain([50, 64, 65, 100, 127, 129, 192, 200, 255, LONGEST]).map(|length| (19, length));
        for (count, length) in shapes.chain([(1, 100), (3, 7), (16, 33), (0, 5)]) {
            for (values, (row_step, step)) in [3, u64::MAX >> 1]
                .into_iter()
                .flat_map(|values| [(length, 1), (1, count), (2 * length, 2)].map(|steps| (values, steps)))
            {
                let given: Vec<T> = numbers(2 * count * length, values).into_iter().map(of).collect();
                let size = size_of::<T>() as i64;
                let steps =
                    |size: i64| Rows::new((count as i64, size * row_step as i64), (length as i64, size * step as i64));
                if !can_sort(steps(size)) {
                    return;
                }
                let (mut sorted, mut places) = (given.clone(), vec![-1i64; given.len()]);
                // SAFETY: all rows lie in the vectors.
                unsafe {
                    let data = sorted.as_mut_ptr().cast();
                    argsort_rows::<T>(kind, (data, steps(size)), (places.as_mut_ptr().cast(), steps(8)));
                    sort_rows::<T>(data, steps(size));
                }
                for row in 0..count {
                    let at = |place: usize| row * row_step + place * step;
                    let mut expected: Vec<usize> = (0..length).collect();
                    expected.sort_by(|one, other| {
                        let (one, other) = (given[at(*one)], given[at(*other)]);
                        one.partial_cmp(&other)
                            .unwrap_or_else(|| other.key().is_none().cmp(&one.key().is_none()).reverse())
                    });
                    let found: Vec<usize> = (0..length).map(|place| places[at(place)] as usize).collect();
                    assert_eq!(found, expected, "places of {count} rows of {length}");
                    let found: Vec<T> = (0..length).map(|place| sorted[at(place)]).collect();
                    let expected: Vec<T> = expected.into_iter().map(|place| given[at(place)]).collect();
                    assert_eq!(format!("{found:?}"), format!("{expected:?}"), "{count} rows of {length}");
                }
            }
        }
    }

    #[test]
    fn rows_and_columns() {
        check::<i32>(4, |number| number as i32);
        check::<u32>(20, |number| number as u32);
        check::<i64>(8, |number| number as i64 - (1 << 40));
        check::<u64>(24, |number| number << 33);
        check::<f32>(36, |number| number as f32 - 1e5);
        check::<f64>(40, |number| number as f64 - 1e5);
    }

    #[test]
    fn not_numbers_come_last() {
        check::<f32>(36, |number| if number % 31 == 2 { f32::NAN } else { number as f32 });
        check::<f64>(40, |number| if number % 2 == 1 { f64::NAN } else { f64::INFINITY });
    }
}
