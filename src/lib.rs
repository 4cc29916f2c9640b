//! numlir compiles numerical Python to native code. See ARCHITECTURE.md for the road of a function.

pub mod annotate;
pub mod aot;
pub mod bytecode;
pub mod cache;
pub mod codegen;
pub mod dispatch;
pub mod driver;
pub mod emit;
pub mod flow;
pub mod library;
pub mod parallel;
pub mod pipeline;
pub mod precompiled;
pub mod program;
pub mod render;
pub mod sites;
pub mod stack;
pub mod standalone;

pub use numlir_runtime as runtime;
