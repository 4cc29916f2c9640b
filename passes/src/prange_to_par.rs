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
//! with it, the value of the last iteration. A loop that carries anything else stays as it is, runs serially, and the user is told
//! which variable it was. Values that never change are no longer carried. Needs the `nd` stage. Leaves no `numlir.prange`.
//! Linear in the uses of carried values.

mod reduction;

use crate::{blocks::defined_functions, loops::find_all, parallel_notes::Notes};
use melior::{Context, ir::TypeLike};
use numlir_dialects::{Block, Builder, Operation, Value, passes::Outcome};
use reduction::{Reduction, Step, recognise};

/// Turns the loops over `prange` of all functions of a module into parallel ones.
///
/// # Errors
/// None.
pub fn prange_to_par<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let mut notes = Notes::of(context, module);
    for function in defined_functions(module) {
        // Outer loops first: what they carry goes through inner ones while those are plain loops.
        for operation in find_all(function.region(0), "scf.for").into_iter().rev() {
            if operation.attribute("numlir.prange").is_none() {
                continue;
            }
            operation.remove_attribute("numlir.prange");
            drop_invariant(operation);
            match recognise(operation) {
                Ok(reductions) => {
                    notes.parallel(operation.location(), &described(&reductions));
                    convert(context, operation, &reductions);
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

fn convert<'c>(context: &'c Context, operation: Operation<'c>, reductions: &[Reduction<'c>]) {
    let builder = Builder::before(context, operation);
    let index = |value: Value<'c>| {
        if value.ty().is_index() { value } else { builder.convert("arith.index_cast", value, builder.index_type()) }
    };
    let bounds: Vec<_> = (0..3).map(|position| index(operation.operand(position))).collect();
    let identities: Vec<_> = reductions.iter().map(|reduction| reduction.identity(&builder)).collect();
    let kinds: Vec<_> = reductions.iter().map(Reduction::kind).collect();
    let count = reductions.len() as i32;
    let made = builder
        .op("par.loop")
        .operands(bounds)
        .operands(reductions.iter().map(|reduction| reduction.initial))
        .operands(identities)
        .attribute("source", builder.string("prange"))
        .attribute("kinds", builder.strings(&kinds))
        .maybe_attribute("schedule", operation.attribute("numlir.schedule"))
        .attribute("operandSegmentSizes", builder.dense_i32(&[1, 1, 1, count, count]))
        .results(reductions.iter().map(|reduction| reduction.initial.ty()))
        .region()
        .region()
        .insert();
    made.region(0).take_body(operation.region(0));
    let body = made.region(0).first_block().expect("a loop has a body");
    let end = body.terminator().expect("a loop's body has a terminator");
    let values = reductions.iter().map(|reduction| end.operand(reduction.position));
    Builder::before(context, end).op("par.yield").operands(values).insert();
    end.erase();
    for (reduction, result) in reductions.iter().zip(made.results()) {
        operation.result(reduction.position).replace_all_uses(result);
    }
    // What is no reduction is not carried: nothing uses it.
    let kept: Vec<_> = reductions.iter().map(|reduction| 1 + reduction.position).collect();
    for position in (1..body.argument_count()).rev().filter(|position| !kept.contains(position)) {
        body.erase_argument(position);
    }
    combine(&builder, made, reductions);
    operation.erase();
}

/// Writes the combiner.
fn combine<'c>(builder: &Builder<'c>, made: Operation<'c>, reductions: &[Reduction<'c>]) {
    let types: Vec<_> = reductions.iter().map(|reduction| (reduction.initial.ty(), builder.location)).collect();
    let block = Block::append(made.region(1), &[types.clone(), types].concat());
    let builder = Builder::at_end(builder.context, block, builder.location);
    let before: Vec<_> = block.arguments().take(reductions.len()).collect();
    let behind: Vec<_> = block.arguments().skip(reductions.len()).collect();
    let both: Vec<_> = reductions
        .iter()
        .enumerate()
        .map(|(position, reduction)| match &reduction.step {
            Step::Binary(name) => builder.binary(name, before[position], behind[position]),
            Step::Last => behind[position],
            Step::Better { key, comparison } => {
                let better = comparison.between(&builder, behind[*key], before[*key]);
                builder.select(better, behind[position], before[position])
            }
            Step::Set => {
                let kept = builder.compare_int(numlir_dialects::Predicate::Eq, behind[position], reduction.initial);
                builder.select(kept, before[position], behind[position])
            }
        })
        .collect();
    builder.op("par.yield").operands(both).insert();
}
