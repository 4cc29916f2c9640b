//! Solutions, factors and eigenvalues by LAPACK. Operands are copied, so that they may have any strides and stay as they
//! are; results have consecutive rows.
//!
//! A function gives 0, LAPACK's positive `info`, or one of the negative numbers below.

use super::{
    element::{Element, Matrix},
    foreign::{Routine, find},
};
use std::{mem::transmute, slice};

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
type GesddReal<T> = unsafe extern "C" fn(
    *const u8,
    Int,
    Int,
    *mut T,
    Int,
    *mut T,
    *mut T,
    Int,
    *mut T,
    Int,
    *mut T,
    Int,
    *mut i32,
    *mut i32,
);
type GesddComplex<T, R> = unsafe extern "C" fn(
    *const u8,
    Int,
    Int,
    *mut T,
    Int,
    *mut R,
    *mut T,
    Int,
    *mut T,
    Int,
    *mut T,
    Int,
    *mut R,
    *mut i32,
    *mut i32,
);
type GeevReal<T> = unsafe extern "C" fn(
    *const u8,
    *const u8,
    Int,
    *mut T,
    Int,
    *mut T,
    *mut T,
    *mut T,
    Int,
    *mut T,
    Int,
    *mut T,
    Int,
    *mut i32,
);
type GeevComplex<T, R> = unsafe extern "C" fn(
    *const u8,
    *const u8,
    Int,
    *mut T,
    Int,
    *mut T,
    *mut T,
    Int,
    *mut T,
    Int,
    *mut T,
    Int,
    *mut R,
    *mut i32,
);
type SyevdReal<T> =
    unsafe extern "C" fn(*const u8, *const u8, Int, *mut T, Int, *mut T, *mut T, Int, *mut i32, Int, *mut i32);
type SyevdComplex<T, R> = unsafe extern "C" fn(
    *const u8,
    *const u8,
    Int,
    *mut T,
    Int,
    *mut R,
    *mut T,
    Int,
    *mut R,
    Int,
    *mut i32,
    Int,
    *mut i32,
);
type GelsdReal<T> = unsafe extern "C" fn(
    Int,
    Int,
    Int,
    *mut T,
    Int,
    *mut T,
    Int,
    *mut T,
    *const T,
    *mut i32,
    *mut T,
    Int,
    *mut i32,
    *mut i32,
);
type GelsdComplex<T, R> = unsafe extern "C" fn(
    Int,
    Int,
    Int,
    *mut T,
    Int,
    *mut T,
    Int,
    *mut R,
    *const R,
    *mut i32,
    *mut T,
    Int,
    *mut R,
    *mut i32,
    *mut i32,
);

/// A size as Fortran's integer; workspace counts have to fit too, so half of the range is left to them.
fn int(size: usize) -> Result<i32, i64> {
    i32::try_from(size).map_err(|_| TOO_LARGE)
}

fn routine<T: Element>(routine: Routine) -> Result<usize, i64> {
    find::<T>(routine).ok_or(MISSING)
}

fn zeros<T: Copy + Default>(count: usize) -> Vec<T> {
    vec![T::default(); count]
}

/// A leading dimension: LAPACK wants at least 1.
fn leading(rows: i32) -> i32 {
    rows.max(1)
}

/// The columns of a matrix, one behind the other.
unsafe fn columns<T: Element>(matrix: Matrix<T>) -> Vec<T> {
    let mut copy = zeros((matrix.rows * matrix.columns).max(1));
    // SAFETY: as the caller's.
    unsafe { matrix.to_columns(matrix.rows, &mut copy) };
    copy
}

/// Writes the top of columns, each `height` long, as rows.
unsafe fn give<T: Copy>(columns: &[T], height: usize, (rows, count): (usize, usize), place: *mut T) {
    for row in 0..rows {
        for column in 0..count {
            // SAFETY: the caller's place has room for all rows.
            unsafe { place.add(row * count + column).write(columns[column * height + row]) };
        }
    }
}

/// What a routine says; an illegal argument would be a fault of ours.
fn outcome(info: i32) -> i64 {
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

/// Singular values, and with `vectors` (`A` all, `S` the first, `N` none) the vectors on both sides. Positive: no
/// convergence.
pub unsafe fn svd<T: Element>(
    a: Matrix<T>,
    vectors: u8,
    (u, s, vt): (*mut T, *mut T::Real, *mut T),
) -> Result<i64, i64> {
    let (m, n) = (int(a.rows)?, int(a.columns)?);
    let (least, most) = (a.rows.min(a.columns), a.rows.max(a.columns));
    let (u_width, v_height) = match vectors {
        b'A' => (a.rows, a.columns),
        b'S' => (least, least),
        _ => (0, 0),
    };
    // SAFETY: as in `solve`.
    unsafe {
        let address = routine::<T>(Routine::Gesdd)?;
        let mut matrix = columns(a);
        let mut left = zeros::<T>((a.rows * u_width).max(1));
        let mut right = zeros::<T>((v_height * a.columns).max(1));
        let mut values = zeros::<T::Real>(least.max(1));
        let mut integers = zeros::<i32>((8 * least).max(1));
        let products = least * least;
        let mut reals = zeros::<T::Real>(if T::COMPLEX {
            (5 * products + 7 * least).max(2 * most * least + 2 * products + least).max(1)
        } else {
            0
        });
        let mut info = 0;
        let v_leading = leading(int(v_height)?);
        let mut run = |work: *mut T, count: i32| {
            if T::COMPLEX {
                transmute::<usize, GesddComplex<T, T::Real>>(address)(
                    &vectors,
                    &m,
                    &n,
                    matrix.as_mut_ptr(),
                    &leading(m),
                    values.as_mut_ptr(),
                    left.as_mut_ptr(),
                    &leading(m),
                    right.as_mut_ptr(),
                    &v_leading,
                    work,
                    &count,
                    reals.as_mut_ptr(),
                    integers.as_mut_ptr(),
                    &mut info,
                );
            } else {
                transmute::<usize, GesddReal<T>>(address)(
                    &vectors,
                    &m,
                    &n,
                    matrix.as_mut_ptr(),
                    &leading(m),
                    values.as_mut_ptr().cast(),
                    left.as_mut_ptr(),
                    &leading(m),
                    right.as_mut_ptr(),
                    &v_leading,
                    work,
                    &count,
                    integers.as_mut_ptr(),
                    &mut info,
                );
            }
        };
        let mut ask = T::default();
        run(&mut ask, -1);
        let mut work = zeros::<T>(ask.as_count().max(1));
        run(work.as_mut_ptr(), int(work.len())?);
        give(&left, a.rows, (a.rows, u_width), u);
        give(&right, v_height, (v_height, a.columns), vt);
        s.copy_from_nonoverlapping(values.as_ptr(), least);
        Ok(outcome(info))
    }
}

/// Eigenvalues, and eigenvectors as columns where there is a place for them. Positive: no convergence.
pub unsafe fn eig<T: Element>(a: Matrix<T>, values: *mut T, vectors: *mut T) -> Result<i64, i64> {
    let n = int(a.rows)?;
    let size = a.rows;
    let wanted = !vectors.is_null();
    // SAFETY: as in `solve`.
    unsafe {
        let address = routine::<T>(Routine::Geev)?;
        let mut matrix = columns(a);
        let mut right = zeros::<T>(if wanted { (size * size).max(1) } else { 1 });
        let mut found = zeros::<T>(size.max(1));
        let mut imaginary = zeros::<T::Real>((2 * size).max(1));
        let mut info = 0;
        let way = if wanted { b'V' } else { b'N' };
        let right_leading = if wanted { leading(n) } else { 1 };
        let mut run = |work: *mut T, count: i32| {
            if T::COMPLEX {
                transmute::<usize, GeevComplex<T, T::Real>>(address)(
                    &b'N',
                    &way,
                    &n,
                    matrix.as_mut_ptr(),
                    &leading(n),
                    found.as_mut_ptr(),
                    std::ptr::null_mut(),
                    &1,
                    right.as_mut_ptr(),
                    &right_leading,
                    work,
                    &count,
                    imaginary.as_mut_ptr(),
                    &mut info,
                );
            } else {
                transmute::<usize, GeevReal<T>>(address)(
                    &b'N',
                    &way,
                    &n,
                    matrix.as_mut_ptr(),
                    &leading(n),
                    found.as_mut_ptr(),
                    imaginary.as_mut_ptr().cast(),
                    std::ptr::null_mut(),
                    &1,
                    right.as_mut_ptr(),
                    &right_leading,
                    work,
                    &count,
                    &mut info,
                );
            }
        };
        let mut ask = T::default();
        run(&mut ask, -1);
        let mut work = zeros::<T>(ask.as_count().max(1));
        run(work.as_mut_ptr(), int(work.len())?);
        if info != 0 {
            return Ok(outcome(info));
        }
        if !T::COMPLEX && !imaginary.iter().all(|part| T::is_zero(*part)) {
            return Err(COMPLEX_VALUES);
        }
        values.copy_from_nonoverlapping(found.as_ptr(), size);
        if wanted {
            give(&right, size, (size, size), vectors);
        }
        Ok(0)
    }
}

/// Eigenvalues of a symmetric or Hermitian matrix, of which the `triangle` (`L`, `U`) is read, and eigenvectors as columns
/// where there is a place for them. Positive: no convergence.
pub unsafe fn eigh<T: Element>(a: Matrix<T>, triangle: u8, values: *mut T::Real, vectors: *mut T) -> Result<i64, i64> {
    let n = int(a.rows)?;
    let size = a.rows;
    let way = if vectors.is_null() { b'N' } else { b'V' };
    // SAFETY: as in `solve`.
    unsafe {
        let address = routine::<T>(Routine::Syevd)?;
        let mut matrix = columns(a);
        let mut found = zeros::<T::Real>(size.max(1));
        let mut info = 0;
        let mut run = |(work, count): (*mut T, i32), (reals, real_count): (*mut T::Real, i32), (ints, int_count)| {
            if T::COMPLEX {
                transmute::<usize, SyevdComplex<T, T::Real>>(address)(
                    &way,
                    &triangle,
                    &n,
                    matrix.as_mut_ptr(),
                    &leading(n),
                    found.as_mut_ptr(),
                    work,
                    &count,
                    reals,
                    &real_count,
                    ints,
                    &int_count,
                    &mut info,
                );
            } else {
                transmute::<usize, SyevdReal<T>>(address)(
                    &way,
                    &triangle,
                    &n,
                    matrix.as_mut_ptr(),
                    &leading(n),
                    found.as_mut_ptr().cast(),
                    work,
                    &count,
                    ints,
                    &int_count,
                    &mut info,
                );
            }
        };
        let (mut ask, mut ask_real, mut ask_int) = (T::default(), T::Real::default(), 0_i32);
        run((&mut ask, -1), (&mut ask_real, -1), (&raw mut ask_int, -1));
        let mut work = zeros::<T>(ask.as_count().max(1));
        let mut reals = zeros::<T::Real>(T::count_of(ask_real).max(1));
        let mut ints = zeros::<i32>(ask_int.max(1) as usize);
        let counts = (int(work.len())?, int(reals.len())?, int(ints.len())?);
        run((work.as_mut_ptr(), counts.0), (reals.as_mut_ptr(), counts.1), (ints.as_mut_ptr(), counts.2));
        if info == 0 {
            values.copy_from_nonoverlapping(found.as_ptr(), size);
            if !vectors.is_null() {
                give(&matrix, size, (size, size), vectors);
            }
        }
        Ok(outcome(info))
    }
}

/// What a solution of least squares gives beside it.
pub struct LeastSquares<T: Element> {
    /// With as many rows as `a` has columns.
    pub x: *mut T,
    /// The sums of squares of what is left, one for each right-hand side.
    pub residuals: *mut T::Real,
    pub singular_values: *mut T::Real,
    pub rank: *mut i64,
}

/// The shortest `x` for which `a @ x - b` is least. Positive: no convergence.
pub unsafe fn least_squares<T: Element>(
    a: Matrix<T>,
    b: Matrix<T>,
    rcond: f64,
    place: LeastSquares<T>,
) -> Result<i64, i64> {
    let (m, n, count) = (int(a.rows)?, int(a.columns)?, int(b.columns)?);
    let (least, most) = (a.rows.min(a.columns), a.rows.max(a.columns));
    // SAFETY: as in `solve`.
    unsafe {
        let address = routine::<T>(Routine::Gelsd)?;
        let mut matrix = columns(a);
        let height = most.max(1);
        let mut right = zeros::<T>((height * b.columns).max(1));
        b.to_columns(height, &mut right);
        let mut values = zeros::<T::Real>(least.max(1));
        let (mut rank, mut info) = (0, 0);
        let rcond = T::real_from_f64(rcond);
        let right_leading = int(height)?;
        let mut run = |(work, size): (*mut T, i32), reals: *mut T::Real, ints: *mut i32| {
            if T::COMPLEX {
                transmute::<usize, GelsdComplex<T, T::Real>>(address)(
                    &m,
                    &n,
                    &count,
                    matrix.as_mut_ptr(),
                    &leading(m),
                    right.as_mut_ptr(),
                    &right_leading,
                    values.as_mut_ptr(),
                    &rcond,
                    &mut rank,
                    work,
                    &size,
                    reals,
                    ints,
                    &mut info,
                );
            } else {
                transmute::<usize, GelsdReal<T>>(address)(
                    &m,
                    &n,
                    &count,
                    matrix.as_mut_ptr(),
                    &leading(m),
                    right.as_mut_ptr(),
                    &right_leading,
                    values.as_mut_ptr().cast(),
                    (&raw const rcond).cast(),
                    &mut rank,
                    work,
                    &size,
                    ints,
                    &mut info,
                );
            }
        };
        let (mut ask, mut ask_real, mut ask_int) = (T::default(), T::Real::default(), 0_i32);
        run((&mut ask, -1), &mut ask_real, &mut ask_int);
        let mut work = zeros::<T>(ask.as_count().max(1));
        let mut reals = zeros::<T::Real>(T::count_of(ask_real).max(1));
        let mut ints = zeros::<i32>(ask_int.max(1) as usize);
        run((work.as_mut_ptr(), int(work.len())?), reals.as_mut_ptr(), ints.as_mut_ptr());
        if info != 0 {
            return Ok(outcome(info));
        }
        give(&right, height, (a.columns, b.columns), place.x);
        for (column, right) in right.chunks_exact(height).take(b.columns).enumerate() {
            let rest = right.iter().take(a.rows).skip(a.columns).map(|value| value.square()).sum();
            place.residuals.add(column).write(T::real_from_f64(rest));
        }
        slice::from_raw_parts_mut(place.singular_values, least).copy_from_slice(&values[..least]);
        place.rank.write(rank.into());
        Ok(0)
    }
}
