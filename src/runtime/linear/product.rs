//! Products of matrices and vectors: by BLAS where it is installed and pays, else by our own blocked loops.

use super::{
    element::{Element, Matrix},
    foreign::{Routine, find},
};
use std::slice;

type Gemm<T> = unsafe extern "C" fn(
    *const u8,
    *const u8,
    *const i32,
    *const i32,
    *const i32,
    *const T,
    *const T,
    *const i32,
    *const T,
    *const i32,
    *const T,
    *mut T,
    *const i32,
);
type Gemv<T> = unsafe extern "C" fn(
    *const u8,
    *const i32,
    *const i32,
    *const T,
    *const T,
    *const i32,
    *const T,
    *const i32,
    *const T,
    *mut T,
    *const i32,
);
type Dot<T> = unsafe extern "C" fn(*const i32, *const T, *const i32, *const T, *const i32) -> T;

/// Below this many products of elements a call of BLAS costs more than it saves.
const SMALL: usize = 512;

/// `c = a @ b`, where `c` has consecutive rows.
///
/// # Safety
///
/// `a` and `b` are readable, `c` is writable, aligned, and overlaps neither.
pub unsafe fn multiply<T: Element>(a: Matrix<T>, b: Matrix<T>, c: *mut T) {
    let (m, k, n) = (a.rows, a.columns, b.columns);
    // SAFETY: by the contract above; the operands of BLAS are described as it wants them.
    unsafe {
        let result = slice::from_raw_parts_mut(c, m * n);
        if m == 0 || n == 0 {
            return;
        }
        if k == 0 {
            return result.fill(T::default());
        }
        if m.saturating_mul(n).saturating_mul(k) <= SMALL || ![m, n, k].iter().all(|size| i32::try_from(*size).is_ok())
        {
            return plain(a, b, result);
        }
        if n == 1 && find::<T>(Routine::Gemv).is_some() {
            return matrix_vector(a, (b.data, b.strides[0]), c);
        }
        if m == 1 && find::<T>(Routine::Gemv).is_some() {
            return matrix_vector(b.transposed(), (a.data, a.strides[1]), c);
        }
        let Some(address) = find::<T>(Routine::Gemm) else { return blocked(a, b, result) };
        let gemm = std::mem::transmute::<usize, Gemm<T>>(address);
        let mut packed = (Vec::new(), Vec::new());
        // Fortran's columns are our rows: it computes the transposed product.
        let (b_way, b_data, b_leading) = operand(b, &mut packed.0);
        let (a_way, a_data, a_leading) = operand(a, &mut packed.1);
        let (m, n, k, zero) = (m as i32, n as i32, k as i32, T::default());
        gemm(&b_way, &a_way, &n, &m, &k, &T::ONE, b_data, &b_leading, a_data, &a_leading, &zero, c, &n);
    }
}

/// How BLAS reads a matrix: `N` where rows are consecutive, `T` where columns are; a copy where neither is.
unsafe fn operand<T: Element>(matrix: Matrix<T>, packed: &mut Vec<T>) -> (u8, *const T, i32) {
    if let Some(leading) = matrix.leading_of_rows() {
        return (b'N', matrix.data, leading);
    }
    if let Some(leading) = matrix.transposed().leading_of_rows() {
        return (b'T', matrix.data, leading);
    }
    packed.resize(matrix.rows * matrix.columns, T::default());
    // SAFETY: as the caller's.
    unsafe { matrix.transposed().to_columns(matrix.columns, packed) };
    (b'N', packed.as_ptr(), matrix.columns as i32)
}

unsafe fn matrix_vector<T: Element>(a: Matrix<T>, (vector, stride): (*const T, isize), c: *mut T) {
    // SAFETY: as the caller's.
    unsafe {
        let address = find::<T>(Routine::Gemv).expect("the caller has asked");
        let gemv = std::mem::transmute::<usize, Gemv<T>>(address);
        let mut packed = (Vec::new(), Vec::new());
        let (way, data, leading) = operand(a, &mut packed.0);
        let size = size_of::<T>() as isize;
        let step = i32::try_from(stride / size);
        let (vector, step) = match step {
            Ok(step) if step > 0 && stride % size == 0 && vector.addr().is_multiple_of(align_of::<T>()) => {
                (vector, step)
            }
            _ => {
                let column = Matrix { data: vector, rows: a.columns, columns: 1, strides: [stride, 0] };
                packed.1.resize(a.columns, T::default());
                column.to_columns(a.columns, &mut packed.1);
                (packed.1.as_ptr(), 1)
            }
        };
        // Rows for us are columns for Fortran.
        let (way, rows, columns) =
            if way == b'N' { (b'T', a.columns as i32, a.rows as i32) } else { (b'N', a.rows as i32, a.columns as i32) };
        gemv(&way, &rows, &columns, &T::ONE, data, &leading, vector, &step, &T::default(), c, &1);
    }
}

/// Row by row, for what is small.
unsafe fn plain<T: Element>(a: Matrix<T>, b: Matrix<T>, c: &mut [T]) {
    let n = b.columns;
    for (row, target) in c.chunks_exact_mut(n).enumerate() {
        for (column, target) in target.iter_mut().enumerate() {
            let mut sum = T::default();
            for inner in 0..a.columns {
                // SAFETY: as the caller's.
                sum = sum + unsafe { a.at(row, inner).read_unaligned() * b.at(inner, column).read_unaligned() };
            }
            *target = sum;
        }
    }
}

/// Rows and columns of the innermost tile, and how many products it sums up before it is written.
const TILE_ROWS: usize = 4;
const TILE_BYTES: usize = 64;
const DEPTH: usize = 256;
const PANEL_ROWS: usize = 128;

/// The product in tiles that stay in registers, over packed panels that stay in the caches: what there is without BLAS.
unsafe fn blocked<T: Element>(a: Matrix<T>, b: Matrix<T>, c: &mut [T]) {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has what the function uses; else as the caller's.
            return unsafe { blocked_wide(a, b, c) };
        }
    }
    // SAFETY: as the caller's.
    unsafe { blocked_body(a, b, c) };
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn blocked_wide<T: Element>(a: Matrix<T>, b: Matrix<T>, c: &mut [T]) {
    // SAFETY: as the caller's.
    unsafe { blocked_body(a, b, c) };
}

#[inline(always)]
unsafe fn blocked_body<T: Element>(a: Matrix<T>, b: Matrix<T>, c: &mut [T]) {
    // SAFETY: as the caller's.
    unsafe {
        match TILE_BYTES / size_of::<T>() {
            16 => tiles::<T, 16>(a, b, c),
            8 => tiles::<T, 8>(a, b, c),
            _ => tiles::<T, 4>(a, b, c),
        }
    }
}

#[inline(always)]
unsafe fn tiles<T: Element, const WIDTH: usize>(a: Matrix<T>, b: Matrix<T>, c: &mut [T]) {
    let (m, k, n) = (a.rows, a.columns, b.columns);
    c.fill(T::default());
    let mut packed_b = vec![T::default(); DEPTH * n.next_multiple_of(WIDTH)];
    let mut packed_a = vec![T::default(); DEPTH * PANEL_ROWS].into_boxed_slice();
    for from in (0..k).step_by(DEPTH) {
        let depth = DEPTH.min(k - from);
        for (panel, place) in packed_b.chunks_exact_mut(DEPTH * WIDTH).enumerate() {
            for (inner, place) in place.chunks_exact_mut(WIDTH).take(depth).enumerate() {
                for (lane, place) in place.iter_mut().enumerate() {
                    let column = panel * WIDTH + lane;
                    // SAFETY: as the caller's, for a column that exists.
                    *place =
                        if column < n { unsafe { b.at(from + inner, column).read_unaligned() } } else { T::default() };
                }
            }
        }
        for top in (0..m).step_by(PANEL_ROWS) {
            let height = PANEL_ROWS.min(m - top);
            for (strip, place) in packed_a.chunks_exact_mut(DEPTH * TILE_ROWS).enumerate() {
                for (inner, place) in place.chunks_exact_mut(TILE_ROWS).take(depth).enumerate() {
                    for (lane, place) in place.iter_mut().enumerate() {
                        let row = strip * TILE_ROWS + lane;
                        // SAFETY: as the caller's, for a row that exists.
                        *place = if row < height {
                            unsafe { a.at(top + row, from + inner).read_unaligned() }
                        } else {
                            T::default()
                        };
                    }
                }
            }
            for (panel, right) in packed_b.chunks_exact(DEPTH * WIDTH).enumerate() {
                for strip in 0..height.div_ceil(TILE_ROWS) {
                    let left = &packed_a[strip * DEPTH * TILE_ROWS..][..depth * TILE_ROWS];
                    let mut sums = [[T::default(); WIDTH]; TILE_ROWS];
                    for (left, right) in left.chunks_exact(TILE_ROWS).zip(right.chunks_exact(WIDTH)) {
                        for (sums, left) in sums.iter_mut().zip(left) {
                            for (sum, right) in sums.iter_mut().zip(right) {
                                *sum = *sum + *left * *right;
                            }
                        }
                    }
                    let rows = TILE_ROWS.min(height - strip * TILE_ROWS);
                    let columns = WIDTH.min(n - panel * WIDTH);
                    for (row, sums) in sums.iter().take(rows).enumerate() {
                        let start = (top + strip * TILE_ROWS + row) * n + panel * WIDTH;
                        for (target, sum) in c[start..start + columns].iter_mut().zip(sums) {
                            *target = *target + *sum;
                        }
                    }
                }
            }
        }
    }
}

/// The sum of the products of two vectors' elements; strides are in bytes.
///
/// # Safety
///
/// Both are readable.
#[inline]
pub unsafe fn dot<T: Element>(n: i64, x: *const T, x_stride: i64, y: *const T, y_stride: i64) -> T {
    const SHORT: i64 = 24;
    let size = size_of::<T>() as i64;
    // SAFETY: by the contract above.
    unsafe {
        if n > SHORT {
            let steps = (i32::try_from(x_stride / size), i32::try_from(y_stride / size), i32::try_from(n));
            let aligned =
                x_stride % size == 0 && y_stride % size == 0 && (x.addr() | y.addr()).is_multiple_of(align_of::<T>());
            if let (Ok(x_step), Ok(y_step), Ok(count), Some(address)) =
                (steps.0, steps.1, steps.2, find::<T>(Routine::Dot))
                && aligned
                && x_step > 0
                && y_step > 0
            {
                let dot = std::mem::transmute::<usize, Dot<T>>(address);
                return dot(&count, x, &x_step, y, &y_step);
            }
        }
        let product = |index: i64| {
            let x = x.wrapping_byte_offset((index * x_stride) as isize).read_unaligned();
            let y = y.wrapping_byte_offset((index * y_stride) as isize).read_unaligned();
            x * y
        };
        let mut sums = [T::default(); 4];
        let whole = n / 4 * 4;
        for index in (0..whole).step_by(4) {
            for (lane, sum) in sums.iter_mut().enumerate() {
                *sum = *sum + product(index + lane as i64);
            }
        }
        for index in whole..n {
            sums[0] = sums[0] + product(index);
        }
        (sums[0] + sums[1]) + (sums[2] + sums[3])
    }
}

/// The product of matrices of integers, which wrap around, or of bools (`BOOL`), where it is "or" of "and".
macro_rules! integer_products {
    ($($name:ident $ty:ty;)*) => {$(
        /// As [`multiply`].
        ///
        /// # Safety
        ///
        /// As there.
        pub unsafe fn $name(a: Matrix<$ty>, b: Matrix<$ty>, c: *mut $ty) {
            // SAFETY: by the contract above.
            unsafe {
                let n = b.columns;
                for row in 0..a.rows {
                    let target = slice::from_raw_parts_mut(c.add(row * n), n);
                    target.fill(0);
                    for inner in 0..a.columns {
                        let left = a.at(row, inner).read_unaligned();
                        for (column, target) in target.iter_mut().enumerate() {
                            let right = b.at(inner, column).read_unaligned();
                            *target = target.wrapping_add(left.wrapping_mul(right));
                        }
                    }
                }
            }
        }
    )*};
}

integer_products! { multiply_8 u8; multiply_16 u16; multiply_32 u32; multiply_64 u64; }

/// As [`multiply`], of bools: whether any pair of elements is true.
///
/// # Safety
///
/// As there.
pub unsafe fn multiply_bool(a: Matrix<u8>, b: Matrix<u8>, c: *mut u8) {
    // SAFETY: by the contract above.
    unsafe {
        for row in 0..a.rows {
            for column in 0..b.columns {
                let both = |inner| *a.at(row, inner) != 0 && *b.at(inner, column) != 0;
                c.add(row * b.columns + column).write(u8::from((0..a.columns).any(both)));
            }
        }
    }
}
