//! Solutions and factors by LAPACK. Operands are copied, so that they may have any strides and stay as they
//! are; results have consecutive rows.
//!
//! A function gives 0, LAPACK's positive `info`, or one of the negative numbers below.

use super::{
    element::{Element, Matrix},
    foreign::{Routine, find},
};
use std::mem::transmute;

/// LAPACK is not installed.
pub const MISSING: i64 = -1000;
/// A real matrix has complex eigenvalues.
pub const COMPLEX_VALUES: i64 = -1001;
/// The matrix is too large for 32-bit integers, or has no memory.
pub const TOO_LARGE: i64 = -1002;

type Int = *const i32;
type Gesv<T> = unsafe extern "C" fn(Int, Int, *mut T, Int, *mut i32, *mut T, Int, *mut i32);
type Getrf<T> = unsafe extern "C" fn(Int, Int, *mut T, Int, *mut i32, *mut i32);
type Potrf<T> = unsafe extern "C" fn(*const u8, Int, *mut T, Int, *mut i32);
type Geqrf<T> = unsafe extern "C" fn(Int, Int, *mut T, Int, *mut T, *mut T, Int, *mut i32);
type Orgqr<T> = unsafe extern "C" fn(Int, Int, Int, *mut T, Int, *const T, *mut T, Int, *mut i32);
/// A size as Fortran's integer; workspace counts have to fit too, so half of the range is left to them.
pub fn int(size: usize) -> Result<i32, i64> {
    i32::try_from(size).map_err(|_| TOO_LARGE)
}

pub fn routine<T: Element>(routine: Routine) -> Result<usize, i64> {
    find::<T>(routine).ok_or(MISSING)
}

pub fn zeros<T: Copy + Default>(count: usize) -> Vec<T> {
    vec![T::default(); count]
}

/// A leading dimension: LAPACK wants at least 1.
pub fn leading(rows: i32) -> i32 {
    rows.max(1)
}

/// The columns of a matrix, one behind the other.
pub unsafe fn columns<T: Element>(matrix: Matrix<T>) -> Vec<T> {
    let mut copy = zeros((matrix.rows * matrix.columns).max(1));
    // SAFETY: as the caller's.
    unsafe { matrix.to_columns(matrix.rows, &mut copy) };
    copy
}

/// Writes the top of columns, each `height` long, as rows.
pub unsafe fn give<T: Copy>(columns: &[T], height: usize, (rows, count): (usize, usize), place: *mut T) {
    for row in 0..rows {
        for column in 0..count {
            // SAFETY: the caller's place has room for all rows.
            unsafe { place.add(row * count + column).write(columns[column * height + row]) };
        }
    }
}

/// What a routine says; an illegal argument would be a fault of ours.
pub fn outcome(info: i32) -> i64 {
    i64::from(info)
}

/// `x` with `a @ x = b`. Positive: the matrix is singular.
///
/// # Safety
///
/// The operands are readable, and there is room for the results; so below.
pub unsafe fn solve<T: Element>(a: Matrix<T>, b: Matrix<T>, x: *mut T) -> Result<i64, i64> {
    let (n, count) = (int(a.rows)?, int(b.columns)?);
    // SAFETY: by the contract above; the routine has this type.
    unsafe {
        let gesv = transmute::<usize, Gesv<T>>(routine::<T>(Routine::Gesv)?);
        let (mut matrix, mut right) = (columns(a), columns(b));
        let (mut pivots, mut info) = (zeros(a.rows.max(1)), 0);
        gesv(
            &n,
            &count,
            matrix.as_mut_ptr(),
            &leading(n),
            pivots.as_mut_ptr(),
            right.as_mut_ptr(),
            &leading(n),
            &mut info,
        );
        if info == 0 {
            give(&right, b.rows, (b.rows, b.columns), x);
        }
        Ok(outcome(info))
    }
}

/// The inverse. Positive: the matrix is singular.
pub unsafe fn invert<T: Element>(a: Matrix<T>, x: *mut T) -> Result<i64, i64> {
    let n = a.rows;
    let mut one = zeros::<T>((n * n).max(1));
    (0..n).for_each(|index| one[index * n + index] = T::ONE);
    let size = size_of::<T>() as isize;
    let one = Matrix { data: one.as_ptr(), rows: n, columns: n, strides: [size, size * n as isize] };
    // SAFETY: as the caller's.
    unsafe { solve(a, one, x) }
}

/// The sign and the logarithm of the determinant.
pub unsafe fn determinant<T: Element>(a: Matrix<T>, sign: *mut T, logarithm: *mut T::Real) -> Result<i64, i64> {
    let n = int(a.rows)?;
    // SAFETY: as in `solve`.
    unsafe {
        let (mut product, mut sum) = (T::ONE, 0.0);
        if n > 0 {
            let getrf = transmute::<usize, Getrf<T>>(routine::<T>(Routine::Getrf)?);
            let (mut matrix, mut pivots, mut info) = (columns(a), zeros::<i32>(a.rows), 0);
            getrf(&n, &n, matrix.as_mut_ptr(), &n, pivots.as_mut_ptr(), &mut info);
            if info > 0 {
                sign.write(T::default());
                logarithm.write(T::real_from_f64(f64::NEG_INFINITY));
                return Ok(0);
            }
            let swaps = pivots.iter().enumerate().filter(|(index, pivot)| **pivot != *index as i32 + 1).count();
            if swaps % 2 == 1 {
                product = T::from_real(T::real_from_f64(-1.0));
            }
            for index in 0..a.rows {
                let (log, direction) = matrix[index * a.rows + index].polar();
                product = product * direction;
                sum += log;
            }
        }
        sign.write(product);
        logarithm.write(T::real_from_f64(sum));
        Ok(0)
    }
}

/// The lower triangular factor. Positive: the matrix is not positive definite.
pub unsafe fn cholesky<T: Element>(a: Matrix<T>, result: *mut T) -> Result<i64, i64> {
    let n = int(a.rows)?;
    // SAFETY: as in `solve`.
    unsafe {
        let potrf = transmute::<usize, Potrf<T>>(routine::<T>(Routine::Potrf)?);
        let (mut matrix, mut info) = (columns(a), 0);
        potrf(&b'L', &n, matrix.as_mut_ptr(), &leading(n), &mut info);
        if info == 0 {
            for column in 1..a.rows {
                matrix[column * a.rows..column * a.rows + column].fill(T::default());
            }
            give(&matrix, a.rows, (a.rows, a.rows), result);
        }
        Ok(outcome(info))
    }
}

/// `q` with orthonormal columns, `width` of them, and the upper triangular `r`, with as many rows.
pub unsafe fn qr<T: Element>(a: Matrix<T>, width: usize, q: *mut T, r: *mut T) -> Result<i64, i64> {
    let (m, n, k) = (int(a.rows)?, int(a.columns)?, int(width)?);
    let (rows, least) = (a.rows, a.rows.min(a.columns));
    // SAFETY: as in `solve`.
    unsafe {
        let geqrf = transmute::<usize, Geqrf<T>>(routine::<T>(Routine::Geqrf)?);
        let orgqr = transmute::<usize, Orgqr<T>>(routine::<T>(Routine::Orgqr)?);
        let (mut factors, mut info) = (columns(a), 0);
        let mut scales = zeros::<T>(least.max(1));
        let mut ask = [T::default()];
        geqrf(&m, &n, factors.as_mut_ptr(), &leading(m), scales.as_mut_ptr(), ask.as_mut_ptr(), &-1, &mut info);
        let mut work = zeros::<T>(ask[0].as_count().max(a.columns).max(1));
        let count = int(work.len())?;
        geqrf(&m, &n, factors.as_mut_ptr(), &leading(m), scales.as_mut_ptr(), work.as_mut_ptr(), &count, &mut info);
        for row in 0..width {
            for column in 0..a.columns {
                let value = if row <= column && row < rows { factors[column * rows + row] } else { T::default() };
                r.add(row * a.columns + column).write(value);
            }
        }
        factors.resize((rows * width.max(a.columns)).max(1), T::default());
        let reflectors = int(least)?;
        let address = factors.as_mut_ptr();
        orgqr(&m, &k, &reflectors, address, &leading(m), scales.as_ptr(), ask.as_mut_ptr(), &-1, &mut info);
        let mut work = zeros::<T>(ask[0].as_count().max(width).max(1));
        let count = int(work.len())?;
        orgqr(&m, &k, &reflectors, address, &leading(m), scales.as_ptr(), work.as_mut_ptr(), &count, &mut info);
        give(&factors, rows, (rows, width), q);
        Ok(outcome(info))
    }
}
