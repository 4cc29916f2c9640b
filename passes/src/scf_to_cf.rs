//! Structured loops and branches become blocks again, by MLIR's own conversion.
//!
//! ```mlir
//! scf.for %i = %a to %b step %s { … }      ^head(%i: index): %c = arith.cmpi slt, %i, %b : index
//!                                            cf.cond_br %c, ^body, ^exit
//! ```
//!
//! Leaves no `scf`; checks may then leave a loop at once.

use melior::{Context, pass::conversion};
use numlir_dialects::{
    Operation,
    passes::{Outcome, run_upstream},
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};

/// Lowers every `scf` operation of the module.
///
/// # Errors
/// None on valid IR; an internal error otherwise.
pub fn scf_to_cf<'c>(_: &'c Context, module: Operation<'c>, _: &str) -> Outcome {
    if run_upstream(module, [conversion::create_scf_to_control_flow()]) {
        return Ok(());
    }
    Err(vec![Diagnostic::new(Kind::Internal, "scf-to-cf", "a loop has no form as blocks")])
}
