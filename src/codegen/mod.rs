//! From the `llvm` dialect to machine code that can be called.
//!
//! ```text
//! MLIR module (llvm dialect)
//!   | translate        an LLVM module in a context of its own
//!   | optimise         LLVM's passes for this machine, vector math, attributes
//!   | object           relocatable object bytes: no addresses, fit for a cache
//!   | Jit::load        linked into this process, freed with its handle
//! ```
//!
//! Nothing here knows Python. A compilation owns its LLVM context, so that compilations run in
//! parallel; only the process-wide [`Jit`] is shared.
#![allow(unsafe_code)]

mod ahead;
mod apart;
mod attributes;
mod contents;
mod device_library;
mod device_loops;
mod device_values;
mod emit;
mod error;
mod given;
mod identity;
mod inlining;
mod jit;
mod module;
mod nvptx;
mod optimise;
mod size;
mod symbols;
mod target;
mod translate;
mod vector_math;

pub use ahead::undefined;
pub use device_library::{Number, OWN_MATH, OwnMath, device_library, is_device_library};
pub use error::CodegenError;
pub use given::check_given;
pub use identity::build_identity;
pub use jit::{Jit, Loaded};
pub use module::LlvmModule;
pub use nvptx::Device;
pub use optimise::{CodegenOptions, Optimisation, optimise};
pub use target::{CodegenEffort, Processor, TargetMachine, description, host_description, runs_here};
pub use translate::translate;
pub use vector_math::mark_vector_math;
