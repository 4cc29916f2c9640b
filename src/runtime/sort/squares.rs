//! How rows of numbers become columns of vectors, with a number of one row in each lane, and rows again: squares are turned.

use super::{
    together::Rows,
    vectors::{Lane, lanes, load, store},
};
use std::arch::x86_64::*;

/// Where several rows are, which of them there are, and how their numbers lie.
#[derive(Clone, Copy)]
pub struct Place {
    pub data: *mut u8,
    /// At most as many as there are lanes.
    pub count: usize,
    pub rows: Rows,
}

impl Place {
    fn row(self, lane: usize) -> *mut u8 {
        // What is no row is read as the last one, and not written.
        self.data.wrapping_offset(lane.min(self.count - 1) as isize * self.rows.row_step)
    }

    fn number(self, lane: usize, place: usize) -> *mut u8 {
        self.row(lane).wrapping_offset(place as isize * self.rows.step)
    }

    /// Whether the numbers of a row lie side by side.
    fn has_dense_rows<T>(self) -> bool {
        self.rows.step == size_of::<T>() as isize
    }

    /// Whether the numbers at one place of all rows lie side by side.
    fn has_dense_columns<T>(self) -> bool {
        self.rows.row_step == size_of::<T>() as isize
    }
}

/// Takes rows into columns; false where a number has no place in the order. Columns behind the last square of the rows stay.
///
/// # Safety
///
/// The rows are there.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
pub unsafe fn read<T: Lane>(from: Place, columns: &mut [__m512i]) -> bool {
    let (lanes, length) = (lanes::<T>(), from.rows.length);
    let mut wrong = 0;
    // SAFETY: by the contract above.
    unsafe {
        if from.has_dense_rows::<T>() {
            for start in (0..length).step_by(lanes) {
                let square = &mut columns[start..start + lanes];
                wrong |= match size_of::<T>() {
                    8 => read_square_64::<T>(from, (start, lanes.min(length - start)), square),
                    _ => read_square_32::<T>(from, (start, lanes.min(length - start)), square),
                };
            }
        } else {
            for (place, column) in columns[..length].iter_mut().enumerate() {
                if from.has_dense_columns::<T>() {
                    *column = load::<T>(from.number(0, place), from.count);
                } else {
                    let mut numbers = [T::GREATEST; 16];
                    for (lane, number) in numbers[..from.count].iter_mut().enumerate() {
                        *number = from.number(lane, place).cast::<T>().read_unaligned();
                    }
                    *column = load::<T>(numbers.as_ptr().cast(), lanes);
                }
                wrong |= T::unordered(*column, *column);
            }
        }
    }
    wrong == 0
}

/// Writes rows from columns.
///
/// # Safety
///
/// The rows are there, and nobody else has them.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
pub unsafe fn write<T: Lane>(to: Place, columns: &[__m512i]) {
    let (lanes, length) = (lanes::<T>(), to.rows.length);
    // SAFETY: by the contract above.
    unsafe {
        if to.has_dense_rows::<T>() {
            for start in (0..length).step_by(lanes) {
                let square = &columns[start..start + lanes];
                match size_of::<T>() {
                    8 => write_square_64::<T>(to, (start, lanes.min(length - start)), square),
                    _ => write_square_32::<T>(to, (start, lanes.min(length - start)), square),
                }
            }
        } else {
            for (place, column) in columns[..length].iter().enumerate() {
                if to.has_dense_columns::<T>() {
                    store::<T>(to.number(0, place), *column, to.count);
                } else {
                    let mut numbers = [T::GREATEST; 16];
                    store::<T>(numbers.as_mut_ptr().cast(), *column, lanes);
                    for (lane, number) in numbers[..to.count].iter().enumerate() {
                        to.number(lane, place).cast::<T>().write_unaligned(*number);
                    }
                }
            }
        }
    }
}

/// As [`write`], of columns of `i32` as rows of `i64`.
///
/// # Safety
///
/// As for [`write`].
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
pub unsafe fn write_widened(to: Place, columns: &[__m512i]) {
    // SAFETY: by the contract above.
    unsafe {
        for (place, column) in columns[..to.rows.length].iter().enumerate() {
            let mut numbers = [0i32; 16];
            store::<i32>(numbers.as_mut_ptr().cast(), *column, 16);
            for (lane, number) in numbers[..to.count].iter().enumerate() {
                to.number(lane, place).cast::<i64>().write_unaligned(i64::from(*number));
            }
        }
    }
}

/// Defines how a square is read and written, of so many numbers of each row from a place on. All of it is in registers, so nothing here is a loop.
macro_rules! square {
    ($read:ident, $write:ident, $turn:ident; $($lane:literal)*) => {
        #[inline]
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
        unsafe fn $read<T: Lane>(from: Place, (start, count): (usize, usize), columns: &mut [__m512i]) -> u16 {
            // SAFETY: by the caller's contract.
            unsafe {
                let rows = [$(load::<T>(from.number($lane, start), count)),*];
                let mut wrong = 0;
                $(if $lane % 2 == 0 {
                    wrong |= T::unordered(rows[$lane], rows[$lane ^ 1]);
                })*
                let turned = $turn(rows);
                $(columns[$lane] = turned[$lane];)*
                wrong
            }
        }

        #[inline]
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
        unsafe fn $write<T: Lane>(to: Place, (start, count): (usize, usize), columns: &[__m512i]) {
            let rows = $turn([$(columns[$lane]),*]);
            $(if $lane < to.count {
                // SAFETY: by the caller's contract.
                unsafe { store::<T>(to.number($lane, start), rows[$lane], count) }
            })*
        }
    };
}

square! { read_square_64, write_square_64, turn_64; 0 1 2 3 4 5 6 7 }
square! { read_square_32, write_square_32, turn_32; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 }

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn turn_64(v: [__m512i; 8]) -> [__m512i; 8] {
    let even = |i: usize| _mm512_unpacklo_epi64(v[i], v[i + 1]);
    let odd = |i: usize| _mm512_unpackhi_epi64(v[i], v[i + 1]);
    let [a, b] = [quarters([even(0), even(2), even(4), even(6)]), quarters([odd(0), odd(2), odd(4), odd(6)])];
    [a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3]]
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn turn_32(v: [__m512i; 16]) -> [__m512i; 16] {
    // Of four rows, in each quarter of a vector, what is at one place of four.
    let four = |i: usize| {
        let (low, high) = (_mm512_unpacklo_epi32(v[i], v[i + 1]), _mm512_unpackhi_epi32(v[i], v[i + 1]));
        let (below, above) = (_mm512_unpacklo_epi32(v[i + 2], v[i + 3]), _mm512_unpackhi_epi32(v[i + 2], v[i + 3]));
        [
            _mm512_unpacklo_epi64(low, below),
            _mm512_unpackhi_epi64(low, below),
            _mm512_unpacklo_epi64(high, above),
            _mm512_unpackhi_epi64(high, above),
        ]
    };
    let [a, b, c, d] = [four(0), four(4), four(8), four(12)];
    let first = quarters([a[0], b[0], c[0], d[0]]);
    let second = quarters([a[1], b[1], c[1], d[1]]);
    let third = quarters([a[2], b[2], c[2], d[2]]);
    let fourth = quarters([a[3], b[3], c[3], d[3]]);
    [
        first[0], second[0], third[0], fourth[0], first[1], second[1], third[1], fourth[1], first[2], second[2],
        third[2], fourth[2], first[3], second[3], third[3], fourth[3],
    ]
}

/// Turns a square of quarters of vectors.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn quarters([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    let (low, high) = (_mm512_shuffle_i64x2::<0x44>(a, b), _mm512_shuffle_i64x2::<0xEE>(a, b));
    let (below, above) = (_mm512_shuffle_i64x2::<0x44>(c, d), _mm512_shuffle_i64x2::<0xEE>(c, d));
    [
        _mm512_shuffle_i64x2::<0x88>(low, below),
        _mm512_shuffle_i64x2::<0xDD>(low, below),
        _mm512_shuffle_i64x2::<0x88>(high, above),
        _mm512_shuffle_i64x2::<0xDD>(high, above),
    ]
}
