//! The functions that may give up a reference that a field of an instance holds.

use crate::blocks::{defined_functions, outer_calls, visit_operations};
use numlir_dialects::{Operation, convert};
use rustc_hash::{FxHashMap, FxHashSet};

/// The names of functions that write a field that holds references, call such a function, or call what is not known here. What
/// writes a field for the first time gives up nothing.
pub fn find<'c>(module: Operation<'c>) -> FxHashSet<&'c str> {
    let mut callers: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    let mut writers = FxHashSet::default();
    // What Python does, and other functions, is not known.
    let mut pending: Vec<&str> = outer_calls(module).into_iter().map(|block| block.text("sym_name")).collect();
    writers.extend(&pending);
    for function in defined_functions(module) {
        let name = function.text("sym_name");
        let mut writes = false;
        visit_operations(function.region(0), &mut |operation| match operation.name() {
            "nd.set_field" => {
                let counted = operation.operands().skip(1).any(|value| convert::is_counted(value.ty()));
                writes |= counted && operation.attribute("fresh").is_none();
            }
            // It may run functions of the module.
            "nd.call_c" | "nd.call_llvm" | "nd.try_resume" => writes = true,
            "nd.try_call" => callers.entry(operation.text("callee")).or_default().push(name),
            _ => {}
        });
        if writes && writers.insert(name) {
            pending.push(name);
        }
    }
    while let Some(name) = pending.pop() {
        for caller in callers.get(name).into_iter().flatten() {
            if writers.insert(caller) {
                pending.push(caller);
            }
        }
    }
    writers
}
