//! What compiled code calls while it runs.
#![allow(unsafe_code)]

mod half;
mod math;
mod memory;
