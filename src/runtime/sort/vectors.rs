//! Numbers in the lanes of vectors of AVX-512.

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

/// The first so many lanes.
fn first(count: usize) -> u16 {
    if count >= 16 { u16::MAX } else { (1 << count) - 1 }
}

/// So many numbers, and behind them the greatest there is.
///
/// # Safety
///
/// They are there; what is not counted is not touched.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
pub unsafe fn load<T: Lane>(from: *const u8, count: usize) -> __m512i {
    // SAFETY: by the contract above.
    unsafe {
        if count == lanes::<T>() {
            return _mm512_loadu_si512(from.cast());
        }
        let rest = T::GREATEST.everywhere();
        match size_of::<T>() {
            8 => _mm512_mask_loadu_epi64(rest, first(count) as u8, from.cast()),
            _ => _mm512_mask_loadu_epi32(rest, first(count), from.cast()),
        }
    }
}

/// Writes the first so many numbers.
///
/// # Safety
///
/// There is room for them; what is not counted is not touched.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
pub unsafe fn store<T: Lane>(to: *mut u8, numbers: __m512i, count: usize) {
    // SAFETY: by the contract above.
    unsafe {
        if count == lanes::<T>() {
            return _mm512_storeu_si512(to.cast(), numbers);
        }
        match size_of::<T>() {
            8 => _mm512_mask_storeu_epi64(to.cast(), first(count) as u8, numbers),
            _ => _mm512_mask_storeu_epi32(to.cast(), first(count), numbers),
        }
    }
}
