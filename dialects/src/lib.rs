//! numlir's MLIR dialects: their definitions (`Py.td`, `Nd.td`, `Simt.td`), typed builders made from the same files, and the
//! wall around MLIR. No other crate calls MLIR's C API.

pub mod build;
pub mod chars;
pub mod context;
pub mod convert;
pub mod dates;
pub mod dtype;
pub mod erased;
pub mod hash;
pub mod instance;
pub mod ir;
pub mod location;
pub mod named;
mod names;
pub mod passes;
pub mod record;
pub mod types;

pub use build::{Builder, FloatPredicate, Predicate};
pub use ir::{Block, Operation, Region, Value};

// Typed builders of the dialects' operations, as modules `py`, `nd` and `simt`.
melior::dialect! {
    name: "py",
    files: ["dialects/Py.td"],
    include_directories: ["/usr/lib/llvm-22/include"],
}

melior::dialect! {
    name: "nd",
    files: ["dialects/Nd.td"],
    include_directories: ["/usr/lib/llvm-22/include"],
}

melior::dialect! {
    name: "simt",
    files: ["dialects/Simt.td"],
    include_directories: ["/usr/lib/llvm-22/include"],
}
