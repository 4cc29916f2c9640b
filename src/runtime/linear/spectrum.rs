//! Eigenvalues, singular values and solutions of least squares by LAPACK; as in [`factor`](super::factor), whose operands,
//! results and numbers these have.

use super::{
    element::{Element, Matrix},
    factor::{COMPLEX_VALUES, columns, give, int, leading, outcome, routine, zeros},
    foreign::Routine,
};
use std::{ffi::c_void, mem::transmute, slice};

/// Calls a routine, whose arguments are all addresses in Fortran's convention.
macro_rules! call {
    ($address:expr; $($argument:expr),* $(,)?) => {{
        let routine: unsafe extern "C" fn($(call!(@type $argument)),*) = transmute($address);
        routine($(Address::address($argument)),*)
    }};
    (@type $argument:expr) => { *const c_void };
}

/// What an argument is at.
trait Address {
    fn address(self) -> *const c_void;
}

impl<T> Address for &T {
    fn address(self) -> *const c_void {
        (&raw const *self).cast()
    }
}

impl<T> Address for &mut T {
    fn address(self) -> *const c_void {
        (&raw mut *self).cast()
    }
}

impl<T> Address for *mut T {
    fn address(self) -> *const c_void {
        self.cast()
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
                call!(
                    address;
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
                call!(
                    address;
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
                call!(
                    address;
                    &b'N',
                    &way,
                    &n,
                    matrix.as_mut_ptr(),
                    &leading(n),
                    found.as_mut_ptr(),
                    std::ptr::null_mut::<T>(),
                    &1,
                    right.as_mut_ptr(),
                    &right_leading,
                    work,
                    &count,
                    imaginary.as_mut_ptr(),
                    &mut info,
                );
            } else {
                call!(
                    address;
                    &b'N',
                    &way,
                    &n,
                    matrix.as_mut_ptr(),
                    &leading(n),
                    found.as_mut_ptr(),
                    imaginary.as_mut_ptr(),
                    std::ptr::null_mut::<T>(),
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
                call!(
                    address;
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
                call!(
                    address;
                    &way,
                    &triangle,
                    &n,
                    matrix.as_mut_ptr(),
                    &leading(n),
                    found.as_mut_ptr(),
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
                call!(
                    address;
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
                call!(
                    address;
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
