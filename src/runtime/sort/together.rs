//! Sorting many short rows: so many at a time, each in its own lane of vectors, by a network of comparisons (Batcher's merge exchange; Knuth, The Art
//! of Computer Programming, volume 3, 5.2.2). Which places are compared follows from the length alone, so nothing is guessed.

use super::{turned_32, turned_64};
use std::cmp::Ordering;

/// How many rows are sorted together.
const LANES: usize = 16;
/// Rows up to here are sorted by a network.
pub const LONGEST: usize = 256;

/// Where rows of numbers lie: so many, of so many numbers, and how many bytes it is from row to row, and from number to number.
#[derive(Clone, Copy)]
pub struct Rows {
    pub count: usize,
    pub length: usize,
    pub row_step: isize,
    pub step: isize,
}

impl Rows {
    /// So many rows, and bytes from one to the next; so many numbers, and bytes from one to the next.
    pub fn new((count, row_step): (i64, i64), (length, step): (i64, i64)) -> Self {
        let size = |count: i64| usize::try_from(count).unwrap_or(0);
        Self { count: size(count), length: size(length), row_step: row_step as isize, step: step as isize }
    }
}

/// A number as an integer that has its order, and back.
pub trait Number: Copy {
    type Key: Key;
    /// `None` for NaN, which has no place in the order.
    fn key(self) -> Option<Self::Key>;
    fn of(key: Self::Key) -> Self;
}

/// What numbers are compared by.
pub trait Key: Copy + Ord + Default {
    /// Puts the lesser one of each pair into the first column.
    #[inline(always)]
    fn exchange(lesser: &mut [Self; LANES], greater: &mut [Self; LANES]) {
        for (lesser, greater) in lesser.iter_mut().zip(greater) {
            let (one, other) = (*lesser, *greater);
            *lesser = one.min(other);
            *greater = one.max(other);
        }
    }
}

macro_rules! integers {
    ($($ty:ty)*) => {
        $(impl Key for $ty {}

        impl Number for $ty {
            type Key = $ty;
            fn key(self) -> Option<$ty> {
                Some(self)
            }
            fn of(key: $ty) -> $ty {
                key
            }
        })*
    };
}

integers! { i8 i16 i32 i64 u8 u16 u32 u64 }

/// A floating-point number that is not NaN.
#[derive(Clone, Copy, Default, PartialEq)]
#[repr(transparent)]
pub struct Real<T>(T);

macro_rules! floats {
    ($($ty:ty, $bits:ty, $turned:ident;)*) => {
        $(impl Eq for Real<$ty> {}

        impl PartialOrd for Real<$ty> {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for Real<$ty> {
            fn cmp(&self, other: &Self) -> Ordering {
                $turned(self.0.to_bits() as $bits).cmp(&$turned(other.0.to_bits() as $bits))
            }
        }

        impl Key for Real<$ty> {
            // Vectors of floating-point numbers are compared at half the cost of vectors of integers.
            #[inline(always)]
            fn exchange(lesser: &mut [Self; LANES], greater: &mut [Self; LANES]) {
                for (lesser, greater) in lesser.iter_mut().zip(greater) {
                    let (one, other) = (lesser.0, greater.0);
                    let turns = other < one;
                    lesser.0 = if turns { other } else { one };
                    greater.0 = if turns { one } else { other };
                }
            }
        }

        impl Number for $ty {
            type Key = Real<$ty>;
            #[inline(always)]
            fn key(self) -> Option<Real<$ty>> {
                (!self.is_nan()).then_some(Real(self))
            }
            #[inline(always)]
            fn of(key: Real<$ty>) -> $ty {
                key.0
            }
        })*
    };
}

floats! {
    f32, i32, turned_32;
    f64, i64, turned_64;
}

/// Sorts each row, NaNs last.
///
/// # Safety
///
/// The rows are at `data`, and nobody else has them. They need not be aligned.
pub unsafe fn sort_rows<T: Number>(data: *mut u8, rows: Rows) {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
        unsafe fn with_avx512<T: Number>(data: *mut u8, rows: Rows) {
            // SAFETY: by the contract above.
            unsafe { sort_all::<T>(data, rows) }
        }
        if super::blocks::can_sort(rows) {
            // SAFETY: by the contract above; what the processor has was asked.
            return unsafe { with_avx512::<T>(data, rows) };
        }
    }
    // SAFETY: by the contract above.
    unsafe { sort_all::<T>(data, rows) }
}

#[inline(always)]
unsafe fn sort_all<T: Number>(data: *mut u8, rows: Rows) {
    let network = if rows.length <= LONGEST { network(rows.length) } else { Vec::new() };
    let mut columns = vec![[T::Key::default(); LANES]; rows.length.min(LONGEST)];
    for first in (0..rows.count).step_by(LANES) {
        let lanes = LANES.min(rows.count - first);
        // SAFETY: by the caller's contract.
        unsafe {
            let data = data.offset(first as isize * rows.row_step);
            if rows.length > LONGEST || !read::<T>(data, rows, lanes, &mut columns) {
                for lane in 0..lanes {
                    sort_one::<T>(data.offset(lane as isize * rows.row_step), rows);
                }
                continue;
            }
            for (low, high) in &network {
                let [lesser, greater] = columns.get_disjoint_unchecked_mut([usize::from(*low), usize::from(*high)]);
                T::Key::exchange(lesser, greater);
            }
            for (place, column) in columns.iter().enumerate() {
                for (lane, key) in column[..lanes].iter().enumerate() {
                    number::<T>(data, rows, (lane, place)).write_unaligned(T::of(*key));
                }
            }
        }
    }
}

/// Where the number at a place of a row is.
#[inline(always)]
unsafe fn number<T>(data: *mut u8, rows: Rows, (row, place): (usize, usize)) -> *mut T {
    // SAFETY: by the caller's contract.
    unsafe { data.offset(row as isize * rows.row_step + place as isize * rows.step).cast() }
}

/// Takes so many rows; false where a number has no place in the order.
#[inline(always)]
unsafe fn read<T: Number>(data: *mut u8, rows: Rows, lanes: usize, columns: &mut [[T::Key; LANES]]) -> bool {
    let mut ordered = true;
    for (place, column) in columns.iter_mut().enumerate() {
        for (lane, key) in column[..lanes].iter_mut().enumerate() {
            // SAFETY: by the caller's contract.
            let found = unsafe { number::<T>(data, rows, (lane, place)).read_unaligned() }.key();
            ordered &= found.is_some();
            *key = found.unwrap_or_default();
        }
    }
    ordered
}

/// Sorts one row.
///
/// # Safety
///
/// It is at `data`, and nobody else has it.
pub unsafe fn sort_one<T: Number>(data: *mut u8, rows: Rows) {
    // SAFETY: by the caller's contract.
    unsafe {
        let at = |place: usize| number::<T>(data, rows, (0, place));
        let (mut keys, mut others) = (Vec::with_capacity(rows.length), Vec::new());
        for place in 0..rows.length {
            let number = at(place).read_unaligned();
            match number.key() {
                Some(key) => keys.push(key),
                None => others.push(number),
            }
        }
        keys.sort_unstable();
        for (place, number) in keys.into_iter().map(T::of).chain(others).enumerate() {
            at(place).write_unaligned(number);
        }
    }
}

/// The places that are compared, in turn, of rows up to [`LONGEST`]; the lesser number comes to the first one.
fn network(length: usize) -> Vec<(u8, u8)> {
    let mut pairs = Vec::new();
    let mut part = 1;
    while part < length {
        let mut apart = part;
        while apart > 0 {
            for start in (apart % part..length - apart).step_by(2 * apart) {
                for low in start..(start + apart).min(length - apart) {
                    if low / (2 * part) == (low + apart) / (2 * part) {
                        pairs.push((low as u8, (low + apart) as u8));
                    }
                }
            }
            apart /= 2;
        }
        part *= 2;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_sort() {
        for length in (0..70).chain([100, 128, 200, 255, LONGEST]) {
            let pairs = network(length);
            // What sorts all rows of zeros and ones sorts all rows; of long ones, those with ones in two runs.
            for (start, stop) in (0..=length).flat_map(|start| (start..=length).map(move |stop| (start, stop))) {
                let mut row: Vec<bool> = (0..length).map(|place| !(start..stop).contains(&place)).collect();
                for (low, high) in &pairs {
                    let (low, high) = (usize::from(*low), usize::from(*high));
                    if row[low] && !row[high] {
                        row.swap(low, high);
                    }
                }
                assert!(row.is_sorted(), "{length} {start} {stop}");
            }
        }
    }

    #[test]
    fn rows_and_columns() {
        for (count, length) in [(1, 5), (16, 10), (37, 64), (20, LONGEST), (3, LONGEST + 1), (3, 0), (0, 3), (40, 1)] {
            let numbers: Vec<f64> = (0..count * length)
                .map(|i| if i % 97 == 96 { f64::NAN } else { (i * 7919 % 101) as f64 - 50.0 })
                .collect();
            for (row_step, step) in [(length, 1), (1, count)] {
                let mut sorted = numbers.clone();
                let rows = Rows { count, length, row_step: 8 * row_step as isize, step: 8 * step as isize };
                // SAFETY: all rows lie in the vector.
                unsafe { sort_rows::<f64>(sorted.as_mut_ptr().cast(), rows) };
                for row in 0..count {
                    let of =
                        |numbers: &[f64]| (0..length).map(|at| numbers[row * row_step + at * step]).collect::<Vec<_>>();
                    let mut expected = of(&numbers);
                    expected.sort_by(|one, other| {
                        one.partial_cmp(other).unwrap_or_else(|| one.is_nan().cmp(&other.is_nan()))
                    });
                    assert_eq!(format!("{expected:?}"), format!("{:?}", of(&sorted)));
                }
            }
        }
    }
}
