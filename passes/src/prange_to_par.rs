//! Loops over `prange` become `par.loop`, where what they carry from one iteration to the next is reductions.
//!
//! ```mlir
//! %s = scf.for %i = %a to %n step %1           %s = par.loop "prange" (%a) to (%n) step (%1) reduce ["add"] (%x) from (%zero) {
//!        iter_args(%acc = %x) -> (f64) {       ^bb0(%i: index, %acc: f64):
//!   %v = "work"(%i) : (index) -> f64             %v = "work"(%i) : (index) -> f64
//!   %t = arith.addf %acc, %v : f64        =>     %t = arith.addf %acc, %v : f64
//!   scf.yield %t : f64                           par.yield %t : f64
//! } {numlir.prange}                            } combine {
//!                                              ^bb0(%l: f64, %r: f64):
//!                                                %b = arith.addf %l, %r : f64
//!                                                par.yield %b : f64
//!                                              } : (f64) -> f64 from f64
//! ```
//!
//! [`reduction`] recognises what is carried: sums, products, bitwise operations, extrema, the position of an extremum with what goes
//! with it, the value of the last iteration, also the last one under a condition. Some need a flag that the loop carries beside them. A loop that carries anything else stays as it is, runs serially, and the user is told
//! which variable it was; so does one that changes a list or an object from outside ([`shared`]). Values that never change are no longer carried. Needs the `nd` stage. Leaves no `numlir.prange`.
//! Linear in the uses of carried values.

mod choice;
mod flags;
pub mod order;
mod reduction;
pub mod scope;
mod shared;
mod versions;

use crate::{accumulate_arrays::is_inside, blocks::defined_functions, loops::find_all, parallel_notes::Notes};
use melior::{Context, ir::TypeLike};
use numlir_dialects::{Block, Builder, FloatPredicate, Operation, Predicate, Region, Value, convert, passes::Outcome};
use reduction::{Better, Recognised, Reduction, Step, recognise};
use rustc_hash::FxHashMap;
use shared::Sharing;

/// Turns the loops over `prange` of all functions of a module into parallel ones, but those that options name: `prange`, the
/// user's own, and `stencil`.
///
/// # Errors
/// None.
pub fn prange_to_par<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let mut notes = Notes::of(context, module);
    let mut sharing = Sharing::of(module);
    for function in defined_functions(module) {
        // Outer loops first: what they carry goes through inner ones while those are plain loops.
        for operation in find_all(function.region(0), "scf.for").into_iter().rev() {
            if operation.attribute("numlir.prange").is_none() {
                continue;
            }
            let source = if operation.attribute("numlir.stencil").is_some() { "stencil" } else { "prange" };
            operation.remove_attribute("numlir.prange");
            operation.remove_attribute("numlir.stencil");
            if options.split_whitespace().any(|option| option == source) {
                operation.remove_attribute("numlir.schedule");
                notes.switched_off(operation.location(), source);
                continue;
            }
            drop_invariant(operation);
            if let Some(change) = sharing.change(operation) {
                operation.remove_attribute("numlir.schedule");
                notes.changes_container(operation.location(), change);
                continue;
            }
            match recognise(operation) {
                Ok(recognised) => {
                    notes.parallel(operation.location(), &described(&recognised.reductions));
                    notes.private(operation.location(), arrays_made(operation.region(0)));
                    make_parallel(context, operation, &recognised);
                }
                Err(carried) => {
                    operation.remove_attribute("numlir.schedule");
                    notes.carried(operation.location(), carried.argument, carried.place);
                }
            }
        }
    }
    notes.write();
    Ok(())
}

/// How many arrays are made in a region.
fn arrays_made(region: Region) -> usize {
    let made = |operation: Operation| {
        let own = matches!(operation.name(), "nd.create" | "nd.map" | "nd.reduce")
            && operation.results().any(|result| convert::is_array(result.ty()));
        usize::from(own)
            + (0..operation.region_count()).map(|index| arrays_made(operation.region(index))).sum::<usize>()
    };
    region.blocks().flat_map(Block::operations).map(made).sum()
}

/// What is said of a loop's reductions.
fn described(reductions: &[Reduction]) -> Vec<String> {
    let name = |reduction: &Reduction| match crate::parallel_notes::name_of(reduction.argument) {
        Some(name) => format!("{name} ({})", reduction.kind()),
        None => reduction.kind().to_owned(),
    };
    reductions.iter().map(name).collect()
}

/// Replaces what the loop only hands through by what it begins with.
fn drop_invariant(operation: Operation) {
    let Some(body) = operation.region(0).first_block() else { return };
    let end = body.terminator().expect("a loop's body has a terminator");
    for position in 0..operation.result_count() {
        let (argument, initial) = (body.argument(1 + position), operation.operand(3 + position));
        if end.operand(position) == argument || end.operand(position) == initial {
            argument.replace_all_uses(initial);
            if end.operand(position) == initial {
                operation.result(position).replace_all_uses(initial);
            }
        }
    }
}

fn make_parallel<'c>(context: &'c Context, operation: Operation<'c>, recognised: &Recognised<'c>) {
    let (reductions, flags) = (&recognised.reductions, &recognised.flags);
    let builder = Builder::before(context, operation);
    let index = |value: Value<'c>| {
        if value.ty().is_index() { value } else { builder.convert("arith.index_cast", value, builder.index_type()) }
    };
    let bounds: Vec<_> = (0..3).map(|position| index(operation.operand(position))).collect();
    let unset: Vec<_> = flags.iter().map(|_| builder.constant_bool(false)).collect();
    let initial: Vec<_> = reductions.iter().map(|reduction| reduction.initial).chain(unset.iter().copied()).collect();
    let identities: Vec<_> = reductions.iter().map(|reduction| reduction.identity(&builder)).chain(unset).collect();
    let kinds: Vec<_> = reductions.iter().map(Reduction::kind).chain(flags.iter().map(|_| "or")).collect();
    let count = initial.len() as i32;
    let made = builder
        .op("par.loop")
        .operands(bounds)
        .operands(initial.iter().copied())
        .operands(identities)
        .attribute("source", builder.string("prange"))
        .attribute("kinds", builder.strings(&kinds))
        .maybe_attribute("schedule", operation.attribute("numlir.schedule"))
        .attribute("operandSegmentSizes", builder.dense_i32(&[1, 1, 1, count, count]))
        .results(initial.iter().map(|value| value.ty()))
        .region()
        .region()
        .insert();
    made.region(0).take_body(operation.region(0));
    let body = made.region(0).first_block().expect("a loop has a body");
    let arguments: Vec<_> = flags.iter().map(|_| body.add_argument(builder.i1(), builder.location)).collect();
    let flagged = flags::route(context, flags, &arguments);
    let end = body.terminator().expect("a loop's body has a terminator");
    let values = reductions.iter().map(|reduction| end.operand(reduction.position)).chain(flagged);
    Builder::before(context, end).op("par.yield").operands(values).insert();
    end.erase();
    for (reduction, result) in reductions.iter().zip(made.results()) {
        operation.result(reduction.position).replace_all_uses(result);
    }
    combine(&builder, made, recognised);
    // What is no reduction is not carried: nothing uses it.
    let kept: Vec<_> = reductions.iter().map(|reduction| 1 + reduction.position).collect();
    let dropped = (1..=operation.result_count()).rev().filter(|position| !kept.contains(position));
    dropped.for_each(|position| body.erase_argument(position));
    operation.erase();
}

/// Writes the combiner.
fn combine<'c>(builder: &Builder<'c>, made: Operation<'c>, recognised: &Recognised<'c>) {
    let reductions = &recognised.reductions;
    let types: Vec<_> = made.results().map(|result| (result.ty(), builder.location)).collect();
    let count = types.len();
    let block = Block::append(made.region(1), &[types.clone(), types].concat());
    let builder = Builder::at_end(builder.context, block, builder.location);
    let before: Vec<_> = block.arguments().take(count).collect();
    let behind: Vec<_> = block.arguments().skip(count).collect();
    let flag = |number: usize| behind[reductions.len() + number];
    let better = |key: usize, better: &Better<'c>| {
        let compared = |value: Value<'c>| {
            let mut copies = FxHashMap::from_iter([(reductions[key].argument, value)]);
            copied(&builder, better.compared, (made, &mut copies))
        };
        let decided = better.order.is_better(&builder, compared(behind[key]), compared(before[key]));
        let Some(flag) = better.flag.map(flag) else { return decided };
        if !better.order.with_nan {
            return builder.binary("arith.andi", flag, decided);
        }
        // It began with NaN: that is still there where nothing came, and again where NaN came last.
        let some = builder.compare_float(FloatPredicate::Ord, behind[key], behind[key]);
        builder.binary("arith.ori", flag, builder.binary("arith.andi", some, decided))
    };
    let both = reductions.iter().enumerate().map(|(position, reduction)| match &reduction.step {
        Step::Binary(name) => builder.binary(name, before[position], behind[position]),
        Step::Last => behind[position],
        Step::Better { key, better: by } => builder.select(better(*key, by), behind[position], before[position]),
        Step::Flagged { flag: number } => builder.select(flag(*number), behind[position], before[position]),
        Step::Set => {
            let kept = builder.compare_int(Predicate::Eq, behind[position], reduction.initial);
            builder.select(kept, before[position], behind[position])
        }
    });
    let either =
        (reductions.len()..count).map(|position| builder.binary("arith.ori", before[position], behind[position]));
    let both: Vec<_> = both.collect::<Vec<_>>().into_iter().chain(either).collect();
    builder.op("par.yield").operands(both).insert();
}

/// A value of a loop's body computed anew elsewhere, where some values are others.
fn copied<'c>(
    builder: &Builder<'c>,
    value: Value<'c>,
    (inside, copies): (Operation<'c>, &mut FxHashMap<Value<'c>, Value<'c>>),
) -> Value<'c> {
    if let Some(copy) = copies.get(&value) {
        return *copy;
    }
    let Some(made) = value.defining_operation().filter(|_| is_inside(value, inside)) else { return value };
    let operands: Vec<_> = made.operands().map(|operand| copied(builder, operand, (inside, &mut *copies))).collect();
    let copy = made.clone_detached();
    copy.set_operands(&operands);
    let copy = builder.insert(copy).result(0);
    copies.insert(value, copy);
    copy
}
