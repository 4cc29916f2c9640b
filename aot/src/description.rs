//! The tables that the compiler writes in C beside the code (`src/aot/source.rs` in the compiler).

use crate::module::Prepared;
use pyo3::ffi;
use std::ffi::{CStr, c_char};

/// The one kind of function that compiled code offers.
pub type Entry = unsafe extern "C" fn(arguments: *const u64, results: *mut u64) -> i32;

/// A place in the source that raises, or a call that an error can pass through.
#[repr(C)]
pub struct Site {
    /// The class of the exception by its name; empty for a call.
    exception: *const c_char,
    /// What the exception is made with, where that is one text; it may have places for values.
    message: *const c_char,
    /// What it is made with otherwise, as Python writes it: a tuple.
    arguments: *const c_char,
    function: *const c_char,
    file: *const c_char,
    pub line: u32,
    pub end_line: u32,
    pub column: u32,
    pub end_column: u32,
}

/// An exported function.
#[repr(C)]
pub struct Function {
    name: *const c_char,
    documentation: *const c_char,
    /// The parameters, separated by commas.
    parameters: *const c_char,
    /// The types of the arguments, as a tuple, and the type of the result (see `types`).
    types: *const c_char,
    pub entry: Entry,
    sites: *const Site,
    site_count: usize,
    /// Whether other Python threads run during a call.
    pub nogil: bool,
    /// What Python calls, by the convention `METH_FASTCALL | METH_KEYWORDS`; it calls `numlir_call`.
    pub call: Option<ffi::PyCFunctionFastWithKeywords>,
    /// A place for what [`module`](crate::module) makes of the texts.
    prepared: *mut *const Prepared,
}

/// A library of functions.
#[repr(C)]
pub struct Module {
    name: *const c_char,
    functions: *const *const Function,
    count: usize,
    /// Whether functions call BLAS or LAPACK.
    pub linear: bool,
}

// SAFETY: the tables are constants, which nobody writes.
unsafe impl Sync for Site {}
// SAFETY: as above.
unsafe impl Sync for Function {}
// SAFETY: as above.
unsafe impl Sync for Module {}

/// A text of the tables, which live as long as the library.
fn text(text: *const c_char) -> &'static CStr {
    if text.is_null() {
        return c"";
    }
    // SAFETY: the compiler writes null-terminated constants.
    unsafe { CStr::from_ptr(text) }
}

/// The same as Rust's; the compiler writes UTF-8.
fn utf8(place: *const c_char) -> &'static str {
    text(place).to_str().unwrap_or("?")
}

impl Site {
    pub fn exception(&self) -> &'static str {
        utf8(self.exception)
    }

    pub fn message(&self) -> Option<&'static str> {
        (!self.message.is_null()).then(|| utf8(self.message))
    }

    pub fn arguments(&self) -> Option<&'static CStr> {
        (!self.arguments.is_null()).then(|| text(self.arguments))
    }

    pub fn function(&self) -> &'static str {
        utf8(self.function)
    }

    pub fn file(&self) -> &'static str {
        utf8(self.file)
    }

    /// The class that Python has for the exception. A class of the user's is called by the first of Python's own that it is
    /// derived from: the library knows no other.
    pub fn class(&self) -> &'static str {
        let Some(bases) = self.exception().strip_prefix("exception:") else { return self.exception() };
        let bases = bases.split_once('(').map_or("", |(_, bases)| bases.trim_end_matches(')'));
        bases.split(',').find(|base| !base.contains('.')).unwrap_or("Exception")
    }

    /// Whether it is a place in the user's program.
    pub fn is_users(&self) -> bool {
        !self.file().starts_with("library/") && !self.function().is_empty()
    }
}

impl Function {
    pub fn name(&self) -> &'static CStr {
        text(self.name)
    }

    pub fn documentation(&self) -> &'static CStr {
        text(self.documentation)
    }

    pub fn parameters(&self) -> Vec<&'static str> {
        utf8(self.parameters).split(',').filter(|name| !name.is_empty()).collect()
    }

    pub fn types(&self) -> &'static str {
        utf8(self.types)
    }

    /// Keeps what its texts mean, before it is called.
    ///
    /// # Safety
    /// The library is for Python, and nobody calls its functions yet.
    pub unsafe fn prepare(&self, prepared: Prepared) {
        // SAFETY: the compiler writes the address of a variable of its own, and nobody reads it meanwhile.
        unsafe { *self.prepared = Box::into_raw(Box::new(prepared)) };
    }

    /// What [`prepare`](Self::prepare) kept; `None` before.
    pub fn prepared(&self) -> Option<&'static Prepared> {
        // SAFETY: null, or a box that is never given back.
        unsafe { (*self.prepared).as_ref() }
    }

    /// The site of a status.
    pub fn site(&self, status: i32) -> Option<&'static Site> {
        let index = usize::try_from(status).ok()?.checked_sub(1)?;
        // SAFETY: the compiler writes so many sites, as constants.
        (index < self.site_count).then(|| unsafe { &*self.sites.add(index) })
    }
}

impl Module {
    pub fn name(&self) -> &'static CStr {
        text(self.name)
    }

    pub fn functions(&self) -> impl Iterator<Item = &'static Function> + use<> {
        let (functions, count) = (self.functions, self.count);
        // SAFETY: the compiler writes so many addresses of constants.
        (0..count).map(move |index| unsafe { &**functions.add(index) })
    }
}
