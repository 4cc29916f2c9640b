//! Linear algebra: what compiled code calls for products, solutions and factors.
//!
//! The functions take matrices as an address and byte strides, and `kind` says of what: 0 `float32`, 1 `float64`, 2 `complex64`,
//! 3 `complex128`, for products also 4 to 7 integers of 1 to 8 bytes, 8 bools. BLAS and LAPACK are those of SciPy, where the
//! Python package finds it ([`install`]); products have loops of our own beside them.

mod element;
mod factor;
mod foreign;
mod product;
mod spectrum;

use element::{Complex, Element, Matrix};
pub use foreign::{install, is_wanted, routines, want};
use spectrum::LeastSquares;

/// An address of whatever type `kind` says.
type Data = *const u8;
/// Where results go.
type Place = *mut u8;

/// A matrix of any element type.
#[derive(Clone, Copy)]
struct Raw {
    data: Data,
    rows: i64,
    columns: i64,
    strides: [i64; 2],
}

impl Raw {
    fn of<T>(self) -> Matrix<T> {
        Matrix {
            data: self.data.cast(),
            rows: self.rows.max(0) as usize,
            columns: self.columns.max(0) as usize,
            strides: self.strides.map(|stride| stride as isize),
        }
    }
}

/// Calls a generic function for the element type of a kind, and gives its status.
macro_rules! for_kind {
    ($kind:expr, $T:ident => $call:expr) => {{
        let outcome = match $kind {
            0 => {
                type $T = f32;
                $call
            }
            1 => {
                type $T = f64;
                $call
            }
            2 => {
                type $T = Complex<f32>;
                $call
            }
            _ => {
                type $T = Complex<f64>;
                $call
            }
        };
        outcome.unwrap_or_else(|status| status)
    }};
}

type Real<T> = <T as Element>::Real;

/// `c = a @ b` for a matrix of m × k and one of k × n.
///
/// # Safety
///
/// The operands are readable, and there is room for the results, whose rows are consecutive. The same is true of all
/// functions below.
#[allow(clippy::too_many_arguments)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_blas_gemm(
    kind: i64,
    m: i64,
    n: i64,
    k: i64,
    a: Data,
    a0: i64,
    a1: i64,
    b: Data,
    b0: i64,
    b1: i64,
    c: Place,
) {
    let a = Raw { data: a, rows: m, columns: k, strides: [a0, a1] };
    let b = Raw { data: b, rows: k, columns: n, strides: [b0, b1] };
    // SAFETY: by the contract above.
    unsafe {
        match kind {
            0 => product::multiply::<f32>(a.of(), b.of(), c.cast()),
            1 => product::multiply::<f64>(a.of(), b.of(), c.cast()),
            2 => product::multiply::<Complex<f32>>(a.of(), b.of(), c.cast()),
            3 => product::multiply::<Complex<f64>>(a.of(), b.of(), c.cast()),
            4 => product::multiply_8(a.of(), b.of(), c),
            5 => product::multiply_16(a.of(), b.of(), c.cast()),
            6 => product::multiply_32(a.of(), b.of(), c.cast()),
            7 => product::multiply_64(a.of(), b.of(), c.cast()),
            _ => product::multiply_bool(a.of(), b.of(), c),
        }
    }
}

/// The sum of products of two vectors of `n` elements.
///
/// # Safety
///
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_blas_dot(n: i64, x: *const f64, x0: i64, y: *const f64, y0: i64) -> f64 {
    // SAFETY: by the contract above.
    unsafe { product::dot(n, x, x0, y, y0) }
}

/// [`numlir_blas_dot`] in single precision.
///
/// # Safety
///
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_blas_dot_single(n: i64, x: *const f32, x0: i64, y: *const f32, y0: i64) -> f32 {
    // SAFETY: by the contract above.
    unsafe { product::dot(n, x, x0, y, y0) }
}

/// `x` with `a @ x = b`, where `a` is n × n and `b` n × count.
///
/// # Safety
///
/// As above.
#[allow(clippy::too_many_arguments)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_lapack_solve(
    kind: i64,
    n: i64,
    count: i64,
    a: Data,
    a0: i64,
    a1: i64,
    b: Data,
    b0: i64,
    b1: i64,
    x: Place,
) -> i64 {
    let a = Raw { data: a, rows: n, columns: n, strides: [a0, a1] };
    let b = Raw { data: b, rows: n, columns: count, strides: [b0, b1] };
    // SAFETY: by the contract above.
    unsafe { for_kind!(kind, T => factor::solve::<T>(a.of(), b.of(), x.cast())) }
}

/// The inverse of a matrix of n × n.
///
/// # Safety
///
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_lapack_inv(kind: i64, n: i64, a: Data, a0: i64, a1: i64, x: Place) -> i64 {
    let a = Raw { data: a, rows: n, columns: n, strides: [a0, a1] };
    // SAFETY: by the contract above.
    unsafe { for_kind!(kind, T => factor::invert::<T>(a.of(), x.cast())) }
}

/// The sign of the determinant and the logarithm of its absolute value.
///
/// # Safety
///
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_lapack_slogdet(
    kind: i64,
    n: i64,
    a: Data,
    a0: i64,
    a1: i64,
    sign: Place,
    logarithm: Place,
) -> i64 {
    let a = Raw { data: a, rows: n, columns: n, strides: [a0, a1] };
    // SAFETY: by the contract above.
    unsafe { for_kind!(kind, T => factor::determinant::<T>(a.of(), sign.cast(), logarithm.cast())) }
}

/// The lower factor of Cholesky's decomposition.
///
/// # Safety
///
/// As above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_lapack_cholesky(kind: i64, n: i64, a: Data, a0: i64, a1: i64, x: Place) -> i64 {
    let a = Raw { data: a, rows: n, columns: n, strides: [a0, a1] };
    // SAFETY: by the contract above.
    unsafe { for_kind!(kind, T => factor::cholesky::<T>(a.of(), x.cast())) }
}

/// `q` of m × width and `r` of width × n.
///
/// # Safety
///
/// As above.
#[allow(clippy::too_many_arguments)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_lapack_qr(
    kind: i64,
    m: i64,
    n: i64,
    width: i64,
    a: Data,
    a0: i64,
    a1: i64,
    q: Place,
    r: Place,
) -> i64 {
    let a = Raw { data: a, rows: m, columns: n, strides: [a0, a1] };
    // SAFETY: by the contract above.
    unsafe { for_kind!(kind, T => factor::qr::<T>(a.of(), width as usize, q.cast(), r.cast())) }
}

/// Singular values and vectors. `vectors`: 0 none, 1 the first, 2 all.
///
/// # Safety
///
/// As above.
#[allow(clippy::too_many_arguments)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_lapack_svd(
    kind: i64,
    m: i64,
    n: i64,
    vectors: i64,
    a: Data,
    a0: i64,
    a1: i64,
    u: Place,
    s: Place,
    vt: Place,
) -> i64 {
    let a = Raw { data: a, rows: m, columns: n, strides: [a0, a1] };
    let vectors = match vectors {
        0 => b'N',
        1 => b'S',
        _ => b'A',
    };
    // SAFETY: by the contract above.
    unsafe { for_kind!(kind, T => spectrum::svd::<T>(a.of(), vectors, (u.cast(), s.cast(), vt.cast()))) }
}

/// Eigenvalues, and eigenvectors where `with_vectors` is not 0.
///
/// # Safety
///
/// As above.
#[allow(clippy::too_many_arguments)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_lapack_eig(
    kind: i64,
    n: i64,
    with_vectors: i64,
    a: Data,
    a0: i64,
    a1: i64,
    values: Place,
    vectors: Place,
) -> i64 {
    let a = Raw { data: a, rows: n, columns: n, strides: [a0, a1] };
    let vectors = if with_vectors == 0 { std::ptr::null_mut() } else { vectors };
    // SAFETY: by the contract above.
    unsafe { for_kind!(kind, T => spectrum::eig::<T>(a.of(), values.cast(), vectors.cast())) }
}

/// As [`numlir_lapack_eig`] for a symmetric or Hermitian matrix, of which the lower (`upper`: upper) triangle is read.
///
/// # Safety
///
/// As above.
#[allow(clippy::too_many_arguments)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_lapack_eigh(
    kind: i64,
    n: i64,
    with_vectors: i64,
    upper: i64,
    a: Data,
    a0: i64,
    a1: i64,
    values: Place,
    vectors: Place,
) -> i64 {
    let a = Raw { data: a, rows: n, columns: n, strides: [a0, a1] };
    let vectors = if with_vectors == 0 { std::ptr::null_mut() } else { vectors };
    let triangle = if upper == 0 { b'L' } else { b'U' };
    // SAFETY: by the contract above.
    unsafe { for_kind!(kind, T => spectrum::eigh::<T>(a.of(), triangle, values.cast(), vectors.cast())) }
}

/// The shortest `x` for which `a @ x - b` is least, with its residuals, the singular values of `a` and its rank.
///
/// # Safety
///
/// As above.
#[allow(clippy::too_many_arguments)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_lapack_lstsq(
    kind: i64,
    m: i64,
    n: i64,
    count: i64,
    a: Data,
    a0: i64,
    a1: i64,
    b: Data,
    b0: i64,
    b1: i64,
    rcond: f64,
    x: Place,
    residuals: Place,
    values: Place,
    rank: *mut i64,
) -> i64 {
    let a = Raw { data: a, rows: m, columns: n, strides: [a0, a1] };
    let b = Raw { data: b, rows: m, columns: count, strides: [b0, b1] };
    // SAFETY: by the contract above.
    unsafe {
        for_kind!(kind, T => {
            let residuals = residuals.cast::<Real<T>>();
            let place = LeastSquares::<T> { x: x.cast(), residuals, singular_values: values.cast(), rank };
            spectrum::least_squares::<T>(a.of(), b.of(), rcond, place)
        })
    }
}

/// What compiled code may call.
pub fn symbols() -> Vec<(&'static str, *const ())> {
    macro_rules! list {
        ($($name:ident)*) => { vec![$((stringify!($name), $name as *const ())),*] };
    }
    list![
        numlir_blas_gemm numlir_blas_dot numlir_blas_dot_single
        numlir_lapack_solve numlir_lapack_inv numlir_lapack_slogdet numlir_lapack_cholesky numlir_lapack_qr
        numlir_lapack_svd numlir_lapack_eig numlir_lapack_eigh numlir_lapack_lstsq
    ]
}
