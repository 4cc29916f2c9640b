//! Calls of functions of the library that exist as machine code, without their bodies.
//!
//! ```mlir
//! func.func private @"numpy.ptp(…)"(%a: …) -> f64          func.func private @"numlir.library.numpy.ptp(…)"(…) -> f64
//!     attributes {numlir.precompiled = "numlir.library.numpy.ptp(…)", …} { … }    attributes {numlir.precompiled = …}
//! func.func @f(%a: …) -> f64 {                             func.func @f(%a: …) -> f64 {
//!   %r = call @"numpy.ptp(…)"(%a)                    =>      %r = call @"numlir.library.numpy.ptp(…)"(%a)
//!   return %r                                                return %r
//! }                                                        }
//! ```
//!
//! Inference marks the functions that the build has compiled ([`PRECOMPILED`], docs/library.md). Here each either loses its body and is called
//! where it is, or loses the mark, and takes the road of every other function. The latter where a call stands in a loop, which may be
//! worth more when it sees what it calls, and where operations on whole arrays could be fused, behind the call or before it.
//! Functions that only lost bodies called are erased.
//!
//! Runs behind `py-to-nd`, before `inline-calls`. Each function is looked at twice at the most, outside of loops and inside.

use crate::{
    blocks::{defined_functions, edges, reverse_post_order, visit_operations},
    builtins::function_value::FUNCTION_ENTRY,
};
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Region, passes::Outcome};
use rustc_hash::{FxHashMap, FxHashSet};

/// The attribute of a function of the library that exists as machine code: its symbol there.
pub const PRECOMPILED: &str = "numlir.precompiled";
/// The attribute of the function of the library that is being compiled ahead: its symbol.
pub const EXPORTED: &str = "numlir.exported_function";

pub fn use_precompiled<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let functions = defined_functions(module);
    if !functions.iter().any(|function| is_precompiled(*function)) {
        return Ok(());
    }
    let mut walk = Walk::new(&functions);
    for function in functions.iter().filter(|function| is_root(**function)) {
        walk.from(*function);
    }
    let Walk { calls, whole, seen, .. } = walk;
    for function in functions.iter().filter(|function| is_precompiled(**function)) {
        let name = function.text("sym_name");
        match calls.get(name).filter(|_| !whole.contains(name)) {
            Some(calls) => leave_outside(context, *function, calls),
            None => function.remove_attribute(PRECOMPILED),
        }
    }
    let rest = functions.iter().filter(|function| !is_precompiled(**function));
    let unseen = |function: &&Operation<'c>| !seen.contains_key(function.text("sym_name"));
    let gone: Vec<_> = rest.filter(unseen).copied().collect();
    functions.iter().filter(|function| is_precompiled(**function)).for_each(|function| function.erase());
    gone.into_iter().for_each(Operation::erase);
    Ok(())
}

/// Has the function with a mark compiled by itself, under the symbol of the mark: whatever it does not call is erased. Gives false where
/// there is none.
pub fn export<'c>(context: &'c Context, module: Operation<'c>, symbol: &str) -> bool {
    let functions = defined_functions(module);
    let is_wanted = |function: &&Operation<'c>| is_precompiled(**function) && function.text(PRECOMPILED) == symbol;
    let Some(exported) = functions.iter().find(is_wanted).copied() else { return false };
    exported.set_attribute(EXPORTED, Builder::before(context, exported).string(symbol));
    for function in &functions {
        ["numlir.entry", PRECOMPILED].into_iter().for_each(|mark| function.remove_attribute(mark));
    }
    let mut walk = Walk::new(&functions);
    walk.from(exported);
    let gone = functions.iter().filter(|function| !walk.seen.contains_key(function.text("sym_name")));
    gone.for_each(|function| function.erase());
    true
}

fn is_precompiled(function: Operation) -> bool {
    function.attribute(PRECOMPILED).is_some()
}

/// Whether a function is reached on other ways than by calls of the module.
fn is_root(function: Operation) -> bool {
    function.attribute("numlir.library").is_none() || function.attribute(FUNCTION_ENTRY).is_some()
}

/// What is reached, and how.
struct Walk<'c> {
    functions: FxHashMap<&'c str, Operation<'c>>,
    /// The functions that were reached, and whether that was in a loop.
    seen: FxHashMap<&'c str, bool>,
    /// The calls of precompiled functions that may stay calls.
    calls: FxHashMap<&'c str, Vec<Operation<'c>>>,
    /// The precompiled functions that are wanted with their bodies.
    whole: FxHashSet<&'c str>,
}

impl<'c> Walk<'c> {
    fn new(functions: &[Operation<'c>]) -> Self {
        Self {
            functions: functions.iter().map(|function| (function.text("sym_name"), *function)).collect(),
            seen: FxHashMap::default(),
            calls: FxHashMap::default(),
            whole: FxHashSet::default(),
        }
    }

    fn from(&mut self, root: Operation<'c>) {
        let mut open = vec![(root, false)];
        while let Some((function, in_loop)) = open.pop() {
            let name = function.text("sym_name");
            if self.seen.get(name).is_some_and(|known| *known || !in_loop) {
                continue;
            }
            self.seen.insert(name, in_loop);
            for (call, repeated) in calls(function.region(0)) {
                let repeated = repeated || in_loop;
                let Some(callee) = self.functions.get(call.text("callee")).copied() else { continue };
                if is_precompiled(callee) {
                    let name = callee.text("sym_name");
                    if !repeated && !self.takes_map(call) && !(gives_map(callee) && is_worked_on(call)) {
                        self.calls.entry(name).or_default().push(call);
                        continue;
                    }
                    self.whole.insert(name);
                }
                open.push((callee, repeated));
            }
        }
    }

    /// Whether an operand of a call is an array that nothing else uses, made by an operation that the callee could do for each element.
    fn takes_map(&self, call: Operation<'c>) -> bool {
        call.operands().any(|operand| {
            let Some(made) = operand.defining_operation() else { return false };
            operand.uses().len() == 1
                && match made.name() {
                    "nd.map" => true,
                    "func.call" => self.functions.get(made.text("callee")).is_some_and(|callee| gives_map(*callee)),
                    _ => false,
                }
        })
    }
}

/// Whether a function of one block, which is going to be inlined, gives what an operation on whole arrays makes.
fn gives_map(function: Operation) -> bool {
    let Some(block) = function.region(0).first_block() else { return false };
    let last = block.terminator();
    block.next().is_none()
        && function.attribute("numlir.library").is_some()
        && last.is_some_and(|last| {
            last.operands().any(|value| value.defining_operation().is_some_and(|made| made.is("nd.map")))
        })
}

/// Whether an array that a call gives goes on into operations on whole arrays, or other functions, which may do for each element what it does.
fn is_worked_on(call: Operation) -> bool {
    call.results().flat_map(|result| result.uses()).any(|(user, _)| {
        matches!(user.name(), "nd.map" | "nd.map_into" | "nd.reduce" | "nd.broadcast" | "func.call" | "nd.view")
    })
}

/// What an operation calls and whatever else it names as its callee, in a function, with whether it may run again and again.
fn calls<'c>(region: Region<'c>) -> Vec<(Operation<'c>, bool)> {
    let order = reverse_post_order(region);
    let positions: FxHashMap<Block, usize> =
        order.iter().enumerate().map(|(position, block)| (*block, position)).collect();
    // Between the target of a way back and where it begins lies the loop, and perhaps more.
    let mut depth = vec![0i32; order.len() + 1];
    for (position, block) in order.iter().enumerate() {
        for edge in block.terminator().into_iter().flat_map(edges) {
            if let Some(target) = positions.get(&edge.target).filter(|target| **target <= position) {
                depth[*target] += 1;
                depth[position + 1] -= 1;
            }
        }
    }
    let mut found = Vec::new();
    let mut open = 0;
    for (block, change) in order.iter().zip(depth) {
        open += change;
        for operation in block.operations() {
            if operation.attribute("callee").is_some() {
                found.push((operation, open > 0));
            }
            for index in 0..operation.region_count() {
                let repeats = open > 0 || !operation.is("scf.if") && !operation.is("nd.try");
                visit_operations(operation.region(index), &mut |inner| {
                    if inner.attribute("callee").is_some() {
                        found.push((inner, repeats || in_inner_loop(inner, operation)));
                    }
                });
            }
        }
    }
    found
}

/// Whether an operation stands in a loop that is itself within another operation.
fn in_inner_loop<'c>(operation: Operation<'c>, outer: Operation<'c>) -> bool {
    let mut parent = operation.parent();
    while let Some(around) = parent.filter(|around| *around != outer) {
        if !around.is("scf.if") && !around.is("nd.try") {
            return true;
        }
        parent = around.parent();
    }
    false
}

/// Puts a declaration in the place of a function, under its symbol outside.
fn leave_outside<'c>(context: &'c Context, function: Operation<'c>, calls: &[Operation<'c>]) {
    let builder = Builder::before(context, function);
    let symbol = function.text(PRECOMPILED);
    builder
        .op("func.func")
        .attribute("sym_name", builder.string(symbol))
        .attribute("sym_visibility", builder.string("private"))
        .maybe_attribute("function_type", function.attribute("function_type"))
        .attribute(PRECOMPILED, builder.string(symbol))
        .region()
        .insert();
    for call in calls {
        call.set_attribute("callee", builder.symbol(symbol));
    }
}
