//! Scalars: which type an operation on numbers has, and the arithmetic that computes it.

pub mod complex;
pub mod constant;
pub mod float;
pub mod integer;
pub mod lower;
pub mod power;
pub mod promote;
pub mod typing;
