//! Vectors of AVX-512 with a number of one row in each lane: how they are compared, and how rows become such columns and rows again.

use super::together::Rows;
use std::arch::x86_64::*;

/// A number in a vector.
pub trait Lane: Copy + 'static {
    /// What no number is greater than.
    const GREATEST: Self;

    /// The lesser and the greater one of each pair.
    ///
    /// # Safety
    ///
    /// The processor has AVX-512, as for all functions here.
    unsafe fn sorted(one: __m512i, other: __m512i) -> (__m512i, __m512i);

    /// Where the first number is less.
    unsafe fn less(one: __m512i, other: __m512i) -> u16;

    /// Where the numbers are equal.
    unsafe fn equal(one: __m512i, other: __m512i) -> u16;

    /// Where one of two numbers has no place in the order.
    unsafe fn unordered(_numbers: __m512i, _others: __m512i) -> u16 {
        0
    }

    /// The vector with this number in all lanes.
    unsafe fn everywhere(self) -> __m512i;
}

macro_rules! integers {
    ($($ty:ty, $set:ident, $min:ident, $max:ident, $less:ident, $equal:ident;)*) => {
        $(impl Lane for $ty {
            const GREATEST: Self = Self::MAX;
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            unsafe fn sorted(one: __m512i, other: __m512i) -> (__m512i, __m512i) {
                ($min(one, other), $max(one, other))
            }
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            unsafe fn less(one: __m512i, other: __m512i) -> u16 {
                u16::from($less(one, other))
            }
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            unsafe fn equal(one: __m512i, other: __m512i) -> u16 {
                u16::from($equal(one, other))
            }
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            unsafe fn everywhere(self) -> __m512i {
                $set(self as _)
            }
        })*
    };
}

macro_rules! floats {
    ($($ty:ty, $set:ident, $of:ident, $bits:ident, $min:ident, $max:ident, $compare:ident;)*) => {
        $(impl Lane for $ty {
            const GREATEST: Self = Self::INFINITY;
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            unsafe fn sorted(one: __m512i, other: __m512i) -> (__m512i, __m512i) {
                let (one, other) = ($of(one), $of(other));
                // Of equal numbers, as zeros of both signs are, either instruction gives the second one.
                ($bits($min(one, other)), $bits($max(other, one)))
            }
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            unsafe fn less(one: __m512i, other: __m512i) -> u16 {
                u16::from($compare::<_CMP_LT_OQ>($of(one), $of(other)))
            }
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            unsafe fn equal(one: __m512i, other: __m512i) -> u16 {
                u16::from($compare::<_CMP_EQ_OQ>($of(one), $of(other)))
            }
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            unsafe fn unordered(numbers: __m512i, others: __m512i) -> u16 {
                u16::from($compare::<_CMP_UNORD_Q>($of(numbers), $of(others)))
            }
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            unsafe fn everywhere(self) -> __m512i {
                $bits($set(self))
            }
        })*
    };
}

integers! {
    i32, _mm512_set1_epi32, _mm512_min_epi32, _mm512_max_epi32, _mm512_cmplt_epi32_mask, _mm512_cmpeq_epi32_mask;
    u32, _mm512_set1_epi32, _mm512_min_epu32, _mm512_max_epu32, _mm512_cmplt_epu32_mask, _mm512_cmpeq_epi32_mask;
    i64, _mm512_set1_epi64, _mm512_min_epi64, _mm512_max_epi64, _mm512_cmplt_epi64_mask, _mm512_cmpeq_epi64_mask;
    u64, _mm512_set1_epi64, _mm512_min_epu64, _mm512_max_epu64, _mm512_cmplt_epu64_mask, _mm512_cmpeq_epi64_mask;
}

floats! {
    f32, _mm512_set1_ps, _mm512_castsi512_ps, _mm512_castps_si512, _mm512_min_ps, _mm512_max_ps, _mm512_cmp_ps_mask;
    f64, _mm512_set1_pd, _mm512_castsi512_pd, _mm512_castpd_si512, _mm512_min_pd, _mm512_max_pd, _mm512_cmp_pd_mask;
}

/// How many numbers a vector has.
pub const fn lanes<T>() -> usize {
    64 / size_of::<T>()
}

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

/// The first so many lanes.
fn first(count: usize) -> u16 {
    if count >= 16 { u16::MAX } else { (1 << count) - 1 }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn load<T: Lane>(from: *const u8, count: usize) -> __m512i {
    // SAFETY: by the caller's contract; what is not counted is not touched.
    unsafe {
        let rest = T::GREATEST.everywhere();
        match size_of::<T>() {
            8 => _mm512_mask_loadu_epi64(rest, first(count) as u8, from.cast()),
            _ => _mm512_mask_loadu_epi32(rest, first(count), from.cast()),
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn store<T: Lane>(to: *mut u8, numbers: __m512i, count: usize) {
    // SAFETY: by the caller's contract; what is not counted is not touched.
    unsafe {
        match size_of::<T>() {
            8 => _mm512_mask_storeu_epi64(to.cast(), first(count) as u8, numbers),
            _ => _mm512_mask_storeu_epi32(to.cast(), first(count), numbers),
        }
    }
}

/// Takes rows into columns; false where a number has no place in the order. Columns behind those of the rows stay.
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
                let count = lanes.min(length - start);
                let block = &mut columns[start..start + lanes];
                for (lane, column) in block.iter_mut().enumerate() {
                    *column = load::<T>(from.number(lane, start), count);
                }
                for pair in block.chunks_exact(2) {
                    wrong |= T::unordered(pair[0], pair[1]);
                }
                turn::<T>(block);
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
                let count = lanes.min(length - start);
                let mut block = [_mm512_setzero_si512(); 16];
                block[..lanes].copy_from_slice(&columns[start..start + lanes]);
                turn::<T>(&mut block[..lanes]);
                for (lane, row) in block[..to.count].iter().enumerate() {
                    store::<T>(to.number(lane, start), *row, count);
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
        for start in (0..to.rows.length).step_by(16) {
            let count = (to.rows.length - start).min(16);
            let mut block = [_mm512_setzero_si512(); 16];
            block.copy_from_slice(&columns[start..start + 16]);
            turn::<i32>(&mut block);
            for (lane, row) in block[..to.count].iter().enumerate() {
                let mut numbers = [0i32; 16];
                store::<i32>(numbers.as_mut_ptr().cast(), *row, 16);
                for (at, number) in numbers[..count].iter().enumerate() {
                    to.number(lane, start + at).cast::<i64>().write_unaligned(i64::from(*number));
                }
            }
        }
    }
}

/// Turns a square: rows become columns, and columns rows.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn turn<T: Lane>(block: &mut [__m512i]) {
    match size_of::<T>() {
        8 => turn_64(block.try_into().expect("eight lanes")),
        _ => turn_32(block.try_into().expect("sixteen lanes")),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn turn_64(v: &mut [__m512i; 8]) {
    let even = |i: usize| _mm512_unpacklo_epi64(v[i], v[i + 1]);
    let odd = |i: usize| _mm512_unpackhi_epi64(v[i], v[i + 1]);
    let [a, b] = [quarters([even(0), even(2), even(4), even(6)]), quarters([odd(0), odd(2), odd(4), odd(6)])];
    *v = [a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3]];
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn turn_32(v: &mut [__m512i; 16]) {
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
    *v = [
        first[0], second[0], third[0], fourth[0], first[1], second[1], third[1], fourth[1], first[2], second[2],
        third[2], fourth[2], first[3], second[3], third[3], fourth[3],
    ];
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
