//! Endless recursion becomes RecursionError.
//!
//! ```mlir
//! func.func private @f(%n: i64) -> i64 {            func.func private @f(%n: i64) -> i64 {
//!   … call @f(%m) …                                   %0 = call @numlir_stack_exhausted() : () -> i1
//! }                                                   nd.raise_if %0 "RecursionError" ["maximum recursion depth exceeded"]
//!                                                     … call @f(%m) …
//!                                                   }
//! ```
//!
//! Needs calls resolved. In every cycle of calls at least one function asks at its entry whether little stack is left: the
//! targets of the back edges of a depth-first search over the calls. So does what the address of a function's value leads to, where it
//! calls values of functions in turn. Functions outside cycles pay nothing. Linear in the number of operations.

use crate::{
    blocks::{defined_functions, visit_operations},
    builtins::function_value::{FUNCTION_ENTRY, THROUGH},
};
use melior::Context;
use numlir_dialects::{Builder, Operation, Region, ir::attribute_text, passes::Outcome};
use rustc_hash::{FxHashMap, FxHashSet};

const EXHAUSTED: &str = "numlir_stack_exhausted";

/// Guards every cycle of calls in the module.
///
/// # Errors
/// None.
pub fn guard_recursion<'c>(context: &'c Context, module: Operation<'c>, _: &str) -> Outcome {
    let functions = defined_functions(module);
    let positions: FxHashMap<&str, usize> =
        functions.iter().enumerate().map(|(position, function)| (function.text("sym_name"), position)).collect();
    let calls: Vec<Vec<usize>> = functions.iter().map(|function| callees(function.region(0), &positions)).collect();
    let mut guarded = targets_of_back_edges(&calls);
    for entry in entries_that_go_on(&functions, &calls) {
        guarded[entry] = true;
    }
    if !guarded.contains(&true) {
        return Ok(());
    }
    for (function, _) in functions.iter().zip(guarded).filter(|(_, guarded)| *guarded) {
        let entry = function.region(0).first_block().and_then(|block| block.first());
        let Some(first) = entry else { continue };
        let mut builder = Builder::before(context, first);
        builder.set_location(function.location());
        let callee = builder.symbol(EXHAUSTED);
        let exhausted = builder.op("func.call").attribute("callee", callee).result(builder.i1()).value();
        builder
            .op("nd.raise_if")
            .operand(exhausted)
            .attribute("exception", builder.string("RecursionError"))
            .attribute("arguments", builder.strings(&["maximum recursion depth exceeded"]))
            .insert();
    }
    let Some(body) = module.region(0).first_block() else { return Ok(()) };
    let builder = Builder::at_end(context, body, module.location());
    builder
        .op("func.func")
        .attribute("sym_name", builder.string(EXHAUSTED))
        .attribute("sym_visibility", builder.string("private"))
        .attribute("function_type", builder.type_attribute(builder.function_type(&[], &[builder.i1()])))
        .attribute("numlir.c", builder.unit())
        .region()
        .insert();
    Ok(())
}

/// What addresses of functions' values lead to, and itself calls values of functions, perhaps through others: who is called then is
/// not known, nor of which module.
fn entries_that_go_on(functions: &[Operation], calls: &[Vec<usize>]) -> Vec<usize> {
    let goes_on = |entry: usize| {
        let mut seen = FxHashSet::default();
        let mut open = vec![entry];
        while let Some(function) = open.pop() {
            if !seen.insert(function) {
                continue;
            }
            let mut leaves = false;
            visit_operations(functions[function].region(0), &mut |operation| {
                leaves |= operation.is("func.call") && operation.text("callee").starts_with(THROUGH);
            });
            if leaves {
                return true;
            }
            open.extend(&calls[function]);
        }
        false
    };
    let entries = functions.iter().enumerate().filter(|(_, function)| function.attribute(FUNCTION_ENTRY).is_some());
    entries.map(|(position, _)| position).filter(|position| goes_on(*position)).collect()
}

/// The functions that a region calls, in nested regions too.
fn callees(region: Region, positions: &FxHashMap<&str, usize>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut regions = vec![region];
    while let Some(region) = regions.pop() {
        for operation in region.blocks().flat_map(|block| block.operations()) {
            regions.extend((0..operation.region_count()).map(|index| operation.region(index)));
            let callee = operation.attribute("callee").and_then(attribute_text);
            if operation.is("func.call") {
                found.extend(callee.and_then(|callee| positions.get(callee)));
            }
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    OnPath,
    Done,
}

/// A depth-first search with its own stack: chains of calls can be thousands long.
fn targets_of_back_edges(calls: &[Vec<usize>]) -> Vec<bool> {
    let mut states = vec![State::New; calls.len()];
    let mut targets = vec![false; calls.len()];
    for root in 0..calls.len() {
        if states[root] != State::New {
            continue;
        }
        states[root] = State::OnPath;
        let mut path = vec![(root, 0)];
        while let Some((function, next)) = path.last_mut() {
            let Some(&callee) = calls[*function].get(*next) else {
                states[*function] = State::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match states[callee] {
                State::New => {
                    states[callee] = State::OnPath;
                    path.push((callee, 0));
                }
                State::OnPath => targets[callee] = true,
                State::Done => {}
            }
        }
    }
    targets
}
