//! Functions that give memory of their own frame.
//!
//! An intrinsic that gives a pointer has its memory in the frame of the function that calls it (`frame` of `nd.call_llvm`). A function that
//! hands this memory on, as the pointer or as an array there, is taken into its callers, so that the memory is theirs.

use numlir_dialects::{Operation, Value, convert::is_array, location};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use rustc_hash::FxHashSet;

/// How far a result is followed to what it is made of.
const DEEPEST: u32 = 16;

/// What a call gives that has memory of a frame among its operands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// Perhaps an array there: what is called has not been looked into.
    MayGive,
    /// Something else: what is left of calls computes.
    GiveOthers,
}

/// The names of the functions whose results are in their frames.
pub fn givers<'c>(functions: &[Operation<'c>], calls: Calls) -> FxHashSet<&'c str> {
    let mut givers = FxHashSet::default();
    // Callers of givers may be givers; chains of them are short.
    loop {
        let before = givers.len();
        for function in functions {
            if returns(*function).any(|value| is_of_frame(value, (&givers, calls), DEEPEST)) {
                givers.insert(function.text("sym_name"));
            }
        }
        if givers.len() == before {
            return givers;
        }
    }
}

fn returns<'c>(function: Operation<'c>) -> impl Iterator<Item = Value<'c>> {
    let last = function.region(0).blocks().filter_map(|block| block.terminator());
    last.filter(|last| last.is("func.return")).flat_map(|last| last.operands().collect::<Vec<_>>())
}

fn is_of_frame<'c>(value: Value<'c>, known: (&FxHashSet<&'c str>, Calls), depth: u32) -> bool {
    let (Some(made), Some(depth)) = (value.defining_operation(), depth.checked_sub(1)) else { return false };
    let of_operands = || made.operands().any(|operand| is_of_frame(operand, known, depth));
    match made.name() {
        "nd.call_llvm" => made.attribute("frame").is_some(),
        "func.call" if known.0.contains(made.text("callee")) => true,
        "func.call" => known.1 == Calls::MayGive && is_array(value.ty()) && of_operands(),
        "nd.pointed" | "nd.view" | "nd.relayout" | "arith.addi" => of_operands(),
        _ => false,
    }
}

/// What is said of a function whose frame ends before its result is used.
pub fn refusal(function: Operation) -> Diagnostic {
    let name = function.text("sym_name");
    let message = format!("{name}() gives memory of its own frame, which ends with it");
    let diagnostic = Diagnostic::new(Kind::Unsupported, "frame-memory", message);
    let diagnostic = match location::from_mlir(function.location()) {
        Some(place) => diagnostic.at(place, "defined here"),
        None => diagnostic,
    };
    diagnostic
        .note("a function that hands on an intrinsic's pointer has no branches and loops, and Python does not call it")
}
