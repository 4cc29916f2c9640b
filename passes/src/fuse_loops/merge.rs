//! One loop of two.

use crate::lower_par::{self, Loop};
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Value, convert};

/// Fuses two loops where all conditions hold; elsewhere both are there as they were. `None`, and nothing done, where they accumulate into arrays.
pub fn fuse_where<'c>(context: &'c Context, [one, other]: [&Loop<'c>; 2], conditions: &[Value<'c>]) -> Option<()> {
    let mut results = one.operation.results().chain(other.operation.results());
    if results.any(|result| convert::is_array(result.ty())) {
        return None;
    }
    let builder = Builder::before(context, other.operation);
    let all = conditions.iter().copied().reduce(|one, other| builder.binary("arith.andi", one, other))?;
    let types: Vec<_> = [one, other].iter().flat_map(|part| part.initial.iter().map(|value| value.ty())).collect();
    let branch = builder.op("scf.if").operand(all).results(types).region().region().insert();
    let [fused, apart] = [0, 1].map(|side| {
        let block = Block::append(branch.region(side), &[]);
        let inner = Builder::at_end(context, block, builder.location);
        let copies = [one, other].map(|part| match side {
            0 => inner.insert(part.operation.clone_detached()),
            _ => part.operation,
        });
        (inner, copies)
    });
    for (old, new) in one.operation.results().chain(other.operation.results()).zip(branch.results()) {
        old.replace_all_uses(new);
    }
    let (inner, originals) = apart;
    let end = inner.op("scf.yield").insert();
    originals.iter().for_each(|original| original.move_before(end));
    let values: Vec<_> = originals.iter().flat_map(|original| original.results().collect::<Vec<_>>()).collect();
    end.set_operands(&values);
    let (inner, [first, second]) = fused;
    let made = fuse(context, [&Loop::of(first), &Loop::of(second)]);
    inner.op("scf.yield").operands(made.results()).insert();
    Some(())
}

/// Fuses two loops, and gives what they become, in the place of the second.
pub fn fuse<'c>(context: &'c Context, [one, other]: [&Loop<'c>; 2]) -> Operation<'c> {
    let builder = Builder::before(context, other.operation);
    let both = |part: &dyn Fn(&Loop<'c>) -> Vec<Value<'c>>| [part(one), part(other)].concat();
    let initial = both(&|part| part.initial.clone());
    let kinds = [one.kinds.as_slice(), &other.kinds].concat();
    let count = kinds.len() as i32;
    let made = builder
        .op("par.loop")
        .operands([one.lower[0], one.upper[0], one.step[0]])
        .operands(initial.iter().copied())
        .operands(both(&|part| part.identity.clone()))
        .attribute("source", builder.string("prange"))
        .attribute("kinds", builder.strings(&kinds))
        .attribute("operandSegmentSizes", builder.dense_i32(&[1, 1, 1, count, count]))
        .maybe_attribute("schedule", one.operation.attribute("schedule"))
        .results(initial.iter().map(|value| value.ty()))
        .region()
        .region()
        .insert();
    let mut arguments = vec![(builder.index_type(), body(one).argument(0).location())];
    arguments.extend(initial.iter().map(|value| (value.ty(), builder.location)));
    let block = Block::append(made.region(0), &arguments);
    let mut carried = block.arguments().skip(1);
    let mut values = Vec::new();
    for part in [one, other] {
        let old = body(part);
        old.argument(0).replace_all_uses(block.argument(0));
        for argument in old.arguments().skip(1) {
            argument.replace_all_uses(carried.next().expect("an argument for each reduction"));
        }
        let end = old.terminator().expect("a loop's body has a terminator");
        values.extend(end.operands());
        end.erase();
        if let Some(first) = old.first() {
            block.take_from(first);
        }
    }
    Builder::at_end(context, block, builder.location).op("par.yield").operands(values).insert();
    combine(&builder, made, [one, other]);
    let results = one.operation.results().chain(other.operation.results());
    for (old, new) in results.zip(made.results()) {
        old.replace_all_uses(new);
    }
    one.operation.erase();
    other.operation.erase();
    made
}

/// The combiner: that of one loop and that of the other.
fn combine<'c>(builder: &Builder<'c>, made: Operation<'c>, parts: [&Loop<'c>; 2]) {
    let scalars = |part: &Loop<'c>| {
        let scalars = part.initial.iter().filter(|value| !convert::is_array(value.ty()));
        scalars.map(|value| (value.ty(), builder.location)).collect::<Vec<_>>()
    };
    let types = parts.map(scalars).concat();
    let block = Block::append(made.region(1), &[types.clone(), types.clone()].concat());
    let inner = Builder::at_end(builder.context, block, builder.location);
    let (mut from, mut values) = (0, Vec::new());
    for part in parts {
        let count = scalars(part).len();
        let before = (from..from + count).map(|index| block.argument(index));
        let behind = (from..from + count).map(|index| block.argument(types.len() + index));
        let inputs: Vec<_> = before.chain(behind).collect();
        let combiner = part.operation.region(1).first_block().expect("a loop has a combiner");
        values.extend(lower_par::inline(&inner, combiner, &inputs));
        from += count;
    }
    inner.op("par.yield").operands(values).insert();
}

fn body<'c>(part: &Loop<'c>) -> Block<'c> {
    part.operation.region(0).first_block().expect("a loop has a body")
}
