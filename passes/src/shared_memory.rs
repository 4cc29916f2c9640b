//! How much shared memory the arrays of a block take.

use crate::blocks::visit_operations;
use numlir_dialects::{Operation, build::integer_value, location, passes::Outcome};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use rustc_hash::FxHashSet;

/// What a block has for arrays whose size is known when compiling, on every device.
const MOST_STATIC: i64 = 48 * 1024;

/// Checks that the shared arrays of a kernel, and of what it calls, fit into a block's memory.
///
/// # Errors
/// At the array that has no room behind those before it.
pub fn check_shared_memory(module: Operation) -> Outcome {
    let mut known = FxHashSet::default();
    let mut taken = 0;
    let mut error = None;
    visit_operations(module.region(0), &mut |operation| {
        let number = |name: &str| operation.attribute(name).and_then(integer_value).map_or(0, |(_, value)| value);
        let counts = operation.is("simt.memory") && operation.text("space") == "shared";
        if !counts || !known.insert(number("number")) {
            return;
        }
        let alignment = number("alignment").max(1);
        taken = (taken + alignment - 1) / alignment * alignment + number("bytes");
        if taken > MOST_STATIC && error.is_none() {
            let message = format!("a block has {MOST_STATIC} bytes of shared memory, and this array ends at {taken}");
            let help =
                "cuda.shared.array(0, dtype) is as much as the launch says: kernel[blocks, threads, stream, bytes](…)";
            let refused = Diagnostic::new(Kind::Value, "shared-memory", message).help(help);
            error = Some(match location::from_mlir(operation.location()) {
                Some(place) => refused.at(place, "this array"),
                None => refused,
            });
        }
    });
    error.map_or(Ok(()), |error| Err(vec![error]))
}
