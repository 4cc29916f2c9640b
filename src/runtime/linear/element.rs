//! The elements of matrices.

use std::ops::{Add, Mul};

/// What BLAS and LAPACK compute with.
pub trait Element: Copy + Default + Add<Output = Self> + Mul<Output = Self> + 'static {
    /// Its place in the order `float32`, `float64`, `complex64`, `complex128`.
    const LETTER: usize;
    const COMPLEX: bool;
    const ONE: Self;
    type Real: Copy + Default + 'static;

    fn from_real(real: Self::Real) -> Self;
    /// The real part, as a number of work elements.
    fn as_count(self) -> usize;
    fn count_of(real: Self::Real) -> usize;
    /// The absolute value's logarithm, and the number of absolute value 1 in the same direction.
    fn polar(self) -> (f64, Self);
    fn real_from_f64(value: f64) -> Self::Real;
    fn is_zero(real: Self::Real) -> bool;
    fn square(self) -> f64;
}

/// A complex number.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Complex<R> {
    pub re: R,
    pub im: R,
}

macro_rules! elements {
    ($($real:ident $letter:literal;)*) => {$(
        impl Element for $real {
            const LETTER: usize = $letter;
            const COMPLEX: bool = false;
            const ONE: Self = 1.0;
            type Real = $real;

            fn from_real(real: $real) -> Self {
                real
            }
            fn as_count(self) -> usize {
                self as usize
            }
            fn count_of(real: $real) -> usize {
                real as usize
            }
            fn polar(self) -> (f64, Self) {
                (f64::from(self.abs().ln()), if self < 0.0 { -1.0 } else { 1.0 })
            }
            fn real_from_f64(value: f64) -> $real {
                value as $real
            }
            fn is_zero(real: $real) -> bool {
                real == 0.0
            }
            fn square(self) -> f64 {
                f64::from(self * self)
            }
        }

        impl Add for Complex<$real> {
            type Output = Self;

            #[inline(always)]
            fn add(self, other: Self) -> Self {
                Self { re: self.re + other.re, im: self.im + other.im }
            }
        }

        impl Mul for Complex<$real> {
            type Output = Self;

            #[inline(always)]
            fn mul(self, other: Self) -> Self {
                Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
            }
        }

        impl Element for Complex<$real> {
            const LETTER: usize = $letter + 2;
            const COMPLEX: bool = true;
            const ONE: Self = Self { re: 1.0, im: 0.0 };
            type Real = $real;

            fn from_real(re: $real) -> Self {
                Self { re, im: 0.0 }
            }
            fn as_count(self) -> usize {
                self.re as usize
            }
            fn count_of(real: $real) -> usize {
                real as usize
            }
            fn polar(self) -> (f64, Self) {
                let size = self.re.hypot(self.im);
                (f64::from(size.ln()), Self { re: self.re / size, im: self.im / size })
            }
            fn real_from_f64(value: f64) -> $real {
                value as $real
            }
            fn is_zero(real: $real) -> bool {
                real == 0.0
            }
            fn square(self) -> f64 {
                f64::from(self.re * self.re + self.im * self.im)
            }
        }
    )*};
}

elements! { f32 0; f64 1; }

/// A matrix in compiled code's memory: strides are in bytes.
#[derive(Clone, Copy)]
pub struct Matrix<T> {
    pub data: *const T,
    pub rows: usize,
    pub columns: usize,
    pub strides: [isize; 2],
}

impl<T: Copy> Matrix<T> {
    pub fn transposed(self) -> Self {
        let [down, across] = self.strides;
        Self { rows: self.columns, columns: self.rows, strides: [across, down], ..self }
    }

    /// The address of an element.
    #[inline(always)]
    pub fn at(&self, row: usize, column: usize) -> *const T {
        let [down, across] = self.strides;
        self.data.wrapping_byte_offset(row as isize * down + column as isize * across)
    }

    /// Copies the elements, column by column, each column `height` elements behind the one before.
    ///
    /// # Safety
    ///
    /// The matrix is in readable memory. It may lie anywhere, aligned or not.
    pub unsafe fn to_columns(self, height: usize, place: &mut [T]) {
        for column in 0..self.columns {
            let target = &mut place[column * height..column * height + self.rows];
            for (row, target) in target.iter_mut().enumerate() {
                // SAFETY: by the contract above.
                *target = unsafe { self.at(row, column).read_unaligned() };
            }
        }
    }

    /// The leading dimension with which the memory is a matrix of consecutive rows.
    pub fn leading_of_rows(&self) -> Option<i32> {
        let size = size_of::<T>() as isize;
        let [down, across] = self.strides;
        let least = self.columns.max(1);
        let leading = if self.rows <= 1 { least as isize } else { down / size };
        let fits = (self.columns <= 1 || across == size)
            && (self.rows <= 1 || down % size == 0)
            && leading >= least as isize
            && self.data.addr().is_multiple_of(align_of::<T>());
        i32::try_from(leading).ok().filter(|_| fits)
    }
}
