//! What compiled code calls while it runs.
#![allow(unsafe_code)]

mod math;
mod memory;
