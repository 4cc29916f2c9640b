//! Strings between C and compiled code.

use numlir_runtime::{Characters, Str, linear, numlir_release};
use std::{
    ffi::{CStr, CString, c_char},
    ptr::null_mut,
};

/// A string of compiled code with one reference, from UTF-8; what is none becomes U+FFFD. Null when memory is out.
///
/// # Safety
/// The text is null-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_text_read(text: *const c_char) -> *mut Str {
    // SAFETY: by the contract above.
    let text = unsafe { CStr::from_ptr(text) }.to_string_lossy();
    let characters: Vec<u32> = text.chars().map(u32::from).collect();
    Characters::Wide(&characters).make()
}

/// The text of a string in UTF-8, of which a reference is given up; the caller frees it. Null when memory is out. It ends at
/// the first null character.
///
/// # Safety
/// The string is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_text_write(string: *mut Str) -> *mut c_char {
    // SAFETY: by the contract above.
    let text = unsafe { Str::characters(string) }.text();
    unsafe { numlir_release(string.cast()) };
    let text = text.split('\0').next().unwrap_or("");
    let Ok(text) = CString::new(text) else { return null_mut() };
    // SAFETY: a copy by C's own allocator, which C frees.
    unsafe { libc::strdup(text.as_ptr()) }
}

/// Says where a routine of BLAS or LAPACK is, by its name in Fortran; whether the name is known.
///
/// # Safety
/// The name is null-terminated, and the address that of the routine, with 32-bit integers, or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_use_routine(name: *const c_char, address: *const ()) -> bool {
    // SAFETY: by the contract above.
    linear::install(&unsafe { CStr::from_ptr(name) }.to_string_lossy(), address.expose_provenance())
}
