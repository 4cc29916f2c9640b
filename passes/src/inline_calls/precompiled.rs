//! Functions of the library that exist as machine code.
//!
//! Inference marks them ([`PRECOMPILED`], `src/precompiled.rs` of the compiler). A call of one stays a call unless it is worth more where it
//! can be seen through: in a loop, and where an operation on whole arrays, before the call or behind it, could be fused with what the
//! function does. What is called at the end has no body, and its symbol outside.

use crate::{
    blocks::{defined_functions, edges, reverse_post_order, visit_operations},
    builtins::function_value::FUNCTION_ENTRY,
};
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Region, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// The attribute of a function of the library that exists as machine code: its symbol there.
pub const PRECOMPILED: &str = "numlir.precompiled";
/// The attribute of the function of the library that is being compiled ahead: its symbol.
pub const EXPORTED: &str = "numlir.exported_function";

pub fn is_precompiled(function: Operation) -> bool {
    function.attribute(PRECOMPILED).is_some()
}

/// Takes the marks of functions that are called in loops, and gives the functions that are reached without the bodies of marked ones; `None`
/// where none is marked.
pub fn begin<'c>(functions: &[Operation<'c>]) -> Option<FxHashSet<&'c str>> {
    if !functions.iter().any(|function| is_precompiled(*function)) {
        return None;
    }
    let mut walk = Walk::new(functions);
    functions.iter().filter(|function| is_root(**function)).for_each(|function| walk.from(*function));
    Some(walk.seen.into_keys().collect())
}

/// Declares the marked functions that are called, and erases functions of the library that nothing reaches any more.
pub fn end<'c>(context: &'c Context, module: Operation<'c>) {
    let functions = defined_functions(module);
    if !functions.iter().any(|function| is_precompiled(*function)) {
        return;
    }
    let mut walk = Walk::new(&functions);
    functions.iter().filter(|function| is_root(**function)).for_each(|function| walk.from(*function));
    for function in functions.iter().filter(|function| is_precompiled(**function)) {
        if let Some(calls) = walk.calls.get(function.text("sym_name")) {
            declare(context, *function, calls);
        }
    }
    let stays =
        |function: &&Operation<'c>| !is_precompiled(**function) && walk.seen.contains_key(function.text("sym_name"));
    functions.iter().filter(|function| !stays(function)).for_each(|function| function.erase());
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

/// Whether it may be worth more to see a call through, from what stands around it.
pub fn may_fuse(call: Operation) -> bool {
    call.operands().any(is_made_for_one) || is_worked_on(call)
}

/// Whether an array comes from an operation that could be done where its elements are used, and is used at one place.
fn is_made_for_one(array: Value) -> bool {
    let made = array.defining_operation();
    made.is_some_and(|made| matches!(made.name(), "nd.map" | "nd.compress" | "nd.take")) && array.uses().len() == 1
}

/// Whether it is worth more to see a call through. What the callee calls has been inlined into it.
pub fn is_fused<'c>(call: Operation<'c>, callee: Operation<'c>) -> bool {
    let Some(block) = callee.region(0).first_block() else { return false };
    let mut operands = call.operands().zip(block.arguments());
    let takes = operands.any(|(operand, argument)| is_made_for_one(operand) && is_looked_at_once(argument));
    takes || (gives_map(block) && is_worked_on(call))
}

/// Whether one operation on whole arrays uses the elements of an array, and nothing else does: only there can what makes them be fused.
fn is_looked_at_once(array: Value) -> bool {
    let mut uses = array.uses();
    uses.retain(|(user, _)| !user.is("nd.dim"));
    match uses.as_slice() {
        [(user, _)] if user.is("nd.relayout") => is_looked_at_once(user.result(0)),
        [(user, _)] => matches!(user.name(), "nd.map" | "nd.map_into" | "nd.reduce"),
        _ => false,
    }
}

/// Whether a function of one block gives what an operation on whole arrays makes.
fn gives_map(block: Block) -> bool {
    let is_map = |value: Value| value.defining_operation().is_some_and(|made| made.is("nd.map"));
    block.next().is_none() && block.terminator().is_some_and(|last| last.operands().any(is_map))
}

/// Whether an array that a call gives goes on into operations on whole arrays, or other functions, which may do for each element what it does.
fn is_worked_on(call: Operation) -> bool {
    call.results().flat_map(|result| result.uses()).any(|(user, _)| {
        matches!(user.name(), "nd.map" | "nd.map_into" | "nd.reduce" | "nd.broadcast" | "func.call" | "nd.view")
    })
}

/// Whether a function is reached on other ways than by calls of the module.
fn is_root(function: Operation) -> bool {
    function.attribute("numlir.library").is_none() || function.attribute(FUNCTION_ENTRY).is_some()
}

/// What is reached without the bodies of marked functions. Each function is looked at twice at the most, outside of loops and inside.
struct Walk<'c> {
    functions: FxHashMap<&'c str, Operation<'c>>,
    /// The functions that were reached, and whether that was in a loop.
    seen: FxHashMap<&'c str, bool>,
    /// The calls of marked functions.
    calls: FxHashMap<&'c str, Vec<Operation<'c>>>,
}

impl<'c> Walk<'c> {
    fn new(functions: &[Operation<'c>]) -> Self {
        let functions = functions.iter().map(|function| (function.text("sym_name"), *function)).collect();
        Self { functions, seen: FxHashMap::default(), calls: FxHashMap::default() }
    }

    /// A function that is called in a loop loses its mark.
    fn from(&mut self, root: Operation<'c>) {
        let mut open = vec![(root, false)];
        while let Some((function, in_loop)) = open.pop() {
            let name = function.text("sym_name");
            if self.seen.get(name).is_some_and(|known| *known || !in_loop) {
                continue;
            }
            self.seen.insert(name, in_loop);
            for (call, repeated) in calls(function.region(0)) {
                let Some(callee) = self.functions.get(call.text("callee")).copied() else { continue };
                if repeated || in_loop {
                    callee.remove_attribute(PRECOMPILED);
                }
                match is_precompiled(callee) {
                    true => self.calls.entry(callee.text("sym_name")).or_default().push(call),
                    false => open.push((callee, repeated || in_loop)),
                }
            }
        }
    }
}

/// What the operations of a function call, or name as their callee, with whether that may be again and again.
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
                visit_operations(operation.region(index), &mut |inner| {
                    if inner.attribute("callee").is_some() {
                        found.push((inner, open > 0 || is_repeated(inner, operation)));
                    }
                });
            }
        }
    }
    found
}

/// Whether an operation within another may run several times for one run of that one.
fn is_repeated<'c>(operation: Operation<'c>, outer: Operation<'c>) -> bool {
    let mut around = operation.parent();
    while let Some(parent) = around {
        if !parent.is("scf.if") && !parent.is("nd.try") {
            return true;
        }
        if parent == outer {
            return false;
        }
        around = parent.parent();
    }
    false
}

/// Puts a declaration beside a function, under its symbol outside, and has that called.
fn declare<'c>(context: &'c Context, function: Operation<'c>, calls: &[Operation<'c>]) {
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
