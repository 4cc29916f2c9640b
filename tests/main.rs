//! The one Rust test binary: linking MLIR in is expensive.

mod codegen;
mod passes;
mod runtime;
mod stack_flow;
mod stages;
mod typing;
