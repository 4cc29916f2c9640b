//! What compiled code calls while it runs: memory, tracebacks and math that libm lacks.
//!
//! Everything here is `extern "C"`, never unwinds and knows neither the compiler nor Python. [`symbols`] lists it
//! all with its addresses, because an extension module's own symbols are invisible to `dlsym`.
#![allow(unsafe_code)]

mod bytes;
mod caught;
mod chars;
pub mod device;
mod errors;
mod float_status;
mod format;
pub mod half;
mod hash;
mod indirect;
mod instance;
pub mod linear;
mod list;
mod math;
mod memory;
mod nested;
pub mod parallel;
mod print;
mod random;
mod rows;
mod search;
mod select;
mod set;
mod simt;
mod sort;
mod stack;
mod string;
mod symbols;

pub use caught::{Caught, Cause, Raised, take_raised, with_values};
pub use errors::{
    ErrorArgument, HostObject, Object, note_argument, note_frames, numlir_clear_frames, numlir_frame,
    numlir_note_value, take_arguments, take_frames, take_values,
};
pub use hash::set_secret;
pub use indirect::{
    FIRST_FOREIGN, Said, foreign, numlir_error_elsewhere, numlir_function_failed, numlir_generator_resume,
    numlir_module_left, say,
};
pub use instance::{FIELDS_OFFSET, Instance, numlir_instance_new, numlir_same};
pub use list::{List, numlir_list_clear, numlir_list_extend, numlir_list_new, numlir_list_slice};
pub use math::{complex, float, integer};
pub use memory::{
    DATA_OFFSET, Owner, live_blocks, numlir_allocate, numlir_allocate_zeroed, numlir_release, numlir_retain,
};
pub use print::{ArrayText, Host, Released, set_host};
pub use set::{
    Set, add_to_set, numlir_set_clear, numlir_set_copy, numlir_set_new, numlir_set_update, numlir_set_within,
};
pub use simt::{Launch, OUT_OF_MEMORY, set_launch, take_failed_thread};
pub use stack::numlir_stack_exhausted;
pub use string::{Characters, Str, string_of};
pub use symbols::{pure_functions, symbols};
