//! The one Rust test binary: linking MLIR in is expensive.

mod cache;
mod codegen;
mod conversion;
mod dialects;
mod dispatch;
mod exceptions;
mod free_paths;
mod numpy_typing;
mod passes;
mod reciprocals;
mod render;
mod runtime;
mod stack_flow;
mod stages;
mod typing;
