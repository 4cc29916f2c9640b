//! What kernels call: `numba.cuda`'s names, under `numlir.cuda`.

mod atomic;
mod bits;
mod collective;
mod identity;
mod memory;

use super::Builtin;
use crate::code::{Argument, Constant};

pub static FAMILIES: &[&[Builtin]] =
    &[identity::FAMILY, identity::VALUES, collective::FAMILY, memory::FAMILY, atomic::FAMILY, bits::FAMILY];

/// Whether a name stands for a value that is read, not for a function: `numlir.cuda.threadIdx.x`.
pub fn is_value(name: &str) -> bool {
    identity::VALUES.iter().any(|value| value.name == name)
}

/// A constant integer among the arguments.
fn literal(argument: &Option<Argument>) -> Option<i64> {
    match argument.as_ref()?.constant {
        Some(Constant::Int(value)) => Some(value),
        _ => None,
    }
}
