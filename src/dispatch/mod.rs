//! From argument types to the machine code of a specialisation.
//!
//! Whoever calls compiled functions reads the types of its arguments into a [`Key`], asks the function's
//! [`Table`] for the specialisation, and compiles one with [`compile`] where there is none yet. Nothing here
//! knows Python.
#![allow(unsafe_code)]

mod adapt;
mod callback;
pub mod device;
pub mod foreign;
mod frozen;
pub mod key;
pub mod offload;
mod record;
mod specialisation;
mod table;
mod thread;
mod ufunc_loop;

pub use adapt::{Change, Misfit, Slots, changes};
pub use callback::{Callback, compile_callback};
pub use frozen::FrozenData;
pub use key::Key;
pub use numlir_passes::conversion;
pub use specialisation::{Entry, Origin, Specialisation, Wanted, compile, load_or_compile};
pub use table::Table;
pub use thread::on_compiler_thread;
pub use ufunc_loop::{LoopEntry, UfuncLoop, compile_loop};
