//! Parallel loops over the same positions that follow one another become one loop.
//!
//! ```text
//! par.loop (0) to (%n) {                   par.loop (0) to (%n) {
//! ^bb0(%i):                                ^bb0(%i):
//!   %b[%i] = f(%a[%i])                       %b[%i] = f(%a[%i])
//! }                                    =>    %c[%i] = g(%b[%i])
//! par.loop (0) to (%n) {                   }
//! ^bb0(%i):
//!   %c[%i] = g(%b[%i])
//! }
//! ```
//!
//! What one loop leaves in the cache the other finds there, and there is one loop to enter. That is done where both use an array, so that
//! there is something to find, and where no iteration of one loop can meet another iteration of the other in memory
//! ([`accesses`]); where arrays that came from outside could share memory, that is tested when it runs, and both forms are there.
//! The second loop must not use what the first one gives, and nothing but pure code and the making of arrays may stand between. Bodies do nothing but compute,
//! read and write arrays, and raise IndexError: where one raises, other iterations may have run further than without fusion, as
//! in any parallel loop.
//!
//! Needs reductions and races known: each loop was looked at alone. Blocks that follow one another on a straight line are joined.
//! Quadratic in the accesses of two loops.

mod accesses;
mod merge;

use crate::{
    accumulate_arrays::{is_inside, root},
    blocks::{defined_functions, edges, visit_operations},
    check_races::SERIAL,
    elementwise::is_same,
    loops::find_all,
    lower_par::Loop,
    parallel_notes::Notes,
};
use accesses::Meeting;
use melior::Context;
use numlir_dialects::{Block, Operation, Region, Value, convert, location, passes::Outcome};
use rustc_hash::{FxHashMap, FxHashSet};

/// Fuses the loops of all functions of a module.
///
/// # Errors
/// None.
pub fn fuse_loops<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let mut notes = Notes::of(context, module);
    for function in defined_functions(module) {
        if find_all(function.region(0), "par.loop").len() > 1 {
            join_blocks(function.region(0));
            for block in blocks_with_loops(function.region(0)) {
                fuse_in(context, &mut notes, block);
            }
        }
    }
    notes.write();
    Ok(())
}

/// The blocks that have loops, each behind those within it: fusing in a block ends the blocks within.
fn blocks_with_loops(region: Region) -> Vec<Block> {
    let mut seen = FxHashSet::default();
    let found = find_all(region, "par.loop").into_iter().rev().filter_map(Operation::block);
    let mut blocks: Vec<_> = found.filter(|block| seen.insert(*block)).collect();
    blocks.reverse();
    blocks
}

/// Fuses the loops of a block, and then those in its fused loops that now follow one another.
fn fuse_in<'c>(context: &'c Context, notes: &mut Notes<'c>, block: Block<'c>) {
    let mut before: Option<Operation> = None;
    let mut between = Vec::new();
    for operation in block.operations().collect::<Vec<_>>() {
        if !operation.is("par.loop") {
            between.push(operation);
            before = before.filter(|before| lets_pass(*before, operation, &between));
            continue;
        }
        let pair = before.map(|first| (first, [Loop::of(first), Loop::of(operation)]));
        let fused = pair.and_then(|(first, [one, other])| {
            let meeting = compatible(&one, &other).then(|| accesses::meeting(context, first, operation))?;
            let places = [operation.location(), first.location()];
            let line = location::from_mlir(first.location()).map_or(0, |place| place.start.0);
            let fused = match meeting {
                Meeting::Possible => return None,
                Meeting::Never => {
                    let made = merge::fuse(context, [&one, &other]);
                    made.region(0).blocks().for_each(|body| fuse_in(context, notes, body));
                    Some(made)
                }
                Meeting::Unless(conditions) => {
                    merge::fuse_where(context, [&one, &other], &conditions)?;
                    None
                }
            };
            notes.add("fused", &format!("one loop with the loop over prange in line {line}"), &places);
            Some(fused)
        });
        between.clear();
        before = fused.unwrap_or(Some(operation));
    }
}

/// Whether an operation behind a loop may as well come before it.
fn lets_pass<'c>(before: Operation<'c>, operation: Operation<'c>, between: &[Operation<'c>]) -> bool {
    let name = operation.name();
    let is_fresh = |array: Value<'c>| root(array).defining_operation().is_some_and(|made| between.contains(&made));
    let pure = operation.region_count() == 0
        && (name.starts_with("arith.") || name.starts_with("math.") || name.starts_with("complex."))
        || matches!(
            name,
            "nd.dim" | "nd.stride" | "nd.view" | "nd.select" | "nd.relayout" | "nd.frozen" | "nd.string" | "nd.undef"
        )
        || name == "nd.create"
        || name == "nd.fill" && is_fresh(operation.operand(1));
    let uses_it = |operand: Value<'c>| operand.defining_operation() == Some(before);
    pure && !operation.operands().any(uses_it)
}

/// Whether two loops are alike, but for memory.
fn compatible<'c>(one: &Loop<'c>, other: &Loop<'c>) -> bool {
    let plain = [one, other].into_iter().all(|part| {
        part.rank == 1
            && part.operation.text("source") == "prange"
            && part.operation.attribute(SERIAL).is_none()
            && is_simple(part.operation)
            && part.initial.iter().all(|initial| !convert::is_array(initial.ty()) || is_made_here(*initial))
    });
    let same = |one: &[Value<'c>], other: &[Value<'c>]| is_same(one[0], other[0]);
    let uses_first = |value: Value<'c>| value.defining_operation() == Some(one.operation);
    let mut apart = !other.operation.operands().any(uses_first);
    visit_operations(other.operation.region(0), &mut |inner| apart &= !inner.operands().any(uses_first));
    // A loop of its own kind each: straight code would no longer become vectors beside an inner loop.
    let has_loops = |part: &Loop<'c>| {
        ["scf.for", "scf.while", "par.loop"].iter().any(|name| !find_all(part.operation.region(0), name).is_empty())
    };
    plain
        && apart
        && same(&one.lower, &other.lower)
        && same(&one.upper, &other.upper)
        && same(&one.step, &other.step)
        && one.operation.attribute("schedule") == other.operation.attribute("schedule")
        && has_loops(one) == has_loops(other)
}

fn is_made_here(array: Value) -> bool {
    root(array).defining_operation().is_some_and(|made| made.is("nd.create"))
}

/// Whether a loop's body only computes, reads and writes arrays.
fn is_simple(operation: Operation) -> bool {
    let mut simple = true;
    visit_operations(operation.region(0), &mut |inner| {
        let name = inner.name();
        simple &= ["arith.", "math.", "complex.", "scf."].iter().any(|dialect| name.starts_with(dialect))
            || matches!(name, "nd.load" | "nd.store" | "nd.index" | "nd.dim" | "nd.stride" | "nd.select" | "nd.view")
            || matches!(name, "nd.relayout" | "nd.undef" | "nd.create" | "nd.fill" | "nd.map" | "nd.map_into")
            || matches!(
                name,
                "nd.reduce"
                    | "nd.reduce_compressed"
                    | "nd.yield"
                    | "nd.frozen"
                    | "nd.string"
                    | "par.loop"
                    | "par.yield"
            );
    });
    simple
}

/// Joins blocks with their only successors, where these have no other predecessor.
fn join_blocks(region: Region) {
    let mut predecessors: FxHashMap<Block, usize> = FxHashMap::default();
    for block in region.blocks() {
        for target in block.terminator().into_iter().flat_map(|last| last.successors().collect::<Vec<_>>()) {
            *predecessors.entry(target).or_default() += 1;
        }
    }
    let Some(entry) = region.first_block() else { return };
    let mut open = Some(entry);
    while let Some(block) = open {
        let Some(last) = block.terminator().filter(|last| last.is("cf.br")) else {
            open = block.next();
            continue;
        };
        let target = last.successor(0);
        if target == block || target == entry || predecessors.get(&target) != Some(&1) {
            open = block.next();
            continue;
        }
        let first_operand = edges(last).first().map_or(0, |edge| edge.first_operand);
        let values: Vec<_> = last.operands().skip(first_operand).collect();
        for (argument, value) in target.arguments().zip(values) {
            argument.replace_all_uses(value);
        }
        last.erase();
        if let Some(first) = target.first() {
            block.take_from(first);
        }
        target.erase();
    }
}

/// Whether a loop captures an array, or a view of it.
fn captures<'c>(operation: Operation<'c>, array: Value<'c>) -> bool {
    let mut found = false;
    visit_operations(operation.region(0), &mut |inner| {
        found |= inner
            .operands()
            .any(|operand| convert::is_array(operand.ty()) && !is_inside(operand, operation) && root(operand) == array);
    });
    found
}
