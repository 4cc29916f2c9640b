//! The one Rust test binary: linking MLIR in is expensive.

mod passes;
mod stack_flow;
mod stages;
mod typing;
