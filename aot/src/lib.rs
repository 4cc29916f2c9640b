//! What code compiled ahead of time is linked with: the runtime, what errors say, and Python modules of compiled functions.
//!
//! ```text
//! description   the tables in C that the compiler writes beside the code: functions, their types, where errors come from
//! report, text  an error as a code and a text, and strings, for callers in C
//! module        a Python module of the functions
//!   | types       the types of arguments and results, from their text
//!   | read        Python values to the slots of the calling convention (docs/calling-convention.md)
//!   | write       result slots to Python objects
//!   | raise       errors as Python exceptions
//!   | host        printing, BLAS and LAPACK in a Python process
//! ```
//!
//! It knows nothing of the compiler. The archive is linked into each library, which then needs nothing of numlir.
#![allow(unsafe_code)]

mod description;
mod host;
#[path = "../../python/src/lock.rs"]
mod lock;
mod module;
mod raise;
mod read;
mod report;
mod text;
mod types;
mod write;

use host::reattach;

pub use module::{numlir_call, numlir_module};
pub use report::{numlir_error_text_of_thread, numlir_refuse, numlir_report};
pub use text::{numlir_text_read, numlir_text_write, numlir_use_routine};

/// Keeps the runtime's functions in the archive, though nothing but compiled code calls them.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_runtime_functions() -> usize {
    numlir_runtime::symbols().len()
}
