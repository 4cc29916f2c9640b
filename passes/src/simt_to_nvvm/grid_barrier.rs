//! Waiting for the whole grid: a counter in the device's memory that only grows.
//!
//! The first thread of each block adds one to it and waits until it has reached the next multiple of the number of blocks; the
//! others wait for the first. Nothing has to be reset, also not between launches. All blocks have to run at once, which a
//! cooperative launch promises.

use super::{GLOBAL, intrinsic, intrinsic_effect};
use crate::nd_to_llvm::{
    declare::function,
    emit::{Emit, Known},
};
use melior::dialect::llvm::r#type as llvm_type;
use numlir_dialects::{Block, Builder, Operation, Predicate, Value};

pub const FUNCTION: &str = "numlir_grid_barrier";
const COUNTER: &str = "numlir_grid_arrivals";

/// LLVM's numbers of orderings.
const ACQUIRE: i64 = 4;
const ACQUIRE_RELEASE: i64 = 6;
const ADD: i64 = 1;

/// Writes the function and its counter before an operation of the module.
pub fn define<'c>(first: Operation<'c>, known: &Known<'c>) {
    let at = Builder::before(known.context, first);
    super::global(&at, COUNTER, (at.i64(), GLOBAL), known.internal);
    let ty = llvm_type::function(llvm_type::void(known.context), &[], false);
    let written = function(&at, FUNCTION, ty, known.internal);
    let [enter, arrive, wait, leave] = [0; 4].map(|_| Block::append(written.region(0), &[]));
    let emit = |block| Emit { builder: Builder::at_end(known.context, block, at.location), known };
    let barrier = |emit: &Emit<'c, '_>| {
        let zero = emit.constant(emit.builder.i32(), 0);
        intrinsic_effect(emit, "barrier.cta.sync.aligned.all", &[zero]);
    };
    let axes = |emit: &Emit<'c, '_>, kind: &str| {
        ["x", "y", "z"].map(|axis| {
            let name = format!("read.ptx.sreg.{kind}.{axis}");
            intrinsic(emit, &name, &[], Some(emit.builder.i32()))
        })
    };

    let first = emit(enter);
    barrier(&first);
    let [x, y, z] = axes(&first, "tid");
    let place = first.builder.binary("llvm.or", first.builder.binary("llvm.or", x, y), z);
    let zero = first.constant(first.builder.i32(), 0);
    let is_first = first.builder.compare_int(Predicate::Eq, place, zero);
    first.builder.conditional_branch(is_first, (arrive, &[]), (leave, &[]));

    let second = emit(arrive);
    let wide = second.builder.i64();
    let [x, y, z] = axes(&second, "nctaid").map(|count| second.builder.convert("llvm.zext", count, wide));
    let blocks = second.multiply(second.multiply(x, y), z);
    let counter = counter(&second);
    let one = second.i64(1);
    let number = |value: i64| second.builder.integer(wide, value);
    let ticket = second
        .builder
        .op("llvm.atomicrmw")
        .operands([counter, one])
        .attribute("bin_op", number(ADD))
        .attribute("ordering", number(ACQUIRE_RELEASE))
        .attribute("syncscope", second.builder.string("device"))
        .attribute("alignment", number(8))
        .result(wide)
        .value();
    let rounds = second.builder.binary("llvm.udiv", ticket, blocks);
    let goal = second.multiply(second.add(rounds, one), blocks);
    second.builder.branch(wait, []);

    let third = emit(wait);
    let now = third
        .builder
        .op("llvm.load")
        .operand(counter)
        .attribute("ordering", number(ACQUIRE))
        .attribute("syncscope", third.builder.string("device"))
        .attribute("alignment", number(8))
        .result(wide)
        .value();
    let all_here = third.builder.compare_int(Predicate::Uge, now, goal);
    third.builder.conditional_branch(all_here, (leave, &[]), (wait, &[]));

    let last = emit(leave);
    barrier(&last);
    last.builder.op("llvm.return").insert();
}

fn counter<'c>(emit: &Emit<'c, '_>) -> Value<'c> {
    let builder = &emit.builder;
    let pointer = llvm_type::pointer(emit.known.context, GLOBAL);
    let name = builder.symbol(COUNTER);
    builder.op("llvm.mlir.addressof").attribute("global_name", name).result(pointer).value()
}
