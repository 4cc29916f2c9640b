//! The routines of BLAS and LAPACK, by Fortran's convention, at addresses that the Python package finds in SciPy.

use super::element::Element;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A routine; each exists for the four element types.
#[derive(Clone, Copy)]
pub enum Routine {
    Gemm,
    Gemv,
    Dot,
    Gesv,
    Getrf,
    Potrf,
    Geqrf,
    Orgqr,
    Gesdd,
    Geev,
    Syevd,
    Gelsd,
}

/// The names of the routines, for `float32`, `float64`, `complex64` and `complex128`.
const NAMES: [[&str; 4]; 12] = [
    ["sgemm", "dgemm", "cgemm", "zgemm"],
    ["sgemv", "dgemv", "cgemv", "zgemv"],
    ["sdot", "ddot", "", ""],
    ["sgesv", "dgesv", "cgesv", "zgesv"],
    ["sgetrf", "dgetrf", "cgetrf", "zgetrf"],
    ["spotrf", "dpotrf", "cpotrf", "zpotrf"],
    ["sgeqrf", "dgeqrf", "cgeqrf", "zgeqrf"],
    ["sorgqr", "dorgqr", "cungqr", "zungqr"],
    ["sgesdd", "dgesdd", "cgesdd", "zgesdd"],
    ["sgeev", "dgeev", "cgeev", "zgeev"],
    ["ssyevd", "dsyevd", "cheevd", "zheevd"],
    ["sgelsd", "dgelsd", "cgelsd", "zgelsd"],
];

/// The routines of BLAS come first.
const BLAS: usize = 3;

static ADDRESSES: [[AtomicUsize; 4]; NAMES.len()] = [const { [const { AtomicUsize::new(0) }; 4] }; NAMES.len()];

static WANTED: AtomicBool = AtomicBool::new(false);

/// The names of the routines that [`install`] knows: those of BLAS, and those of LAPACK.
pub fn routines() -> (Vec<&'static str>, Vec<&'static str>) {
    let known = |rows: &'static [[&'static str; 4]]| rows.iter().flatten().copied().filter(|name| !name.is_empty());
    (known(&NAMES[..BLAS]).collect(), known(&NAMES[BLAS..]).collect())
}

/// Says where a routine is; whether the name is known. The address must be that of a function of Fortran's convention with
/// 32-bit integers that stays; 0 takes the routine away.
pub fn install(name: &str, address: usize) -> bool {
    for (names, addresses) in NAMES.iter().zip(&ADDRESSES) {
        if let Some(letter) = names.iter().position(|known| *known == name && !known.is_empty()) {
            addresses[letter].store(address, Ordering::Release);
            return true;
        }
    }
    false
}

/// Notes that code which calls into BLAS or LAPACK has been linked.
pub fn want() {
    WANTED.store(true, Ordering::Relaxed);
}

/// Whether there is code that calls into BLAS or LAPACK.
pub fn is_wanted() -> bool {
    WANTED.load(Ordering::Relaxed)
}

/// The address of a routine for an element type, where one is installed.
#[inline]
pub fn find<T: Element>(routine: Routine) -> Option<usize> {
    let address = ADDRESSES[routine as usize][T::LETTER].load(Ordering::Acquire);
    (address != 0).then_some(address)
}
