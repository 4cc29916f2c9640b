//! The parallel form: blocks of the operands may run at once.

use super::{LoopTypes, Wrapper, begin, call, part};
use crate::{
    code::{Code, Externals, Settings},
    loops::List,
};
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Predicate, Value, types::Array};

/// NumPy's loop around one over arrays: blocks of so many elements may run at once.
pub fn in_blocks<'c>(
    context: &'c Context,
    serial: Operation<'c>,
    (types, arrays, axes): (&LoopTypes, &[Array], &[Vec<i64>]),
    block: i64,
) {
    let (builder, operands) = begin(context, serial, "parallel", (arrays, Some(axes)));
    let settings = Settings::default();
    let mut externals = Externals::default();
    let mut code = Code { builder, settings: &settings, externals: &mut externals };
    let (inputs, outputs) = operands.split_at(types.inputs.len());
    let length = code.dim(outputs[0], 0);
    let wrapper = Wrapper { kernel: serial, types, inputs, outputs, length };
    let many = code.builder.compare_int(Predicate::Sge, length, code.builder.constant_i64(2 * block));
    let independent = wrapper.is_independent(&code);
    let condition = code.builder.binary("arith.andi", many, independent);
    code.branch(condition, &[], |code, parallel| {
        if !parallel {
            call(code, serial, &operands);
            return List::new();
        }
        let size = code.builder.constant_i64(block);
        let more = code.add(length, code.builder.constant_i64(block - 1));
        let count = code.builder.binary("arith.divui", more, size);
        parallel_loop(code, count, Some(1), |code, position| {
            let first = code.multiply(position, size);
            let rest = code.subtract(length, first);
            let extent = code.minimum(rest, size);
            let parts = operands.iter().zip(arrays);
            let parts: Vec<_> = parts.map(|(array, ty)| part(code, (*array, ty), first, extent)).collect();
            call(code, serial, &parts);
        });
        List::new()
    });
    code.builder.op("func.return").insert();
}

/// A loop over `0..count` whose iterations may run at once; `schedule` of them in a chunk, if that is said.
pub fn parallel_loop<'c>(
    code: &mut Code<'_, 'c>,
    count: Value<'c>,
    schedule: Option<i64>,
    body: impl FnOnce(&mut Code<'_, 'c>, Value<'c>),
) {
    let outside = code.builder;
    let bounds = [outside.constant_i64(0), count, outside.constant_i64(1)];
    let bounds = bounds.map(|bound| outside.convert("arith.index_cast", bound, outside.index_type()));
    let none: [&str; 0] = [];
    let made = outside
        .op("par.loop")
        .operands(bounds)
        .attribute("source", outside.string("map"))
        .attribute("kinds", outside.strings(&none))
        .maybe_attribute("schedule", schedule.map(|size| outside.integer(outside.i64(), size)))
        .attribute("operandSegmentSizes", outside.dense_i32(&[1, 1, 1, 0, 0]))
        .region()
        .region()
        .insert();
    let block = Block::append(made.region(0), &[(outside.index_type(), outside.location)]);
    code.builder = Builder::at_end(outside.context, block, outside.location);
    let position = code.builder.convert("arith.index_cast", block.argument(0), outside.i64());
    body(code, position);
    code.builder.op("par.yield").insert();
    let combiner = Block::append(made.region(1), &[]);
    Builder::at_end(outside.context, combiner, outside.location).op("par.yield").insert();
    code.builder = outside;
}
