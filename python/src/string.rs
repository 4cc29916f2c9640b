//! Strings, of characters and of bytes, from Python and back.

use numlir::runtime::{Characters, Str};
use pyo3::{
    ffi::{self, PyObject},
    prelude::*,
};

/// A string of compiled code with the text of a Python string, or null when memory is out.
///
/// # Safety
///
/// The object is a string, alive, and the interpreter attached.
pub unsafe fn read(object: *mut PyObject) -> *mut Str {
    // SAFETY: by the contract above; the text lives as long as the object.
    unsafe {
        let length = ffi::PyUnicode_GetLength(object) as usize;
        let mut bytes = 0;
        let text = ffi::PyUnicode_AsUTF8AndSize(object, &mut bytes);
        if text.is_null() {
            ffi::PyErr_Clear();
        } else if bytes as usize == length {
            return Characters::Narrow(std::slice::from_raw_parts(text.cast(), length)).make();
        }
        let mut characters = vec![0_u32; length];
        if ffi::PyUnicode_AsUCS4(object, characters.as_mut_ptr(), length as isize, 0).is_null() {
            ffi::PyErr_Clear();
            return std::ptr::null_mut();
        }
        Characters::Wide(&characters).make()
    }
}

/// A string of compiled code with the bytes of a `bytes` object, or null when memory is out.
///
/// # Safety
///
/// The object is of `bytes`, alive, and the interpreter attached.
pub unsafe fn read_bytes(object: *mut PyObject) -> *mut Str {
    // SAFETY: by the contract above; the bytes live as long as the object.
    unsafe {
        let (bytes, length) = (ffi::PyBytes_AsString(object), ffi::PyBytes_Size(object));
        Characters::Narrow(std::slice::from_raw_parts(bytes.cast(), length as usize)).make()
    }
}

/// A `bytes` object, or null with an exception set.
pub fn write_bytes(characters: Characters) -> *mut PyObject {
    // Strings of bytes have no wide characters.
    let Characters::Narrow(bytes) = characters else { return std::ptr::null_mut() };
    // SAFETY: as of `write`.
    unsafe { ffi::PyBytes_FromStringAndSize(bytes.as_ptr().cast(), bytes.len() as isize) }
}

/// A Python string of these characters, or null with an exception set.
pub fn write(characters: Characters) -> *mut PyObject {
    // SAFETY: the interpreter is attached wherever results are made, and the data is as long as it is said to be.
    unsafe {
        match characters {
            Characters::Narrow(characters) => {
                ffi::PyUnicode_DecodeLatin1(characters.as_ptr().cast(), characters.len() as isize, std::ptr::null())
            }
            Characters::Wide(characters) => {
                // Whatever the machine's byte order is, the data has it, and no mark that says so.
                let mut order = if cfg!(target_endian = "little") { -1 } else { 1 };
                let bytes = size_of_val(characters) as isize;
                ffi::PyUnicode_DecodeUTF32(characters.as_ptr().cast(), bytes, c"surrogatepass".as_ptr(), &mut order)
            }
        }
    }
}

pub fn new<'py>(py: Python<'py>, characters: Characters) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: the reference is a new one, or null with an exception set.
    unsafe { Bound::from_owned_ptr_or_err(py, write(characters)) }
}
