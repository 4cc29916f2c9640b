//! What compiled code prints. Whoever hosts it says where that goes, and what the texts of arrays are.

use super::{
    list::List,
    string::{Characters, Str},
};
use std::{io::Write, sync::OnceLock};

/// What a host does for compiled code. Its functions are called from any thread.
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// Writes a text; whether that failed.
    pub write: fn(Characters) -> bool,
    /// `str` of an array, or its `repr`; null when it cannot be made.
    pub array_text: fn(ArrayText) -> *mut Str,
}

/// An array whose text is wanted.
#[derive(Clone, Copy)]
pub struct ArrayText<'a> {
    pub data: *const u8,
    /// The extents, then the strides in bytes.
    pub sizes: &'a [u64],
    /// NumPy's name of the dtype.
    pub dtype: Characters<'a>,
    pub repr: bool,
}

static HOST: OnceLock<Host> = OnceLock::new();

/// Says who hosts compiled code in this process, once.
pub fn set_host(host: Host) {
    let _ = HOST.set(host);
}

/// Prints a text; whether that failed.
///
/// # Safety
/// The string is alive.
pub unsafe extern "C" fn numlir_print(text: *const Str) -> bool {
    // SAFETY: by the contract above.
    let text = unsafe { Str::characters(text) };
    match HOST.get() {
        Some(host) => (host.write)(text),
        None => std::io::stdout().write_all(text.text().as_bytes()).is_err(),
    }
}

/// The text of an array; null where it cannot be made. The list holds the extents, then the strides.
///
/// # Safety
/// The array, the list and the string are alive.
pub unsafe extern "C" fn numlir_array_text(
    data: *const u8,
    sizes: *const List,
    dtype: *const Str,
    repr: bool,
) -> *mut Str {
    let Some(host) = HOST.get() else { return std::ptr::null_mut() };
    // SAFETY: by the contract above.
    let (sizes, dtype) = unsafe { ((*sizes).slots(), Str::characters(dtype)) };
    (host.array_text)(ArrayText { data, sizes, dtype, repr })
}
