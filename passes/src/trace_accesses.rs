//! Accesses of parallel loops report to a shadow memory, which finds iterations that meet while they run.
//!
//! ```text
//! par.loop (%i) {                        numlir_shadow_enter()
//!   nd.store %x, %a[%k]                  par.loop (%i) {
//! }                                        numlir_shadow_iteration(number of %i)
//!                                     =>   %other = numlir_shadow_access(address of %a[%k], size, write, line)
//!                                          nd.raise_if %other >= 0 "RuntimeError" ["iteration {} writes …"]
//!                                          nd.store %x, %a[%k]
//!                                        } {numlir.traced}
//!                                        numlir_shadow_leave()
//! ```
//!
//! Followed are elements of arrays from outside the loop, also through views; not what an iteration makes, copies for
//! chunks, and what called functions do. A store of a value that all iterations share meets only other accesses.
//! Traced loops run on one thread, in order, so that what is found does not depend on luck.
//!
//! For the option `races='check'`. Needs whole-array operations lowered, so that each access is there. Linear.

use crate::{
    accumulate_arrays::{is_inside, root},
    blocks::{defined_functions, visit_operations},
    check_races::Check,
    extent::{array_type, stride},
    loops::find_all,
    lower_par::Loop,
};
use melior::{Context, ir::TypeLike};
use numlir_dialects::{Block, Builder, Operation, Predicate, Region, Value, location, passes::Outcome};

/// The mark of loops that are traced; `lower-par` lets them run on one thread.
pub const TRACED: &str = "numlir.traced";

/// How an element is accessed, as the runtime knows it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Read = 0,
    Write = 1,
    /// The same value in all iterations.
    SharedWrite = 2,
}

/// Traces the outermost loops over `prange` of all functions of a module.
///
/// # Errors
/// None.
pub fn trace_accesses<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    for function in defined_functions(module) {
        let mut outermost = Vec::new();
        find_outermost(function.region(0), &mut outermost);
        for operation in outermost {
            trace(context, operation);
            for inner in find_all(operation.region(0), "par.loop").into_iter().chain([operation]) {
                inner.set_attribute(TRACED, Builder::before(context, inner).unit());
            }
        }
    }
    Ok(())
}

fn find_outermost<'c>(region: Region<'c>, found: &mut Vec<Operation<'c>>) {
    for operation in region.blocks().flat_map(Block::operations) {
        if operation.is("par.loop") && operation.text("source") == "prange" {
            found.push(operation);
        } else {
            (0..operation.region_count()).for_each(|index| find_outermost(operation.region(index), found));
        }
    }
}

fn trace<'c>(context: &'c Context, operation: Operation<'c>) {
    let parts = Loop::of(operation);
    let check = Check::of(operation);
    let mut accesses = Vec::new();
    visit_operations(operation.region(0), &mut |inner| {
        if matches!(inner.name(), "nd.load" | "nd.store" | "nd.fill") && inner.region_count() == 0 {
            accesses.push(inner);
        }
    });
    let outside = Builder::before(context, operation);
    call(&outside, "numlir_shadow_enter", &[], false);
    let body = operation.region(0).first_block().expect("a loop has a body");
    let first = body.first().expect("a block has a terminator");
    let mut inside = Builder::before(context, first);
    inside.set_location(operation.location());
    let number = number(&inside, &parts, body);
    call(&inside, "numlir_shadow_iteration", &[number], false);
    for access in accesses {
        let (array, kind) = match access.name() {
            "nd.load" => (access.operand(0), Kind::Read),
            _ if check.is_fixed(access.operand(0)) => (access.operand(1), Kind::SharedWrite),
            _ => (access.operand(1), Kind::Write),
        };
        let from = root(array);
        let is_scratch = from.defining_operation().is_some_and(|made| made.is("nd.scratch"));
        if !is_scratch && !is_inside(from, operation) {
            report(&Builder::before(context, access), access, (array, kind), number);
        }
    }
    if let Some(next) = operation.next() {
        let mut behind = Builder::before(context, next);
        behind.set_location(operation.location());
        call(&behind, "numlir_shadow_leave", &[], false);
    }
}

/// The number of an iteration: its place among all.
fn number<'c>(builder: &Builder<'c>, parts: &Loop<'c>, body: Block<'c>) -> Value<'c> {
    let mut number = builder.constant_i64(0);
    for axis in 0..parts.rank {
        let word = |value: Value<'c>| builder.convert("arith.index_cast", value, builder.i64());
        let [lower, upper, step] = [&parts.lower, &parts.upper, &parts.step].map(|part| word(part[axis]));
        let place = builder.binary("arith.subi", word(body.argument(axis)), lower);
        let place = builder.binary("arith.divsi", place, step);
        let distance = builder.binary("arith.subi", upper, lower);
        let more = builder.binary("arith.subi", step, builder.constant_i64(1));
        let trips = builder.binary("arith.divsi", builder.binary("arith.addi", distance, more), step);
        number = builder.binary("arith.addi", builder.binary("arith.muli", number, trips), place);
    }
    number
}

/// Reports an access, and raises where another iteration was there.
fn report<'c>(builder: &Builder<'c>, access: Operation<'c>, (array, kind): (Value<'c>, Kind), number: Value<'c>) {
    let Some(ty) = array_type(array) else { return };
    let mut address = builder.op("nd.address").operand(array).result(builder.i64()).value();
    let element = builder.constant_i64(ty.element.size().into());
    let size = if access.is("nd.fill") {
        // Without gaps: other arrays are filled by loops.
        (0..ty.rank)
            .fold(element, |size, axis| builder.binary("arith.muli", size, crate::extent::dim(builder, array, axis)))
    } else {
        let first = if kind == Kind::Read { 1 } else { 2 };
        for (axis, place) in access.operands().skip(first).enumerate() {
            let distance = builder.binary("arith.muli", place, stride(builder, array, axis as u8));
            address = builder.binary("arith.addi", address, distance);
        }
        let value = if kind == Kind::Read { access.result(0).ty() } else { access.operand(0).ty() };
        let lanes = if value.is_vector() { crate::loops::LANES as i64 } else { 1 };
        builder.binary("arith.muli", element, builder.constant_i64(lanes))
    };
    let line = location::from_mlir(access.location()).map_or(0, |place| i64::from(place.start.0));
    let operands = [address, size, builder.constant_i64(kind as i64), builder.constant_i64(line)];
    let other = call(builder, "numlir_shadow_access", &operands, true).expect("it gives an iteration");
    let line = call(builder, "numlir_shadow_line", &[], true).expect("it gives a line");
    let meets = builder.compare_int(Predicate::Sge, other, builder.constant_i64(0));
    let text = match kind {
        Kind::Read => "iteration {} reads what iteration {} writes in line {}",
        _ => "iteration {} writes what iteration {} uses in line {}",
    };
    builder
        .op("nd.raise_if")
        .operand(meets)
        .operands([number, other, line])
        .attribute("exception", builder.string("RuntimeError"))
        .attribute("arguments", builder.strings(&[text]))
        .insert();
}

fn call<'c>(builder: &Builder<'c>, symbol: &str, operands: &[Value<'c>], gives: bool) -> Option<Value<'c>> {
    let call = builder.op("nd.call_c").attribute("symbol", builder.string(symbol)).operands(operands.iter().copied());
    let call = call.results(gives.then(|| builder.i64())).insert();
    gives.then(|| call.result(0))
}
