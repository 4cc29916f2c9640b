//! Parallel loops to calls of the runtime: each body becomes a function over a part of the iterations.
//!
//! ```text
//! %s = par.loop (%l) to (%u) step (%t)         %p = nd.scratch 256, the partial results: %init, then %none
//!      reduce ["add"] (%init) from (%none)     par.run @f.par0 %count in %chunks (%p, captures…)
//!                                         =>   %s = the partial results combined in order
//!
//!                                              func @f.par0(%first, %last, %slot, %p, captures…) {
//!                                                %x = nd.load %p[%slot]
//!                                                %y = scf.for over first..last of the iterations, from %x
//!                                                nd.store %y, %p[%slot]
//!                                              }
//! ```
//!
//! How many chunks there are follows from the number of iterations and their estimated cost ([`cost`]), never from the
//! number of threads, and partial results combine in the order of the chunks: the result has the same bits on any number of
//! threads. The first chunk begins with the initial value, so that with one chunk the result is the serial one.
//! An array that is accumulated into has an array of partial results for each chunk but the first.
//!
//! The function of a body takes what the body captures as arguments; constants, extents and scratch memory, which each call
//! needs for itself, are made anew in it. Several axes are one space, the last one fastest.
//!
//! Needs the `nd` stage behind the lowering of whole-array operations, so that functions see the loops they are made of. Leaves no
//! `par.loop`. Loops inside bodies are lowered inside the functions made of them. Linear.

mod allocations;
pub mod cost;
mod draws;
pub mod elements;
mod outline;

use crate::{blocks::defined_functions, parallel_notes::Notes};
use draws::Drawing;
use elements::element_of;
use melior::Context;
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Region, Value,
    build::integer_value,
    convert,
    passes::Outcome,
    types::{Array, Layout, Type},
};
use outline::Outline;
pub use outline::positions;
use rustc_hash::FxHashMap;

/// The mark of a `par.run` whose body draws random numbers: each chunk has generators of its own.
pub const DRAWS: &str = "numlir.draws";
/// Chunks of a loop with reductions at most.
pub const MOST_CHUNKS: i64 = 256;
/// Chunks of a loop that accumulates into arrays at most: each has a copy.
const MOST_ARRAY_CHUNKS: i64 = 32;
/// Chunks of other loops at most.
const MOST_PLAIN_CHUNKS: i64 = 1024;

/// Lowers the parallel loops of all functions of a module. With `fastmath`, sums are split at chunks only.
///
/// # Errors
/// None.
pub fn lower_par<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let whole = options.split_whitespace().any(|option| option == "fastmath");
    let mut functions = defined_functions(module);
    let drawing = Drawing::of(&functions);
    let mut notes = Notes::of(context, module);
    while let Some(function) = functions.pop() {
        let mut loops = Vec::new();
        outermost(function.region(0), &mut loops);
        for (number, operation) in loops.into_iter().enumerate() {
            let symbol = format!("{}.par{number}", function.text("sym_name"));
            let lowering = Lowering {
                function,
                operation,
                builder: Builder::before(context, operation),
                whole,
                drawing: &drawing,
            };
            functions.push(lowering.lower(&symbol, &mut notes));
            operation.erase();
        }
    }
    notes.write();
    Ok(())
}

/// The parallel loops of a region that are in no other.
pub fn outermost<'c>(region: Region<'c>, found: &mut Vec<Operation<'c>>) {
    for operation in region.blocks().flat_map(Block::operations) {
        if operation.is("par.loop") {
            found.push(operation);
        } else {
            (0..operation.region_count()).for_each(|index| outermost(operation.region(index), found));
        }
    }
}

struct Lowering<'d, 'c> {
    function: Operation<'c>,
    operation: Operation<'c>,
    builder: Builder<'c>,
    /// Whether chunks must not be run in parts.
    whole: bool,
    drawing: &'d Drawing<'c>,
}

/// The parts of a `par.loop`.
pub struct Loop<'c> {
    pub operation: Operation<'c>,
    pub rank: usize,
    pub lower: Vec<Value<'c>>,
    pub upper: Vec<Value<'c>>,
    pub step: Vec<Value<'c>>,
    pub initial: Vec<Value<'c>>,
    pub identity: Vec<Value<'c>>,
    pub kinds: Vec<String>,
}

impl<'c> Loop<'c> {
    pub fn of(operation: Operation<'c>) -> Self {
        let count = operation.result_count();
        let rank = (operation.operand_count() - 2 * count) / 3;
        let operands: Vec<_> = operation.operands().collect();
        let part = |from: usize, length: usize| operands[from..from + length].to_vec();
        let kinds = operation.attribute("kinds").and_then(numlir_dialects::build::array_elements).unwrap_or_default();
        let kinds = kinds.into_iter().map(|kind| numlir_dialects::ir::attribute_text(kind).unwrap_or("").to_owned());
        Self {
            operation,
            rank,
            lower: part(0, rank),
            upper: part(rank, rank),
            step: part(2 * rank, rank),
            initial: part(3 * rank, count),
            identity: part(3 * rank + count, count),
            kinds: kinds.collect(),
        }
    }

    /// How many positions each axis has.
    pub fn trips(&self, builder: &Builder<'c>) -> Vec<Value<'c>> {
        let word = |value: Value<'c>| builder.convert("arith.index_cast", value, builder.i64());
        let (zero, one) = (builder.constant_i64(0), builder.constant_i64(1));
        (0..self.rank)
            .map(|axis| {
                let [lower, upper, step] = [&self.lower, &self.upper, &self.step].map(|part| word(part[axis]));
                let some = builder.compare_int(Predicate::Slt, lower, upper);
                let distance = builder.binary("arith.subi", upper, lower);
                let trips = if crate::lower_raises::constant(self.step[axis]) == Some(1) {
                    distance
                } else {
                    let whole = builder.binary("arith.divui", builder.binary("arith.subi", distance, one), step);
                    builder.binary("arith.addi", whole, one)
                };
                builder.select(some, trips, zero)
            })
            .collect()
    }
}

/// A reduction on its way.
enum Partial<'c> {
    /// Memory with a value for each chunk.
    Scalar(Value<'c>),
    /// An array with one more axis, along which the chunks are.
    Array { array: Value<'c>, kind: String },
}

impl<'c> Lowering<'_, 'c> {
    /// Lowers the loop and gives the function of its body.
    fn lower(&self, symbol: &str, notes: &mut Notes<'c>) -> Operation<'c> {
        let builder = self.builder;
        let parts = Loop::of(self.operation);
        let trips = parts.trips(&builder);
        let count = trips.iter().copied().reduce(|all, one| builder.binary("arith.muli", all, one));
        let count = count.expect("a loop has an axis");
        let cost = cost::of(&builder, self.operation);
        let chunks = self.chunks(&parts, count, cost);
        let partials: Vec<_> = (0..parts.initial.len()).map(|index| self.partial(&parts, index, chunks)).collect();

        let draws = self.drawing.is_in(self.operation.region(0));
        let outline = Outline::new(builder, self.function, symbol, &parts, &trips, &partials_of(&partials));
        let (function, captures, hoisted) = outline.finish();
        for place in hoisted {
            let text = "an array made in the body is made once for all iterations of a chunk";
            notes.add("hoisted", text, &[self.operation.location(), place]);
        }

        let many = builder.compare_int(Predicate::Sgt, chunks, builder.constant_i64(1));
        let choice = builder.op("scf.if").operand(many).region().region().insert();
        for (side, serial) in [(0, false), (1, true)] {
            let block = Block::append(choice.region(side), &[]);
            let inner = Builder::at_end(builder.context, block, builder.location);
            let whole = (self.whole && !parts.initial.is_empty()).then(|| inner.unit());
            inner
                .op("par.run")
                .attribute("callee", inner.symbol(symbol))
                .operand(count)
                .operand(chunks)
                .operands(captures.iter().copied())
                .maybe_attribute("serial", serial.then(|| inner.unit()))
                .maybe_attribute("whole", whole)
                .maybe_attribute(DRAWS, draws.then(|| inner.unit()))
                .insert();
            inner.op("scf.yield").insert();
        }
        self.combine(&parts, &partials, chunks);
        function
    }

    fn chunks(&self, parts: &Loop<'c>, count: Value<'c>, cost: Value<'c>) -> Value<'c> {
        let builder = &self.builder;
        let in_order = [crate::trace_accesses::TRACED, crate::check_races::SERIAL];
        if in_order.iter().any(|mark| self.operation.attribute(mark).is_some()) {
            return builder.constant_i64(1);
        }
        if let Some((_, size)) = self.operation.attribute("schedule").and_then(integer_value) {
            return self.scheduled(parts, count, size.max(1));
        }
        let most = most_chunks(parts);
        // Combining copies of arrays must not cost more than what is gained.
        let mut least = builder.constant_i64(0);
        for initial in parts.initial.iter().filter(|initial| convert::is_array(initial.ty())) {
            let ty = array_type(initial.ty());
            let size = (0..ty.rank).map(|axis| crate::extent::dim(builder, *initial, axis));
            let size = size
                .reduce(|all, one| builder.binary("arith.muli", all, one))
                .unwrap_or_else(|| builder.constant_i64(1));
            least = builder.binary("arith.addi", least, size);
        }
        builder
            .op("nd.call_c")
            .attribute("symbol", builder.string("numlir_parallel_chunks"))
            .operands([count, cost, builder.constant_i64(most), least])
            .result(builder.i64())
            .value()
    }

    /// How many chunks there are of as many iterations as the program says.
    fn scheduled(&self, parts: &Loop<'c>, count: Value<'c>, size: i64) -> Value<'c> {
        let builder = &self.builder;
        let chunks = match size {
            1 => count,
            _ => {
                let more = builder.binary("arith.addi", count, builder.constant_i64(size - 1));
                builder.binary("arith.divui", more, builder.constant_i64(size))
            }
        };
        let least = builder.binary("arith.maxsi", chunks, builder.constant_i64(1));
        if parts.initial.is_empty() {
            least
        } else {
            builder.binary("arith.minsi", least, builder.constant_i64(most_chunks(parts)))
        }
    }

    /// Memory for the partial results of a reduction, filled with what they begin with.
    fn partial(&self, parts: &Loop<'c>, index: usize, chunks: Value<'c>) -> Partial<'c> {
        let builder = &self.builder;
        let (initial, identity) = (parts.initial[index], parts.identity[index]);
        if convert::is_array(initial.ty()) {
            return self.partial_array(initial, identity, (chunks, &parts.kinds[index]));
        }
        let entry = self.function.region(0).first_block().expect("a function with a body");
        let first = entry.first().expect("a block has a terminator");
        let at = Builder::before(builder.context, first);
        let ty = Array {
            element: element_of(builder, initial.ty()),
            rank: 1,
            layout: Layout::C,
            readonly: false,
            aligned: true,
        };
        let memory = at
            .op("nd.scratch")
            .attribute("count", at.integer(at.i64(), MOST_CHUNKS))
            .result(convert::to_mlir(at.context, &Type::Array(ty)))
            .value();
        let store = |builder: &Builder<'c>, value: Value<'c>, slot: Value<'c>| {
            builder.op("nd.store").operand(value).operand(memory).operand(slot).insert();
        };
        let (zero, one) = (builder.constant_i64(0), builder.constant_i64(1));
        store(builder, initial, zero);
        each(builder, (one, chunks), |inner, slot| store(inner, identity, slot));
        Partial::Scalar(memory)
    }

    fn partial_array(&self, initial: Value<'c>, identity: Value<'c>, (chunks, kind): (Value<'c>, &str)) -> Partial<'c> {
        let builder = &self.builder;
        let own = array_type(initial.ty());
        let ty = Array { rank: own.rank + 1, layout: Layout::C, readonly: false, aligned: true, ..own };
        let extents = (0..own.rank).map(|axis| crate::extent::dim(builder, initial, axis));
        let others = builder.binary("arith.subi", chunks, builder.constant_i64(1));
        let array = builder
            .op("nd.create")
            .operand(others)
            .operands(extents)
            .result(convert::to_mlir(builder.context, &Type::Array(ty)))
            .value();
        builder.op("nd.fill").operand(identity).operand(array).insert();
        Partial::Array { array, kind: kind.to_owned() }
    }

    /// Combines the partial results in the order of the chunks.
    fn combine(&self, parts: &Loop<'c>, partials: &[Partial<'c>], chunks: Value<'c>) {
        let builder = &self.builder;
        let zero = builder.constant_i64(0);
        let scalars: Vec<_> =
            (0..partials.len()).filter(|index| matches!(partials[*index], Partial::Scalar(_))).collect();
        let load = |builder: &Builder<'c>, index: usize, slot: Value<'c>| {
            let Partial::Scalar(memory) = &partials[index] else { unreachable!("a scalar") };
            builder.op("nd.load").operand(*memory).operand(slot).result(parts.initial[index].ty()).value()
        };
        let first: Vec<_> = scalars.iter().map(|index| load(builder, *index, zero)).collect();
        let types: Vec<_> = first.iter().map(|value| value.ty()).collect();
        if !scalars.is_empty() {
            let one = builder.constant_i64(1);
            let over =
                builder.op("scf.for").operands([one, chunks, one]).operands(first).results(types.iter().copied());
            let over = over.region().insert();
            let mut arguments = vec![(builder.i64(), builder.location)];
            arguments.extend(types.iter().map(|ty| (*ty, builder.location)));
            let block = Block::append(over.region(0), &arguments);
            let inner = Builder::at_end(builder.context, block, builder.location);
            let before = block.arguments().skip(1);
            let behind = scalars.iter().map(|index| load(&inner, *index, block.argument(0)));
            let inputs: Vec<_> = before.chain(behind.collect::<Vec<_>>()).collect();
            let combiner = self.operation.region(1).first_block().expect("a loop has a combiner");
            let values = inline(&inner, combiner, &inputs);
            inner.op("scf.yield").operands(values).insert();
            for (index, result) in scalars.iter().zip(over.results()) {
                self.operation.result(*index).replace_all_uses(result);
            }
        }
        for (index, partial) in partials.iter().enumerate() {
            let Partial::Array { array, kind } = partial else { continue };
            outline::combine_arrays(builder, parts.initial[index], *array, (chunks, kind, parts.identity[index]));
            self.operation.result(index).replace_all_uses(parts.initial[index]);
        }
    }
}

/// How many chunks a loop may have: partial results take memory.
fn most_chunks(parts: &Loop) -> i64 {
    let arrays = parts.initial.iter().any(|initial| convert::is_array(initial.ty()));
    match parts.initial.is_empty() {
        true => MOST_PLAIN_CHUNKS,
        false if arrays => MOST_ARRAY_CHUNKS,
        false => MOST_CHUNKS,
    }
}

fn partials_of<'c>(partials: &[Partial<'c>]) -> Vec<Value<'c>> {
    partials
        .iter()
        .map(|partial| match partial {
            Partial::Scalar(memory) => *memory,
            Partial::Array { array, .. } => *array,
        })
        .collect()
}

/// A loop over `from..to`.
fn each<'c>(builder: &Builder<'c>, (from, to): (Value<'c>, Value<'c>), fill: impl FnOnce(&Builder<'c>, Value<'c>)) {
    let over = builder.op("scf.for").operands([from, to, builder.constant_i64(1)]).region().insert();
    let block = Block::append(over.region(0), &[(builder.i64(), builder.location)]);
    let inner = Builder::at_end(builder.context, block, builder.location);
    fill(&inner, block.argument(0));
    inner.op("scf.yield").insert();
}

/// Writes a block out for values of its arguments; gives what its terminator yields.
pub fn inline<'c>(builder: &Builder<'c>, block: Block<'c>, inputs: &[Value<'c>]) -> Vec<Value<'c>> {
    let mut values: FxHashMap<Value<'c>, Value<'c>> = block.arguments().zip(inputs.iter().copied()).collect();
    for operation in block.operations() {
        if operation.is("par.yield") {
            return operation.operands().map(|value| values.get(&value).copied().unwrap_or(value)).collect();
        }
        let copy = builder.insert(operation.clone_detached());
        crate::loops::replace_operands(copy, &values);
        values.extend(operation.results().zip(copy.results()));
    }
    unreachable!("a combiner ends with par.yield")
}

pub fn array_type(ty: melior::ir::Type) -> Array {
    match convert::from_mlir(ty) {
        Some(Type::Array(array)) => array,
        _ => unreachable!("the type is an array's"),
    }
}
