//! The kernel of a loop.

use super::{
    LANES, THREADS,
    access::{Access, number_of},
    partial_type,
};
use crate::{
    extent::array_type,
    loops::replace_operands,
    lower_par::{Loop, inline, positions},
    outlining::Outlining,
};
use melior::ir::TypeLike;
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Value,
    build::integer_value,
    convert,
    types::{Array, Type},
};
use rustc_hash::FxHashMap;

/// Bytes of the widest access.
const WIDE: i64 = 16;
/// Steps up to this leave room for the position behind the last.
const MODEST_STEP: i64 = 1 << 31;

/// How many neighbours a thread runs at once.
pub fn lanes(operation: Operation) -> i64 {
    operation.attribute(LANES).and_then(integer_value).map_or(1, |(_, lanes)| lanes)
}

/// What is made anew in a kernel: cheap, or the caller's own.
const AGAIN: &[&str] = &["arith.constant", "arith.index_cast", "nd.dim", "nd.stride", "nd.scratch", "nd.undef"];

/// A kernel in the making.
pub struct Kernel<'c> {
    own: Outlining<'c>,
}

impl<'c> Kernel<'c> {
    /// A kernel without a body, before the function that the loop stands in.
    pub fn new(at: Builder<'c>, parent: Operation<'c>, symbol: &str) -> Self {
        let own = Outlining::new(at, parent, (symbol, 0), AGAIN);
        own.function.set_attribute("numlir.grid_kernel", at.unit());
        Self { own }
    }

    /// Writes the body. Gives what is to be passed, and what is done with the arrays among it.
    pub fn write(
        mut self,
        parts: &Loop<'c>,
        (trips, count): (&[Value<'c>], Value<'c>),
        partials: &[Value<'c>],
    ) -> (Vec<Value<'c>>, String) {
        let memory: Vec<_> = partials.iter().map(|partial| self.own.pass(*partial)).collect();
        self.own.import_region(parts.operation, 0);
        if !partials.is_empty() {
            self.own.import_region(parts.operation, 1);
        }
        let identity: Vec<_> = parts.identity.iter().map(|value| self.own.import(*value)).collect();
        let count = self.own.import(count);
        let results = match lanes(parts.operation) {
            1 => self.iterate(parts, (trips, count), &identity),
            lanes => {
                self.neighbours(parts, count, lanes);
                Vec::new()
            }
        };
        if !results.is_empty() {
            self.reduce(parts, &results, &memory);
        }
        self.own.builder.op("func.return").insert();
        self.own.finish();
        let arrays = self.own.captures.iter().filter(|value| array_type(**value).is_some());
        let access = |array: &Value<'c>| match partials.contains(array) {
            true => Access::Write,
            false => Access::of(&self.own.caller, parts, *array),
        };
        let accesses = arrays.map(|array| access(array).letter()).collect();
        (self.own.captures, accesses)
    }

    fn index(&self, value: Value<'c>) -> Value<'c> {
        let builder = &self.own.builder;
        if value.ty().is_index() { value } else { builder.convert("arith.index_cast", value, builder.index_type()) }
    }

    /// The thread's place in the grid, and how many threads there are.
    fn places(&self) -> [Value<'c>; 2] {
        let zero = self.own.builder.integer(self.own.builder.i64(), 0);
        ["simt.position", "simt.extent"].map(|name| {
            let place = self.own.builder.op(name).attribute("axis", zero).result(self.own.builder.i64()).value();
            self.index(place)
        })
    }

    /// The loop over the thread's iterations. Gives the thread's partial results.
    fn iterate(
        &mut self,
        parts: &Loop<'c>,
        (trips, count): (&[Value<'c>], Value<'c>),
        identity: &[Value<'c>],
    ) -> Vec<Value<'c>> {
        let [lower, upper, step] = [&parts.lower, &parts.upper, &parts.step]
            .map(|part| part.iter().map(|value| self.own.import(*value)).collect::<Vec<_>>());
        let trips: Vec<_> =
            if parts.rank > 1 { trips.iter().map(|trip| self.own.import(*trip)).collect() } else { Vec::new() };
        let [thread, threads] = self.places();
        let builder = self.own.builder;
        let binary = |name, one, other| builder.binary(name, one, other);
        let count = self.index(count);
        let one = builder.constant_int(builder.index_type(), 1);
        let (first, last, stride) = if is_ordered(parts) {
            let rounded = binary("arith.addi", count, binary("arith.subi", threads, one));
            let own = binary("arith.divui", rounded, threads);
            let first = binary("arith.minsi", binary("arith.muli", thread, own), count);
            (first, binary("arith.minsi", binary("arith.addi", first, own), count), one)
        } else {
            (binary("arith.minsi", thread, count), count, threads)
        };
        // In the loop's own terms where that can be, so that what is known of its bounds is known here.
        let direct = parts.rank == 1 && number_of(parts.step[0]).is_some_and(|step| step < MODEST_STEP);
        let bounds = if direct {
            let scaled =
                |value| if number_of(parts.step[0]) == Some(1) { value } else { binary("arith.muli", value, step[0]) };
            let place = |number| binary("arith.addi", lower[0], scaled(number));
            let to = if is_ordered(parts) { binary("arith.minsi", upper[0], place(last)) } else { upper[0] };
            [binary("arith.maxsi", lower[0], place(first)), to, scaled(stride)]
        } else {
            [first, last, stride]
        };
        let types: Vec<_> = identity.iter().map(|value| value.ty()).collect();
        let over = builder
            .op("scf.for")
            .operands(bounds)
            .operands(identity.iter().copied())
            .results(types.iter().copied())
            .maybe_attribute("loop_annotation", parts.operation.attribute("loop_annotation"))
            .region()
            .insert();
        let body = parts.operation.region(0).first_block().expect("a loop has a body");
        let mut arguments = vec![(builder.index_type(), body.argument(0).location())];
        arguments.extend(body.arguments().skip(parts.rank).map(|argument| (argument.ty(), argument.location())));
        let block = Block::append(over.region(0), &arguments);
        let inner = Builder::at_end(builder.context, block, builder.location);
        if direct {
            self.own.values.insert(body.argument(0), block.argument(0));
        } else {
            let places = positions_of(&inner, block.argument(0), (&lower, &step, &trips));
            self.own.values.extend(body.arguments().zip(places));
        }
        self.own.values.extend(body.arguments().skip(parts.rank).zip(block.arguments().skip(1)));
        let values = self.copy(&inner, body, &mut self.own.values.clone());
        inner.op("scf.yield").operands(values).insert();
        over.results().collect()
    }

    /// Writes a body out. Gives what it yields.
    fn copy(
        &self,
        builder: &Builder<'c>,
        body: Block<'c>,
        values: &mut FxHashMap<Value<'c>, Value<'c>>,
    ) -> Vec<Value<'c>> {
        for operation in body.operations() {
            if operation.is("par.yield") {
                return operation.operands().map(|value| values.get(&value).copied().unwrap_or(value)).collect();
            }
            let copy = builder.insert(operation.clone_detached());
            replace_operands(copy, values);
            values.extend(operation.results().zip(copy.results()));
        }
        unreachable!("a body ends with par.yield")
    }

    /// The loop over groups of neighbours: all of a group at once where arrays are aligned, one after the other elsewhere.
    fn neighbours(&mut self, parts: &Loop<'c>, count: Value<'c>, lanes: i64) {
        let body = parts.operation.region(0).first_block().expect("a loop has a body");
        let [thread, threads] = self.places();
        let aligned = self.are_aligned(body);
        let builder = self.own.builder;
        let count = self.index(count);
        let index = |value| builder.constant_int(builder.index_type(), value);
        let scaled = |value| builder.binary("arith.muli", value, index(lanes));
        // From the last group's beginning on there may be fewer.
        let whole = builder.binary("arith.subi", count, index(lanes - 1));
        let whole = builder.select(aligned, whole, index(0));
        let first = scaled(thread);
        let group = for_each(&builder, [first, whole, scaled(threads)]);
        self.lockstep(&group, body, (group.block().argument(0), lanes));
        group.op("scf.yield").insert();
        // What is left: behind the last whole group, or all.
        let whole_groups = builder.binary("arith.divui", count, index(lanes));
        let done = builder.select(aligned, scaled(whole_groups), index(0));
        let rest = for_each(&builder, [builder.binary("arith.addi", done, thread), count, threads]);
        self.own.values.insert(body.argument(0), rest.block().argument(0));
        self.copy(&rest, body, &mut self.own.values.clone());
        rest.op("scf.yield").insert();
    }

    /// Whether the arrays that are accessed at the loop's own positions begin at multiples of the widest access.
    fn are_aligned(&self, body: Block<'c>) -> Value<'c> {
        let builder = &self.own.builder;
        let mut arrays: Vec<Value<'c>> = Vec::new();
        for operation in body.operations() {
            if let Some((array, _)) = wide_access(operation)
                && !arrays.contains(&self.own.values[&array])
            {
                arrays.push(self.own.values[&array]);
            }
        }
        let addresses =
            arrays.into_iter().map(|array| builder.op("nd.address").operand(array).result(builder.i64()).value());
        let all = addresses.reduce(|all, one| builder.binary("arith.ori", all, one));
        let all = all.unwrap_or_else(|| builder.constant_i64(0));
        let low = builder.binary("arith.andi", all, builder.constant_i64(WIDE - 1));
        builder.compare_int(Predicate::Eq, low, builder.constant_i64(0))
    }

    /// Writes a body out for several neighbours, an operation of all of them after the other.
    fn lockstep(&self, builder: &Builder<'c>, body: Block<'c>, (first, lanes): (Value<'c>, i64)) {
        let mut values: Vec<_> = (0..lanes)
            .map(|lane| {
                let mut values = self.own.values.clone();
                let lane = builder.constant_int(builder.index_type(), lane);
                values.insert(body.argument(0), builder.binary("arith.addi", first, lane));
                values
            })
            .collect();
        for operation in body.operations().filter(|operation| !operation.is("par.yield")) {
            for (lane, values) in values.iter_mut().enumerate() {
                let copy = builder.insert(operation.clone_detached());
                replace_operands(copy, values);
                if let Some((_, bytes)) = wide_access(operation).filter(|_| lane == 0) {
                    let alignment = WIDE.min(lanes * bytes);
                    copy.set_attribute("alignment", builder.integer(builder.i64(), alignment));
                }
                values.extend(operation.results().zip(copy.results()));
            }
        }
    }

    /// Combines the threads' values, and has the first thread of each block store what is left.
    fn reduce(&self, parts: &Loop<'c>, results: &[Value<'c>], memory: &[Value<'c>]) {
        let builder = self.own.builder;
        let word = builder.i64();
        let place = |kind: &str| {
            let id = builder.op("simt.id").attribute("kind", builder.string(kind));
            let id = id.attribute("axis", builder.integer(word, 0)).result(builder.i32()).value();
            builder.convert("arith.extui", id, word)
        };
        let (thread, block) = (place("thread"), place("block"));
        let shared = |initial: &Value<'c>| {
            let ty = convert::to_mlir(builder.context, &Type::Array(partial_type(&builder, *initial)));
            let array = builder.op("simt.array").attribute("space", builder.string("shared"));
            array.attribute("shape", builder.dense_i64(&[THREADS])).result(ty).value()
        };
        let shared: Vec<_> = parts.initial.iter().map(shared).collect();
        let load = |at: &Builder<'c>, place: Value<'c>| -> Vec<Value<'c>> {
            let load = |(array, like): (&Value<'c>, &Value<'c>)| {
                at.op("nd.load").operand(*array).operand(place).result(like.ty()).value()
            };
            shared.iter().zip(results).map(load).collect()
        };
        let store = |at: &Builder<'c>, arrays: &[Value<'c>], values: Vec<Value<'c>>, place: Value<'c>| {
            for (value, array) in values.into_iter().zip(arrays) {
                at.op("nd.store").operand(value).operand(*array).operand(place).insert();
            }
        };
        let within = |condition: Value<'c>, write: &dyn Fn(&Builder<'c>)| {
            let choice = builder.op("scf.if").operand(condition).region().region().insert();
            let inner = Builder::at_end(builder.context, Block::append(choice.region(0), &[]), builder.location);
            write(&inner);
            inner.op("scf.yield").insert();
        };
        store(&builder, &shared, results.to_vec(), thread);
        builder.op("simt.barrier").insert();
        let ordered = is_ordered(parts);
        let combiner = parts.operation.region(1).first_block().expect("a loop has a combiner");
        let steps = THREADS.trailing_zeros();
        for step in 0..steps {
            let distance = 1 << if ordered { step } else { steps - 1 - step };
            let number = |value| builder.constant_i64(value);
            let takes_part = if ordered {
                let rest = builder.binary("arith.andi", thread, number(2 * distance - 1));
                builder.compare_int(Predicate::Eq, rest, number(0))
            } else {
                builder.compare_int(Predicate::Slt, thread, number(distance))
            };
            within(takes_part, &|at| {
                let other = at.binary("arith.addi", thread, at.constant_i64(distance));
                let (before, behind) = (load(at, thread), load(at, other));
                let inputs: Vec<_> = before.into_iter().chain(behind).collect();
                let combiner_values = inline_with(at, combiner, &inputs, &self.own.values);
                store(at, &shared, combiner_values, thread);
            });
            builder.op("simt.barrier").insert();
        }
        let is_first = builder.compare_int(Predicate::Eq, thread, builder.constant_i64(0));
        within(is_first, &|at| store(at, memory, load(at, at.constant_i64(0)), block));
    }
}

/// Whether partial results only combine in the order of the iterations. Those of reductions of arrays, which a loop over
/// `prange` is not, combine in any.
fn is_ordered(parts: &Loop) -> bool {
    let any_order = ["add", "mul", "and", "or", "xor"];
    parts.operation.text("source") == "prange" && !parts.kinds.iter().all(|kind| any_order.contains(&kind.as_str()))
}

/// The array of an access at a position of one axis, and the bytes of its elements.
fn wide_access(operation: Operation) -> Option<(Value, i64)> {
    let array = match operation.name() {
        "nd.load" => operation.operand(0),
        "nd.store" => operation.operand(1),
        _ => return None,
    };
    let Array { rank, element, .. } = array_type(array)?;
    (rank == 1).then_some((array, element.size().into()))
}

/// A loop without results. Gives a builder in its body.
fn for_each<'c>(builder: &Builder<'c>, bounds: [Value<'c>; 3]) -> Builder<'c> {
    let over = builder.op("scf.for").operands(bounds).region().insert();
    let block = Block::append(over.region(0), &[(builder.index_type(), builder.location)]);
    Builder::at_end(builder.context, block, builder.location)
}

/// The positions on all axes of an iteration, by its number.
fn positions_of<'c>(
    builder: &Builder<'c>,
    number: Value<'c>,
    (lower, step, trips): (&[Value<'c>], &[Value<'c>], &[Value<'c>]),
) -> Vec<Value<'c>> {
    if lower.len() > 1 {
        return positions(builder, number, (lower, step, trips));
    }
    let offset = builder.binary("arith.muli", number, step[0]);
    vec![builder.binary("arith.addi", lower[0], offset)]
}

/// Writes a combiner out, in which values from outside are others.
fn inline_with<'c>(
    builder: &Builder<'c>,
    combiner: Block<'c>,
    inputs: &[Value<'c>],
    values: &FxHashMap<Value<'c>, Value<'c>>,
) -> Vec<Value<'c>> {
    let first = builder.block().operations().last();
    let results = inline(builder, combiner, inputs);
    let mut at = first.map_or_else(|| builder.block().first(), Operation::next);
    while let Some(operation) = at {
        replace_operands(operation, values);
        at = operation.next();
    }
    results.into_iter().map(|value| values.get(&value).copied().unwrap_or(value)).collect()
}
