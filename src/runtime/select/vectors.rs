//! What masks select, moved by vectors of AVX-512.

use std::arch::x86_64::*;

/// Defines the selection of elements of one size, so many in a vector. What a vector selects is moved to its front, and the whole
/// vector is stored: storing only what is selected is many times slower on some processors.
macro_rules! select {
    ($name:ident, $all:ident, $features:literal, $element:ty, $lanes:literal, $mask:ty, $whole:ident, $load:ident, $compress:ident, $store:ident) => {
        #[target_feature(enable = $features)]
        pub unsafe fn $name(
            from: *const $element,
            mask: &[u8],
            to: *mut $element,
            (mut position, count): (usize, usize),
        ) -> i64 {
            let mut place = 0;
            // As long as all that 64 bytes select is wanted, there is nothing to ask of each vector.
            while mask.len() - position >= 64 {
                // SAFETY: there are so many bytes and elements, and room for a vector behind those that are wanted.
                unsafe {
                    let bytes = _mm512_loadu_epi8(mask.as_ptr().add(position).cast());
                    let mut selected = _mm512_test_epi8_mask(bytes, bytes);
                    if selected.count_ones() as usize > count - place {
                        break;
                    }
                    for part in 0..64 / $lanes {
                        let vector = $whole(from.add(position + part * $lanes).cast());
                        $store(to.add(place).cast(), $compress(selected as $mask, vector));
                        place += (selected as $mask).count_ones() as usize;
                        selected >>= $lanes;
                    }
                }
                position += 64;
            }
            while place < count && position < mask.len() {
                let some = _bzhi_u32(u32::MAX, (mask.len() - position).min($lanes) as u32);
                // SAFETY: nothing is read behind the last element, and there is room for a vector.
                unsafe {
                    let vector = $load(some as $mask, from.add(position).cast());
                    let mut selected = selected_of(some, mask.as_ptr().add(position));
                    let found = selected.count_ones() as usize;
                    let last = found > count - place;
                    if last {
                        selected = _pdep_u32(_bzhi_u32(u32::MAX, (count - place) as u32), selected);
                    }
                    $store(to.add(place).cast(), $compress(selected as $mask, vector));
                    if last {
                        return (position + (u32::BITS - selected.leading_zeros()) as usize) as i64;
                    }
                    place += found;
                }
                position += $lanes;
            }
            position.min(mask.len()) as i64
        }

        #[target_feature(enable = $features)]
        pub unsafe fn $all(from: *const $element, mask: &[u8], to: *mut $element) -> i64 {
            let (mut position, mut place) = (0, 0);
            while position < mask.len() {
                let left = mask.len() - position;
                // SAFETY: there are so many bytes and elements, and room for a vector behind those that are selected.
                unsafe {
                    let bytes = mask.as_ptr().add(position);
                    let (mut selected, count) = match left {
                        64.. => (selected_of_64(bytes), 64),
                        $lanes.. => (selected_of_whole::<$lanes>(bytes), $lanes),
                        _ => {
                            let some = _bzhi_u32(u32::MAX, left as u32);
                            let vector = $load(some as $mask, from.add(position).cast());
                            let selected = selected_of(some, bytes);
                            $store(to.add(place).cast(), $compress(selected as $mask, vector));
                            return (place + selected.count_ones() as usize) as i64;
                        }
                    };
                    for part in 0..count / $lanes {
                        let vector = $whole(from.add(position + part * $lanes).cast());
                        $store(to.add(place).cast(), $compress(selected as $mask, vector));
                        place += (selected as $mask).count_ones() as usize;
                        selected >>= $lanes;
                    }
                    position += count;
                }
            }
            place as i64
        }
    };
}

/// Defines the placing of elements of one size, so many in a vector. Of what is behind the elements nothing is read.
macro_rules! place {
    ($name:ident, $features:literal, $element:ty, $lanes:literal, $mask:ty, $load:ident, $expand:ident, $store:ident) => {
        #[target_feature(enable = $features)]
        pub unsafe fn $name(from: *const $element, mask: &[u8], to: *mut $element) {
            let (mut position, mut place) = (0, 0);
            let mut step = |left: u32| {
                let some = _bzhi_u32(u32::MAX, left);
                // SAFETY: only so many elements are read as are selected, and only in their places something is written.
                unsafe {
                    let selected = selected_of(some, mask.as_ptr().add(position));
                    let count = selected.count_ones();
                    let next = $load(_bzhi_u32(u32::MAX, count) as $mask, from.add(place).cast());
                    $store(to.add(position).cast(), selected as $mask, $expand(selected as $mask, next));
                    place += count as usize;
                }
                position += $lanes;
            };
            for _ in 0..mask.len() / $lanes {
                step($lanes);
            }
            step((mask.len() % $lanes) as u32);
        }
    };
}

/// Which of the bytes are not zero, of those that a mask of at most 16 says.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi2,popcnt")]
unsafe fn selected_of(some: u32, mask: *const u8) -> u32 {
    // SAFETY: the caller's mask says which bytes there are.
    let bytes = unsafe { _mm_maskz_loadu_epi8(some as u16, mask.cast()) };
    u32::from(_mm_test_epi8_mask(bytes, bytes))
}

/// Which of 64 bytes are not zero. They are read as they are most often written just before, since a read waits for writes that
/// lie within it.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi2,popcnt")]
unsafe fn selected_of_64(mask: *const u8) -> u64 {
    // SAFETY: the caller has so many bytes.
    let [low, high] = [0, 32].map(|half| unsafe { _mm256_loadu_epi8(mask.add(half).cast()) });
    let [low, high] = [low, high].map(|bytes| u64::from(_mm256_test_epi8_mask(bytes, bytes)));
    low | high << 32
}

/// Which of 8 or 16 bytes are not zero.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi2,popcnt")]
unsafe fn selected_of_whole<const LANES: usize>(mask: *const u8) -> u64 {
    // SAFETY: the caller has so many bytes.
    let bytes = unsafe { if LANES == 8 { _mm_loadl_epi64(mask.cast()) } else { _mm_loadu_epi8(mask.cast()) } };
    u64::from(_mm_test_epi8_mask(bytes, bytes))
}

/// How many bytes are not zero.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi2,popcnt")]
pub unsafe fn count(mask: &[u8]) -> i64 {
    let (vectors, rest) = mask.as_chunks::<64>();
    let last = _bzhi_u64(u64::MAX, rest.len() as u32);
    // SAFETY: of the last vector only so many bytes are read as there are.
    let last = unsafe { _mm512_maskz_loadu_epi8(last, rest.as_ptr().cast()) };
    let of = |vector: __m512i| i64::from(_mm512_test_epi8_mask(vector, vector).count_ones());
    // SAFETY: a vector has 64 bytes.
    vectors.iter().map(|bytes| of(unsafe { _mm512_loadu_epi8(bytes.as_ptr().cast()) })).sum::<i64>() + of(last)
}

/// The positions of the bytes that are not zero.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi2,popcnt")]
pub unsafe fn places(mask: &[u8], to: *mut i64) -> i64 {
    let (mut position, mut place) = (0, 0);
    let mut positions = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
    while position < mask.len() {
        let some = _bzhi_u32(u32::MAX, (mask.len() - position).min(8) as u32);
        // SAFETY: nothing is read behind the mask, and there is room for a vector.
        unsafe {
            let selected = selected_of(some, mask.as_ptr().add(position));
            _mm512_storeu_epi64(to.add(place), _mm512_maskz_compress_epi64(selected as u8, positions));
            place += selected.count_ones() as usize;
        }
        positions = _mm512_add_epi64(positions, _mm512_set1_epi64(8));
        position += 8;
    }
    place as i64
}

select!(
    select_1,
    select_all_1,
    "avx512f,avx512bw,avx512vl,avx512vbmi2,bmi2,popcnt",
    i8,
    16,
    u16,
    _mm_loadu_epi8,
    _mm_maskz_loadu_epi8,
    _mm_maskz_compress_epi8,
    _mm_storeu_epi8
);
select!(
    select_2,
    select_all_2,
    "avx512f,avx512bw,avx512vl,avx512vbmi2,bmi2,popcnt",
    i16,
    16,
    u16,
    _mm256_loadu_epi16,
    _mm256_maskz_loadu_epi16,
    _mm256_maskz_compress_epi16,
    _mm256_storeu_epi16
);
select!(
    select_4,
    select_all_4,
    "avx512f,avx512bw,avx512vl,bmi2,popcnt",
    i32,
    16,
    u16,
    _mm512_loadu_epi32,
    _mm512_maskz_loadu_epi32,
    _mm512_maskz_compress_epi32,
    _mm512_storeu_epi32
);
select!(
    select_8,
    select_all_8,
    "avx512f,avx512bw,avx512vl,bmi2,popcnt",
    i64,
    8,
    u8,
    _mm512_loadu_epi64,
    _mm512_maskz_loadu_epi64,
    _mm512_maskz_compress_epi64,
    _mm512_storeu_epi64
);
place!(
    place_1,
    "avx512f,avx512bw,avx512vl,avx512vbmi2,bmi2,popcnt",
    i8,
    16,
    u16,
    _mm_maskz_loadu_epi8,
    _mm_maskz_expand_epi8,
    _mm_mask_storeu_epi8
);
place!(
    place_2,
    "avx512f,avx512bw,avx512vl,avx512vbmi2,bmi2,popcnt",
    i16,
    16,
    u16,
    _mm256_maskz_loadu_epi16,
    _mm256_maskz_expand_epi16,
    _mm256_mask_storeu_epi16
);
place!(
    place_4,
    "avx512f,avx512bw,avx512vl,bmi2,popcnt",
    i32,
    16,
    u16,
    _mm512_maskz_loadu_epi32,
    _mm512_maskz_expand_epi32,
    _mm512_mask_storeu_epi32
);
place!(
    place_8,
    "avx512f,avx512bw,avx512vl,bmi2,popcnt",
    i64,
    8,
    u8,
    _mm512_maskz_loadu_epi64,
    _mm512_maskz_expand_epi64,
    _mm512_mask_storeu_epi64
);
