//! What compiled code prints. Whoever hosts it says where that goes, and what the texts of arrays are. A host that only one
//! thread may use at a time is let go while a thread waits for others ([`Away`]).

use super::{
    list::List,
    string::{Characters, Str},
};
use std::{ffi::c_void, io::Write, sync::OnceLock};

/// What a host does for compiled code. Its functions are called from any thread.
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// Writes a text; whether that failed.
    pub write: fn(Characters) -> bool,
    /// `str` of an array, or its `repr`; null when it cannot be made.
    pub array_text: fn(ArrayText) -> *mut Str,
    /// Runs a block in object mode: what the loader knows of it, the types of its values, where they are and where what it
    /// gives is put. The status.
    pub object_call: unsafe fn(*const c_void, Characters, *const u64, *mut u64) -> i32,
    /// Lets others use the host while the calling thread waits for some that may need it, whether or not it has the host.
    pub release: fn() -> Released,
    /// Undoes `release`.
    pub restore: fn(Released),
}

/// What `Host::release` remembers.
#[derive(Clone, Copy, Debug)]
pub struct Released {
    pub state: i32,
    pub thread: *mut c_void,
}

/// While it lives, the thread that made it does not keep the host from others.
pub(super) struct Away(Option<(Host, Released)>);

impl Away {
    pub fn new() -> Self {
        Self(HOST.get().map(|host| (*host, (host.release)())))
    }
}

impl Drop for Away {
    fn drop(&mut self) {
        if let Some((host, released)) = self.0.take() {
            (host.restore)(released);
        }
    }
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
#[unsafe(no_mangle)]
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
#[unsafe(no_mangle)]
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

/// Runs a block in object mode.
///
/// # Safety
/// The block is one that the loader knows, the string is alive, and the slots are those of the types it says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_object_call(
    block: *const c_void,
    types: *const Str,
    arguments: *const u64,
    results: *mut u64,
) -> i32 {
    let Some(host) = HOST.get() else { return super::parallel::INTERRUPTED };
    // SAFETY: by the contract above.
    unsafe { (host.object_call)(block, Str::characters(types), arguments, results) }
}
