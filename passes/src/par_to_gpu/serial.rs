//! Parallel loops in the body of a parallel loop, as serial ones.

use crate::{
    loops::find_all,
    lower_par::{Loop, inline},
};
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Value, convert};

/// Makes serial loops of the parallel ones within a loop.
pub fn inner_loops<'c>(context: &'c Context, operation: Operation<'c>) {
    for inner in find_all(operation.region(0), "par.loop") {
        let builder = Builder::before(context, inner);
        let parts = Loop::of(inner);
        let initial = parts.initial.iter().copied().filter(|value| !convert::is_array(value.ty())).collect();
        let mut values = nest(&builder, &parts, initial, &mut Vec::new()).into_iter();
        for (result, initial) in inner.results().zip(&parts.initial) {
            // An array is changed in place.
            let value = if convert::is_array(initial.ty()) { Some(*initial) } else { values.next() };
            result.replace_all_uses(value.expect("there is a value for each number"));
        }
        inner.erase();
    }
}

/// The loops from an axis on. Gives what they carry.
fn nest<'c>(
    builder: &Builder<'c>,
    parts: &Loop<'c>,
    carried: Vec<Value<'c>>,
    places: &mut Vec<Value<'c>>,
) -> Vec<Value<'c>> {
    let axis = places.len();
    if axis == parts.rank {
        let mut numbers = carried.into_iter();
        let carried = parts.initial.iter().map(|initial| match convert::is_array(initial.ty()) {
            true => *initial,
            false => numbers.next().expect("there is a value for each number"),
        });
        let inputs: Vec<_> = places.iter().copied().chain(carried).collect();
        let body = parts.operation.region(0).first_block().expect("a loop has a body");
        let values = inline(builder, body, &inputs);
        return values.into_iter().filter(|value| !convert::is_array(value.ty())).collect();
    }
    let types: Vec<_> = carried.iter().map(|value| value.ty()).collect();
    let over = builder
        .op("scf.for")
        .operands([parts.lower[axis], parts.upper[axis], parts.step[axis]])
        .operands(carried)
        .results(types.iter().copied())
        .region()
        .insert();
    let mut arguments = vec![(builder.index_type(), builder.location)];
    arguments.extend(types.iter().map(|ty| (*ty, builder.location)));
    let block = Block::append(over.region(0), &arguments);
    let inner = Builder::at_end(builder.context, block, builder.location);
    places.push(block.argument(0));
    let values = nest(&inner, parts, block.arguments().skip(1).collect(), places);
    places.pop();
    inner.op("scf.yield").operands(values).insert();
    over.results().collect()
}
