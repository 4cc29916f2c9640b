//! The function of a loop's body.

use super::{Loop, allocations, array_type, elements};
use crate::outlining::Outlining;
use melior::ir::Location;
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Value, convert,
    types::{Array, Layout, Type},
};

/// The arguments before those for partial results: the first iteration, the last one's successor, the chunk.
const LEADING: usize = 3;

/// What is made anew in the function: cheap, or the caller's own.
const AGAIN: &[&str] =
    &["arith.constant", "arith.index_cast", "nd.dim", "nd.stride", "nd.scratch", "nd.frozen", "nd.string", "nd.undef"];

/// A function in the making.
pub struct Outline<'c> {
    own: Outlining<'c>,
    /// Where arrays are made that are now made once for all iterations.
    hoisted: Vec<Location<'c>>,
}

impl<'c> Outline<'c> {
    /// Makes the function of a loop's body, which moves there, behind the one it stood in.
    pub fn new(
        at: Builder<'c>,
        parent: Operation<'c>,
        symbol: &str,
        parts: &Loop<'c>,
        trips: &[Value<'c>],
        partials: &[Value<'c>],
    ) -> Self {
        let own = Outlining::new(at, parent, (symbol, LEADING), AGAIN);
        let mut outline = Self { own, hoisted: Vec::new() };
        outline.body(parts, trips, partials);
        outline
    }

    /// Gives the function its type; with what is to be passed to it, and the places of the arrays that are made once.
    pub fn finish(self) -> (Operation<'c>, Vec<Value<'c>>, Vec<Location<'c>>) {
        self.own.finish();
        (self.own.function, self.own.captures, self.hoisted)
    }

    fn body(&mut self, parts: &Loop<'c>, trips: &[Value<'c>], partials: &[Value<'c>]) {
        let [first, last, slot] = [0, 1, 2].map(|index| self.own.entry.argument(index));
        let memory: Vec<_> = partials.iter().map(|partial| self.own.pass(*partial)).collect();
        let region = parts.operation.region(0);
        let old = region.first_block().expect("a loop has a body");
        self.own.import_region(parts.operation, 0);
        let [lower, upper, step] = [&parts.lower, &parts.upper, &parts.step]
            .map(|part| part.iter().map(|value| self.own.import(*value)).collect::<Vec<_>>());
        let trips: Vec<_> =
            if parts.rank > 1 { trips.iter().map(|trip| self.own.import(*trip)).collect() } else { Vec::new() };
        // Accumulators: of numbers what the chunk has so far, of arrays the chunk's own copy.
        let mut carried = Vec::new();
        for (index, initial) in parts.initial.iter().enumerate() {
            let argument = old.argument(parts.rank + index);
            if convert::is_array(initial.ty()) {
                let original = self.own.import(*initial);
                let own = self.copy_of(original, memory[index], slot);
                self.own.values.insert(argument, own);
            } else {
                let load = self.own.builder.op("nd.load").operand(memory[index]).operand(slot);
                carried.push((index, load.result(initial.ty()).value()));
            }
        }
        let results = self.iterate(parts, (first, last), (&lower, &upper, &step, &trips), &carried);
        for ((index, _), value) in carried.iter().zip(results) {
            self.own.builder.op("nd.store").operand(value).operand(memory[*index]).operand(slot).insert();
        }
        self.own.builder.op("func.return").insert();
    }

    /// The loop over the function's part of the iterations; of several axes the last one has a loop of its own within it. Gives what it
    /// carries at its end.
    fn iterate(
        &mut self,
        parts: &Loop<'c>,
        (first, last): (Value<'c>, Value<'c>),
        space: (&[Value<'c>], &[Value<'c>], &[Value<'c>], &[Value<'c>]),
        carried: &[(usize, Value<'c>)],
    ) -> Vec<Value<'c>> {
        let builder = self.own.builder;
        let (lower, upper, step, trips) = space;
        let index = |value: Value<'c>| builder.convert("arith.index_cast", value, builder.index_type());
        let axis = |axis: usize| (lower[axis], upper[axis], step[axis]);
        let (first, last) = (index(first), index(last));
        let annotation = parts.operation.attribute("loop_annotation");
        if parts.rank == 1 {
            let bounds = within(&builder, axis(0), (first, last));
            let over = begin(&builder, bounds, carried);
            if let Some(annotation) = annotation {
                over.set_attribute("loop_annotation", annotation);
            }
            self.fill(parts, over, carried);
            self.hoisted = allocations::hoist(&builder, over);
            return over.results().collect();
        }
        // Rows, of which the first and the last may not be whole.
        let one = builder.constant_int(builder.index_type(), 1);
        let zero = builder.constant_int(builder.index_type(), 0);
        let length = builder.binary("arith.maxsi", index(trips[parts.rank - 1]), one);
        let from = builder.binary("arith.divui", first, length);
        let more = builder.binary("arith.addi", last, builder.binary("arith.subi", length, one));
        let rows = begin(&builder, [from, builder.binary("arith.divui", more, length), one], carried);
        let row = rows.region(0).first_block().expect("a loop has a body");
        let inner = Builder::at_end(builder.context, row, builder.location);
        let number = row.argument(0);
        let leading = positions(&inner, number, (&lower[..parts.rank - 1], &step[..parts.rank - 1], trips));
        let old = parts.operation.region(0).first_block().expect("a loop has a body");
        self.own.values.extend(old.arguments().zip(leading));
        let start = inner.binary("arith.muli", number, length);
        let begins = inner.binary("arith.maxsi", inner.binary("arith.subi", first, start), zero);
        let ends = inner.binary("arith.minsi", inner.binary("arith.subi", last, start), length);
        let bounds = within(&inner, axis(parts.rank - 1), (begins, ends));
        let values = row.arguments().skip(1);
        let in_row: Vec<_> = carried.iter().map(|(position, _)| *position).zip(values).collect();
        let over = begin(&inner, bounds, &in_row);
        if let Some(annotation) = annotation {
            over.set_attribute("loop_annotation", annotation);
        }
        self.fill(parts, over, &in_row);
        inner.op("scf.yield").operands(over.results()).insert();
        allocations::hoist(&inner, over);
        self.hoisted = allocations::hoist(&builder, rows);
        rows.results().collect()
    }

    /// Moves the body of the parallel loop into a loop over its last axis.
    fn fill(&mut self, parts: &Loop<'c>, over: Operation<'c>, carried: &[(usize, Value<'c>)]) {
        let old = parts.operation.region(0).first_block().expect("a loop has a body");
        let block = over.region(0).first_block().expect("a loop has a body");
        let inner = Builder::at_end(self.own.builder.context, block, self.own.builder.location);
        self.own.values.insert(old.argument(parts.rank - 1), block.argument(0));
        for (number, (position, _)) in carried.iter().enumerate() {
            self.own.values.insert(old.argument(parts.rank + position), block.argument(1 + number));
        }
        let end = old.terminator().expect("a loop's body has a terminator");
        for operation in old.operations() {
            crate::loops::replace_operands(operation, &self.own.values);
        }
        let values: Vec<_> = carried.iter().map(|(position, _)| end.operand(*position)).collect();
        end.erase();
        if let Some(first) = old.first() {
            block.take_from(first);
        }
        inner.op("scf.yield").operands(values).insert();
    }

    /// A chunk's own copy of an array that is accumulated into; the first chunk's is the array itself.
    fn copy_of(&self, original: Value<'c>, copies: Value<'c>, slot: Value<'c>) -> Value<'c> {
        let builder = &self.own.builder;
        let ty = array_type(original.ty());
        let zero = builder.constant_i64(0);
        let own = builder.compare_int(Predicate::Eq, slot, zero);
        // The view that the first chunk does not use lies where there may be no memory; it is never read.
        let other = chunk_view(builder, copies, (slot, original));
        let any = convert::to_mlir(builder.context, &Type::Array(Array { layout: Layout::Any, ..ty }));
        let relaxed = |value: Value<'c>| {
            if value.ty() == any { value } else { builder.convert("nd.relayout", value, any) }
        };
        if ty.layout == Layout::C {
            return builder.select(own, original, other);
        }
        builder.select(own, relaxed(original), relaxed(other))
    }
}

/// A loop that carries values, without an end.
fn begin<'c>(builder: &Builder<'c>, bounds: [Value<'c>; 3], carried: &[(usize, Value<'c>)]) -> Operation<'c> {
    let values = || carried.iter().map(|(_, value)| *value);
    let over = builder.op("scf.for").operands(bounds).operands(values()).results(values().map(|value| value.ty()));
    let over = over.region().insert();
    let mut arguments = vec![(builder.index_type(), builder.location)];
    arguments.extend(values().map(|value| (value.ty(), value.location())));
    Block::append(over.region(0), &arguments);
    over
}

/// The bounds of a part of an axis, in the loop's own terms, so that what is known of its bounds is known here.
fn within<'c>(
    builder: &Builder<'c>,
    (lower, upper, step): (Value<'c>, Value<'c>, Value<'c>),
    (first, last): (Value<'c>, Value<'c>),
) -> [Value<'c>; 3] {
    let place = |number: Value<'c>| {
        let offset = match crate::lower_raises::constant(step) {
            Some(1) => number,
            _ => builder.binary("arith.muli", number, step),
        };
        builder.binary("arith.addi", lower, offset)
    };
    let from = builder.binary("arith.maxsi", lower, place(first));
    [from, builder.binary("arith.minsi", upper, place(last)), step]
}

/// The positions on axes of the iteration of this number, the last axis fastest.
pub fn positions<'c>(
    builder: &Builder<'c>,
    number: Value<'c>,
    (lower, step, trips): (&[Value<'c>], &[Value<'c>], &[Value<'c>]),
) -> Vec<Value<'c>> {
    let index = |value: Value<'c>| builder.convert("arith.index_cast", value, builder.index_type());
    let mut rest = number;
    let mut places = Vec::new();
    for axis in (0..lower.len()).rev() {
        let trips = index(trips[axis]);
        let own = if axis == 0 { rest } else { builder.binary("arith.remui", rest, trips) };
        if axis > 0 {
            rest = builder.binary("arith.divui", rest, trips);
        }
        let offset = builder.binary("arith.muli", own, step[axis]);
        places.push(builder.binary("arith.addi", lower[axis], offset));
    }
    places.reverse();
    places
}

/// A view of the copy of a chunk, which is no first one.
fn chunk_view<'c>(builder: &Builder<'c>, copies: Value<'c>, (slot, like): (Value<'c>, Value<'c>)) -> Value<'c> {
    let ty = array_type(like.ty());
    let view = Array { layout: Layout::C, readonly: false, aligned: true, ..ty };
    let position = builder.binary("arith.subi", slot, builder.constant_i64(1));
    let view = convert::to_mlir(builder.context, &Type::Array(view));
    builder.op("nd.select").operand(copies).operand(position).result(view).value()
}

/// Combines the copies of all chunks into the array, in order. Elements that a chunk did not touch are not written: they may be other
/// threads', where the loop is run by an iteration of another one.
pub fn combine_arrays<'c>(
    builder: &Builder<'c>,
    array: Value<'c>,
    copies: Value<'c>,
    (chunks, kind, identity): (Value<'c>, &str, Value<'c>),
) {
    super::each(builder, (builder.constant_i64(1), chunks), |inner, slot| {
        let copy = chunk_view(inner, copies, (slot, array));
        let ty = array_type(array.ty());
        let extents: Vec<_> = (0..ty.rank).map(|axis| crate::extent::dim(inner, array, axis)).collect();
        elementwise(inner, &extents, &mut Vec::new(), &|inner, places| {
            let load = |builder: &Builder<'c>, from: Value<'c>| {
                let stored = elements::element_type(builder, ty.element);
                builder.op("nd.load").operand(from).operands(places.iter().copied()).result(stored).value()
            };
            let own = load(inner, copy);
            let touched = elements::differ(inner, ty.element, (own, identity));
            let branch = inner.op("scf.if").operand(touched).region().region().insert();
            for side in 0..2 {
                let end = Builder::at_end(inner.context, Block::append(branch.region(side), &[]), inner.location);
                if side == 0 {
                    let both = elements::combined(&end, kind, ty.element, (load(&end, array), own));
                    end.op("nd.store").operand(both).operand(array).operands(places.iter().copied()).insert();
                }
                end.op("scf.yield").insert();
            }
        });
    });
}

fn elementwise<'c>(
    builder: &Builder<'c>,
    extents: &[Value<'c>],
    places: &mut Vec<Value<'c>>,
    fill: &dyn Fn(&Builder<'c>, &[Value<'c>]),
) {
    let Some((extent, rest)) = extents.split_first() else { return fill(builder, places) };
    let zero = builder.constant_i64(0);
    super::each(builder, (zero, *extent), |inner, place| {
        places.push(place);
        elementwise(inner, rest, places, fill);
        places.pop();
    });
}
