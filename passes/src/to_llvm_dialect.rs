//! From `arith`, `math` and `cf` inside `llvm.func` to the `llvm` dialect, by MLIR's own conversions.
//!
//! ```mlir
//! %c = arith.addf %a, %b : f64              %c = llvm.fadd %a, %b : f64
//! %d = math.sqrt %c : f64                   %d = llvm.intr.sqrt(%c) : (f64) -> f64
//! cf.br ^next(%d : f64)                     llvm.br ^next(%d : f64)
//! ```
//!
//! Needs what `nd-to-llvm` leaves. Leaves only the `llvm` dialect. The cost is that of three dialect conversions,
//! mostly the setting up of their patterns.

use melior::{Context, pass::conversion};
use numlir_dialects::{
    Operation,
    passes::{Outcome, run_upstream},
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};

pub fn to_llvm_dialect<'c>(_context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let passes = [
        conversion::create_math_to_llvm(),
        conversion::create_arith_to_llvm(),
        conversion::create_control_flow_to_llvm(),
        conversion::create_reconcile_unrealized_casts(),
    ];
    if run_upstream(module, passes) {
        return Ok(());
    }
    Err(vec![Diagnostic::new(Kind::Internal, "llvm-dialect", "an operation has no form in the llvm dialect")])
}
