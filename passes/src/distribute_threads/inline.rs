//! Functions that know of threads, in their callers' place.

use super::layout::constant;
use crate::blocks::reverse_post_order;
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Value, build::dense_i64_values, location, passes::Outcome};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use rustc_hash::{FxHashMap, FxHashSet};

/// Inlines into the kernel all calls of functions that hold operations of `simt`, or call such functions.
///
/// # Errors
/// Where such a function calls itself.
pub fn inline_thread_functions<'c>(
    context: &'c Context,
    functions: &[Operation<'c>],
    kernel: Operation<'c>,
) -> Outcome {
    let by_name: FxHashMap<&str, Operation<'c>> =
        functions.iter().map(|function| (function.text("sym_name"), *function)).collect();
    let concerned = concerned(functions);
    // Calls that are left, each with the functions it stands in.
    let mut calls: Vec<(Operation<'c>, Vec<&str>)> =
        calls_of(kernel.region(0).blocks()).map(|call| (call, vec![kernel.text("sym_name")])).collect();
    let mut inlined: FxHashSet<&str> = FxHashSet::default();
    while let Some((call, within)) = calls.pop() {
        let callee = call.text("callee");
        let Some(function) = by_name.get(callee).filter(|_| concerned.contains(callee)) else { continue };
        if within.contains(&callee) {
            return Err(vec![recursion(call)]);
        }
        let copies = inline(context, call, *function);
        inlined.insert(callee);
        let within: Vec<_> = within.into_iter().chain([callee]).collect();
        calls.extend(calls_of(copies.into_iter()).map(|call| (call, within.clone())));
    }
    // Nobody but kernels and what they call can call them.
    for function in functions.iter().filter(|function| inlined.contains(function.text("sym_name"))) {
        function.erase();
    }
    Ok(())
}

fn calls_of<'c>(blocks: impl Iterator<Item = Block<'c>>) -> impl Iterator<Item = Operation<'c>> {
    blocks.flat_map(Block::operations).filter(|operation| operation.is("llvm.call")).collect::<Vec<_>>().into_iter()
}

fn recursion(call: Operation) -> Diagnostic {
    let message = "a function that knows of threads cannot call itself";
    let diagnostic = Diagnostic::new(Kind::Unsupported, "recursive-device-function", message);
    match location::from_mlir(call.location()) {
        Some(place) => diagnostic.at(place, "this call"),
        None => diagnostic,
    }
}

/// The names of functions that hold operations of `simt` or call such functions.
fn concerned<'c>(functions: &[Operation<'c>]) -> FxHashSet<&'c str> {
    let mut concerned: FxHashSet<&str> = FxHashSet::default();
    loop {
        let before = concerned.len();
        for function in functions {
            let mut operations = function.region(0).blocks().flat_map(Block::operations);
            if operations.any(|operation| {
                operation.name().starts_with("simt.")
                    || operation.is("llvm.call") && concerned.contains(operation.text("callee"))
            }) {
                concerned.insert(function.text("sym_name"));
            }
        }
        if concerned.len() == before {
            return concerned;
        }
    }
}

/// Puts a copy of a function's body in the place of a call. Gives the new blocks.
fn inline<'c>(context: &'c Context, call: Operation<'c>, function: Operation<'c>) -> Vec<Block<'c>> {
    let before = call.block().expect("a call stands in a block");
    let rest = call.next().expect("a call is no terminator");
    let behind = before.insert_after(&[]);
    behind.take_from(rest);
    let order = reverse_post_order(function.region(0));
    let mut values: FxHashMap<Value<'c>, Value<'c>> = order[0].arguments().zip(call.operands()).collect();
    let mut blocks: FxHashMap<Block<'c>, Block<'c>> = FxHashMap::default();
    let mut last = before;
    for (index, block) in order.iter().enumerate() {
        let arguments: Vec<_> = match index {
            0 => Vec::new(),
            _ => block.arguments().map(|argument| (argument.ty(), argument.location())).collect(),
        };
        last = last.insert_after(&arguments);
        // The arguments of the first are the call's operands.
        if index > 0 {
            values.extend(block.arguments().zip(last.arguments()));
        }
        blocks.insert(*block, last);
    }
    let mut returned = Vec::new();
    for block in &order {
        let mut builder = Builder::at_end(context, blocks[block], call.location());
        for operation in block.operations() {
            builder.set_location(operation.location());
            if operation.is("llvm.return") {
                returned.push((blocks[block], operation.operands().map(|value| values[&value]).next()));
                continue;
            }
            let copy = builder.insert(operation.clone_detached());
            for index in 0..copy.operand_count() {
                copy.set_operand(index, values[&operation.operand(index)]);
            }
            for index in 0..copy.successor_count() {
                copy.set_successor(index, blocks[&operation.successor(index)]);
            }
            values.extend(operation.results().zip(copy.results()));
        }
    }
    join(context, call, behind, &returned);
    Builder::at_end(context, before, call.location()).branch(blocks[&order[0]], []);
    call.erase();
    order.iter().map(|block| blocks[block]).collect()
}

/// Lets what the copy of a function gives reach the uses of the call's result, part by part: a status that is 0
/// everywhere stays known as such.
fn join<'c>(context: &'c Context, call: Operation<'c>, behind: Block<'c>, returned: &[(Block<'c>, Option<Value<'c>>)]) {
    let mut parts: Vec<(Option<i64>, Value<'c>)> = Vec::new();
    let mut uses: Vec<(Operation<'c>, usize)> = Vec::new();
    let results: Vec<_> = call.results().collect();
    if let Some(result) = results.first() {
        for (user, operand) in result.uses() {
            let position =
                user.attribute("position").and_then(dense_i64_values).filter(|_| user.is("llvm.extractvalue"));
            match position.as_deref() {
                Some([position]) => {
                    parts.push((Some(*position), user.result(0)));
                    uses.push((user, usize::MAX));
                }
                _ => {
                    parts.push((None, *result));
                    uses.push((user, operand));
                }
            }
        }
    }
    let mut passed: Vec<Vec<Value<'c>>> = vec![Vec::new(); returned.len()];
    for ((position, old), (user, operand)) in parts.into_iter().zip(uses) {
        let values: Vec<Value<'c>> = returned
            .iter()
            .map(|(block, value)| {
                let value = value.expect("the function gives a value where the call does");
                position.map_or(value, |position| part(context, *block, value, position, old.ty()))
            })
            .collect();
        let known = constant(values[0]).filter(|known| values.iter().all(|value| constant(*value) == Some(*known)));
        let new = match (known, values.as_slice()) {
            (Some(known), _) => {
                let first = behind.first().expect("a block has a terminator");
                let builder = Builder::before(context, first);
                builder.constant_int(old.ty(), known)
            }
            // The only block that gives a value dominates what is behind the call.
            (None, [only]) => *only,
            _ => {
                passed.iter_mut().zip(&values).for_each(|(list, value)| list.push(*value));
                behind.add_argument(old.ty(), call.location())
            }
        };
        if operand == usize::MAX {
            old.replace_all_uses(new);
            user.erase();
        } else {
            user.set_operand(operand, new);
        }
    }
    for ((block, _), values) in returned.iter().zip(passed) {
        Builder::at_end(context, *block, call.location()).branch(behind, values);
    }
}

/// A member of a structure, from where it was put in.
fn part<'c>(
    context: &'c Context,
    block: Block<'c>,
    whole: Value<'c>,
    position: i64,
    ty: melior::ir::Type<'c>,
) -> Value<'c> {
    let mut structure = whole;
    while let Some(insert) = structure.defining_operation().filter(|operation| operation.is("llvm.insertvalue")) {
        if insert.attribute("position").and_then(dense_i64_values).as_deref() == Some(&[position]) {
            return insert.operand(1);
        }
        structure = insert.operand(0);
    }
    let location = whole.location();
    let builder = Builder::at_end(context, block, location);
    let position = builder.dense_i64(&[position]);
    builder.op("llvm.extractvalue").operand(whole).attribute("position", position).result(ty).value()
}
