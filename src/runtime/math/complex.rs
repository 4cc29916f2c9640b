//! Complex math, on pairs of real and imaginary part that are passed by address: how a complex number is passed by
//! value differs between machines.
//!
//! A `c128` is two doubles, a `c64` two floats; the latter is computed in double precision and rounded once.

use std::ffi::c_double;

/// A complex number as C lays it out. A struct of two doubles is passed and returned like C's `double _Complex` on
/// x86-64 (System V) and AArch64; one of two floats would not be.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    /// The real part.
    pub re: c_double,
    /// The imaginary part.
    pub im: c_double,
}

/// A complex number in single precision.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComplexSingle {
    /// The real part.
    pub re: f32,
    /// The imaginary part.
    pub im: f32,
}

impl From<ComplexSingle> for Complex {
    fn from(value: ComplexSingle) -> Self {
        Self { re: value.re.into(), im: value.im.into() }
    }
}

impl From<Complex> for ComplexSingle {
    fn from(value: Complex) -> Self {
        Self { re: value.re as f32, im: value.im as f32 }
    }
}

/// Defines `numlir_<name>_c128` and `numlir_<name>_c64` from C's function of one complex number, and lists them.
macro_rules! unary {
    ($($c:ident $double:ident $single:ident),* $(,)?) => {
        mod c {
            use super::Complex;
            unsafe extern "C" { $(pub(super) fn $c(value: Complex) -> Complex;)* }
        }
        $(
            #[doc = concat!("C's `", stringify!($c), "`.")]
            ///
            /// # Safety
            ///
            /// `value` and `result` point to a complex number each, perhaps the same one.
            #[unsafe(no_mangle)]
            pub unsafe extern "C" fn $double(value: *const Complex, result: *mut Complex) {
                // SAFETY: by the contract above; the math function takes any value.
                unsafe { *result = c::$c(*value) }
            }

            #[doc = concat!("C's `", stringify!($c), "`, rounded to single precision.")]
            ///
            /// # Safety
            ///
            /// `value` and `result` point to a complex number each, perhaps the same one.
            #[unsafe(no_mangle)]
            pub unsafe extern "C" fn $single(value: *const ComplexSingle, result: *mut ComplexSingle) {
                // SAFETY: by the contract above; the math function takes any value.
                unsafe { *result = c::$c((*value).into()).into() }
            }
        )*
        /// The functions of one complex number, by name.
        pub(crate) const UNARY: &[(&str, unsafe extern "C" fn(*const Complex, *mut Complex))] =
            &[$((stringify!($double), $double)),*];
        /// The same in single precision.
        pub(crate) const UNARY_SINGLE: &[(
            &str,
            unsafe extern "C" fn(*const ComplexSingle, *mut ComplexSingle),
        )] = &[$((stringify!($single), $single)),*];
    };
}

unary! {
    cexp numlir_exp_c128 numlir_exp_c64,
    clog numlir_log_c128 numlir_log_c64,
    csqrt numlir_sqrt_c128 numlir_sqrt_c64,
    csin numlir_sin_c128 numlir_sin_c64,
    ccos numlir_cos_c128 numlir_cos_c64,
    ctan numlir_tan_c128 numlir_tan_c64,
    csinh numlir_sinh_c128 numlir_sinh_c64,
    ccosh numlir_cosh_c128 numlir_cosh_c64,
    ctanh numlir_tanh_c128 numlir_tanh_c64,
    casin numlir_asin_c128 numlir_asin_c64,
    cacos numlir_acos_c128 numlir_acos_c64,
    catan numlir_atan_c128 numlir_atan_c64,
    casinh numlir_asinh_c128 numlir_asinh_c64,
    cacosh numlir_acosh_c128 numlir_acosh_c64,
    catanh numlir_atanh_c128 numlir_atanh_c64,
}

/// Defines the forms of a function of two complex numbers.
macro_rules! binary {
    ($($function:ident $double:ident $single:ident),* $(,)?) => {$(
        #[doc = concat!("[`", stringify!($function), "`] through addresses.")]
        ///
        /// # Safety
        ///
        /// The three point to a complex number each, perhaps the same one.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $double(left: *const Complex, right: *const Complex, result: *mut Complex) {
            // SAFETY: by the contract above.
            unsafe { *result = $function(*left, *right) }
        }

        #[doc = concat!("[`", stringify!($function), "`] through addresses, rounded to single precision.")]
        ///
        /// # Safety
        ///
        /// The three point to a complex number each, perhaps the same one.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $single(
            left: *const ComplexSingle,
            right: *const ComplexSingle,
            result: *mut ComplexSingle,
        ) {
            // SAFETY: by the contract above.
            unsafe { *result = $function((*left).into(), (*right).into()).into() }
        }
    )*};
}

binary! {
    divide numlir_div_c128 numlir_div_c64,
    power numlir_pow_c128 numlir_pow_c64,
}

/// The absolute value, without overflow on the way.
///
/// # Safety
///
/// `value` points to a complex number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_abs_c128(value: *const Complex) -> f64 {
    // SAFETY: by the contract above.
    let value = unsafe { *value };
    value.re.hypot(value.im)
}

/// The absolute value, without overflow on the way.
///
/// # Safety
///
/// `value` points to a complex number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_abs_c64(value: *const ComplexSingle) -> f32 {
    // SAFETY: by the contract above.
    let value = unsafe { *value };
    value.re.hypot(value.im)
}

/// Smith's division, as CPython's `_Py_c_quot` and NumPy have it.
///
/// For a divisor of zero, where Python raises, each part is divided by +0, as NumPy does.
pub fn divide(left: Complex, right: Complex) -> Complex {
    let (size_re, size_im) = (right.re.abs(), right.im.abs());
    if size_re >= size_im {
        if size_re == 0.0 {
            return Complex { re: left.re / size_re, im: left.im / size_re };
        }
        let ratio = right.im / right.re;
        let denominator = right.re + right.im * ratio;
        Complex { re: (left.re + left.im * ratio) / denominator, im: (left.im - left.re * ratio) / denominator }
    } else if size_im >= size_re {
        let ratio = right.re / right.im;
        let denominator = right.re * ratio + right.im;
        Complex { re: (left.re * ratio + left.im) / denominator, im: (left.im * ratio - left.re) / denominator }
    } else {
        // A part of the divisor is not a number, and comparing with it told nothing.
        Complex { re: f64::NAN, im: f64::NAN }
    }
}

/// `base ** exponent` as CPython computes it: whole exponents up to 100 by multiplication (`c_powi`), others through
/// polar form (`_Py_c_pow`).
///
/// For base 0 and an exponent with a negative real or nonzero imaginary part, where Python raises, both parts are NaN.
pub fn power(base: Complex, exponent: Complex) -> Complex {
    const ONE: Complex = Complex { re: 1.0, im: 0.0 };
    const LARGEST_WHOLE: f64 = 100.0;
    if exponent.re == 0.0 && exponent.im == 0.0 {
        return ONE;
    }
    if base.re == 0.0 && base.im == 0.0 {
        let part = if exponent.im != 0.0 || exponent.re < 0.0 { f64::NAN } else { 0.0 };
        return Complex { re: part, im: part };
    }
    if exponent.im == 0.0 && exponent.re == exponent.re.floor() && exponent.re.abs() <= LARGEST_WHOLE {
        let whole = power_whole(base, exponent.re.abs() as u32);
        return if exponent.re > 0.0 { whole } else { divide(ONE, whole) };
    }
    let size = base.re.hypot(base.im);
    let angle = base.im.atan2(base.re);
    let mut length = size.powf(exponent.re);
    let mut phase = angle * exponent.re;
    if exponent.im != 0.0 {
        length *= (-angle * exponent.im).exp();
        phase += exponent.im * size.ln();
    }
    Complex { re: length * phase.cos(), im: length * phase.sin() }
}

fn power_whole(base: Complex, exponent: u32) -> Complex {
    let mut result = Complex { re: 1.0, im: 0.0 };
    let mut square = base;
    let mut rest = exponent;
    while rest != 0 {
        if rest & 1 == 1 {
            result = multiply(result, square);
        }
        square = multiply(square, square);
        rest >>= 1;
    }
    result
}

fn multiply(left: Complex, right: Complex) -> Complex {
    Complex { re: left.re * right.re - left.im * right.im, im: left.re * right.im + left.im * right.re }
}
