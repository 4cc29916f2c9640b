//! Parallel loops become kernels, one launch each.
//!
//! ```text
//! %s = par.loop (%l) to (%u) step (%t)         %p = nd.scratch 256, a partial result for each block
//!      reduce ["add"] (%init) from (%none)     simt.launch @f.gpu0 %blocks of 256 (%p, captures…) "wr"
//!                                         =>   %s = %init and the partial results, combined in order
//!
//!                                              func @f.gpu0(%p, captures…) {numlir.grid_kernel} {
//!                                                %x = scf.for over the thread's iterations, from %none
//!                                                %y = the values of the block's threads, combined as a tree
//!                                                nd.store %y, %p[block], by the first thread
//!                                              }
//! ```
//!
//! The threads of the grid take turns: thread k runs the iterations k, k + threads, and so on, so that the threads of a warp
//! access neighbours. Where the order of what is combined matters (`select`, `last`, extrema, of which equal ones may differ), each
//! thread runs iterations that follow one another, and threads that are neighbours combine first. How many blocks there are
//! follows from the number of iterations alone, so results have the same bits on any device and on the CPU.
//!
//! A loop over the elements of contiguous arrays (`numlir.lanes`, made by `maps-to-device`) is run for several neighbours at once where
//! all arrays are aligned: their loads stand side by side and say how they are aligned, and LLVM makes accesses of 16 bytes of them.
//!
//! A loop that devices cannot run ([`fitness`]) stays a `par.loop`, and the user is told why. Parallel loops in the body of one that
//! they can run are serial loops there. Needs the `nd` stage behind the lowering of whole-array operations. Linear.

mod access;
pub mod fitness;
mod kernel;
mod serial;

use crate::{
    blocks::defined_functions,
    code::{Code, Externals, Settings},
    lower_par::{Loop, elements::element_of, outermost},
    parallel_notes::Notes,
};
use fitness::Fitness;
use kernel::Kernel;
use melior::Context;
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Value, convert,
    passes::Outcome,
    types::{Array, Layout, Type},
};

/// Threads of a block.
pub const THREADS: i64 = 256;
/// Blocks of a loop at most; threads go on where the grid ends.
const MOST_BLOCKS: i64 = 4096;
/// Blocks of a loop with reductions at most: each has a partial result.
const MOST_PARTIAL: i64 = 256;
/// Of a loop over neighbouring elements: how many of them are 16 bytes.
pub const LANES: &str = "numlir.lanes";
/// Of a loop that writes every element of the arrays that it only writes.
pub const WHOLE: &str = "numlir.whole";
/// Of a loop that `maps-to-device` made.
pub const ELEMENTS: &str = "numlir.elements";

/// Makes kernels of the parallel loops of all functions of a module.
///
/// # Errors
/// None.
pub fn par_to_gpu<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let mut notes = Notes::of(context, module);
    let fitness = Fitness::of(module);
    for function in defined_functions(module) {
        let mut loops = Vec::new();
        outermost(function.region(0), &mut loops);
        let mut number = 0;
        for operation in loops {
            // Loops over bands are of operations that were found to be none for devices.
            if operation.text("source") != "prange" && operation.attribute(ELEMENTS).is_none() {
                continue;
            }
            if let Some(refusal) = fitness.of_loop(operation) {
                notes.on_host(operation.location(), &refusal);
                continue;
            }
            serial::inner_loops(context, operation);
            notes.add("device", &format!("on the device, in blocks of {THREADS} threads"), &[operation.location()]);
            let symbol = numbered(function.text("sym_name"), number);
            Offload { function, builder: Builder::before(context, operation), operation }.write(&symbol);
            operation.erase();
            number += 1;
        }
    }
    notes.write();
    Ok(())
}

/// The symbol of a function's kernel: the number stands behind the function's own name, before its types.
fn numbered(function: &str, number: usize) -> String {
    let (name, types) = function.split_at(function.find('(').unwrap_or(function.len()));
    format!("{name}.gpu{number}{types}")
}

/// A loop on its way.
struct Offload<'c> {
    function: Operation<'c>,
    operation: Operation<'c>,
    builder: Builder<'c>,
}

impl<'c> Offload<'c> {
    fn write(&self, symbol: &str) {
        let (settings, mut externals) = (Settings::default(), Externals::default());
        let builder = self.builder;
        let code = Code { builder, settings: &settings, externals: &mut externals };
        let parts = Loop::of(self.operation);
        let trips = parts.trips(&builder);
        let count = trips.iter().copied().reduce(|all, one| code.multiply(all, one)).expect("a loop has an axis");
        let lanes = kernel::lanes(self.operation);
        let each = THREADS * lanes;
        let most = if parts.initial.is_empty() { MOST_BLOCKS } else { MOST_PARTIAL };
        let rounded = builder.binary("arith.addi", count, builder.constant_i64(each - 1));
        let blocks = builder.binary("arith.divui", rounded, builder.constant_i64(each));
        let blocks = builder.binary("arith.minui", blocks, builder.constant_i64(most));
        let partials: Vec<_> = parts.initial.iter().map(|initial| self.partial(*initial)).collect();

        let kernel = Kernel::new(builder, self.function, symbol);
        let (captures, accesses) = kernel.write(&parts, (&trips, count), &partials);

        let some = builder.compare_int(Predicate::Sgt, count, builder.constant_i64(0));
        let choice = builder.op("scf.if").operand(some).region().region().insert();
        let inner = Builder::at_end(builder.context, Block::append(choice.region(0), &[]), builder.location);
        inner
            .op("simt.launch")
            .attribute("kernel", inner.symbol(symbol))
            .attribute("threads", inner.integer(inner.i64(), THREADS))
            .attribute("accesses", inner.string(&accesses))
            .operand(blocks)
            .operands(captures)
            .insert();
        inner.op("scf.yield").insert();
        self.combine(&parts, &partials, blocks);
    }

    /// Memory for a partial result of each block.
    fn partial(&self, initial: Value<'c>) -> Value<'c> {
        let entry = self.function.region(0).first_block().expect("a function with a body");
        let at = Builder::before(self.builder.context, entry.first().expect("a block has a terminator"));
        let ty = partial_type(&self.builder, initial);
        at.op("nd.scratch")
            .attribute("count", at.integer(at.i64(), MOST_PARTIAL))
            .result(convert::to_mlir(at.context, &Type::Array(ty)))
            .value()
    }

    /// Combines what the loop begins with and the partial results, in order; without iterations there are no blocks.
    fn combine(&self, parts: &Loop<'c>, partials: &[Value<'c>], blocks: Value<'c>) {
        if partials.is_empty() {
            return;
        }
        let builder = &self.builder;
        let bounds = [builder.constant_i64(0), blocks, builder.constant_i64(1)];
        let over = builder
            .op("scf.for")
            .operands(bounds)
            .operands(parts.initial.iter().copied())
            .results(parts.initial.iter().map(|initial| initial.ty()))
            .region()
            .insert();
        let mut arguments = vec![(builder.i64(), builder.location)];
        arguments.extend(parts.initial.iter().map(|initial| (initial.ty(), builder.location)));
        let block = Block::append(over.region(0), &arguments);
        let inner = Builder::at_end(builder.context, block, builder.location);
        let load = |(partial, initial): (&Value<'c>, &Value<'c>)| {
            inner.op("nd.load").operand(*partial).operand(block.argument(0)).result(initial.ty()).value()
        };
        let behind: Vec<_> = partials.iter().zip(&parts.initial).map(load).collect();
        let inputs: Vec<_> = block.arguments().skip(1).chain(behind).collect();
        let combiner = self.operation.region(1).first_block().expect("a loop has a combiner");
        let values = crate::lower_par::inline(&inner, combiner, &inputs);
        inner.op("scf.yield").operands(values).insert();
        for (old, new) in self.operation.results().zip(over.results()) {
            old.replace_all_uses(new);
        }
    }
}

/// The type of memory for partial results.
fn partial_type<'c>(builder: &Builder<'c>, initial: Value<'c>) -> Array {
    let element = element_of(builder, initial.ty());
    Array { element, rank: 1, layout: Layout::C, readonly: false, aligned: true }
}
