//! Whole-array operations that follow one another become one, so that what is between them needs no array.
//!
//! ```mlir
//! %t = nd.map (%n) (%a, %b) {                        %s = nd.reduce "add" axes [0] (%n) (%a, %b) {
//! ^bb0(%x: f64, %y: f64):                            ^bb0(%x: f64, %y: f64):
//!   %p = arith.mulf %x, %y : f64                       %p = arith.mulf %x, %y : f64
//!   nd.yield %p : f64                           =>     nd.yield %p : f64
//! } : …                                              } : …
//! %s = nd.reduce "add" axes [0] (%n) (%t) {
//! ^bb0(%x: f64):
//!   nd.yield %x : f64
//! } : …
//! ```
//!
//! An `nd.map`, the *producer*, goes into the `nd.map`, `nd.map_into` or `nd.reduce` of the same block that is the only one
//! to use its result, the *consumer*, where no operation between the two may write what the producer reads ([`memory`]).
//! What a sum gives depends on the order of what is summed, so a reduction notes that of a copy which it takes the place of.
//! Where the consumer may have more places than the producer, only what is cheap goes there. What a mask selects goes into a reduction in
//! its own way ([`selections`]), what positions select into maps too ([`takes`]). What goes back where a mask is true is computed at all places
//! ([`places`]).
//!
//! Before that, [`simplify`] makes extents that are certainly equal one value, so that nothing asks for the extents of a
//! producer's result. Maps and new arrays that nobody uses are erased. Needs the `nd` stage. Linear, but for merging regions of at most
//! [`MOST_OPERATIONS`] operations each.

mod memory;
mod places;
pub mod rows;
mod selections;
mod simplify;
mod takes;

use crate::{
    blocks::{defined_functions, reverse_post_order},
    extent::{array_type, known},
    loops::{body, find_all, first_segment},
};
use melior::Context;
use memory::Memory;
use numlir_dialects::{Block, Builder, Operation, Region, Value, passes::Outcome, types::Layout};
use rustc_hash::FxHashMap;
use simplify::Extent;
use takes::gathered;

/// The attribute of a reduction, or of a map that may go into one, that says in which order, `"C"` or `"F"`, what it goes over would lie in memory
/// where that is none of its inputs.
pub const ORDER: &str = "order";
/// No region grows beyond this.
const MOST_OPERATIONS: usize = 200;
/// No operation reads more than this.
const MOST_INPUTS: usize = 24;

pub fn fuse_maps<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    for function in defined_functions(module) {
        let mut maps = Vec::new();
        find_maps(function.region(0), &mut maps);
        let selections = ["nd.compress", "nd.take"].map(|name| find_all(function.region(0), name).is_empty());
        if maps.is_empty() && selections == [true; 2] {
            erase_unused_arrays(function);
            continue;
        }
        let mut memory = Memory::new(module);
        selections::merge_counts(&mut memory, function.region(0));
        simplify::simplify(context, function);
        let is_parallel = options == "parallel";
        let mut fusion = Fusion { context, memory, is_parallel, sizes: FxHashMap::default() };
        fusion.region(function.region(0));
        let mut maps = Vec::new();
        find_maps(function.region(0), &mut maps);
        erase_unused(maps);
        // Who asks only for the size of a selection needs no more than a count.
        for name in ["nd.compress", "nd.count_true", "nd.take"] {
            erase_unused(find_all(function.region(0), name));
        }
        erase_unused_arrays(function);
    }
    Ok(())
}

/// Erases new arrays that nobody reads: the library makes empty ones, and fills them, to ask for the type of what it computes.
fn erase_unused_arrays(function: Operation) {
    let arrays = find_all(function.region(0), "nd.create");
    for array in arrays.iter().filter(|array| array.operands().all(|extent| known(extent) == Some(0))) {
        let uses = array.result(0).uses();
        if uses.iter().all(|(user, operand)| user.is("nd.fill") && *operand == 1) {
            uses.iter().for_each(|(user, _)| user.erase());
        }
    }
    erase_unused(arrays);
}

/// Erases operations, in the order of the program, whose result nobody uses: what one uses stands before it.
fn erase_unused(operations: Vec<Operation>) {
    for operation in operations.into_iter().rev().filter(|one| one.result_count() == 1 && !one.result(0).has_uses()) {
        operation.erase();
    }
}

/// The whole-array operations of a region, in the order of the program.
fn find_maps<'c>(region: Region<'c>, found: &mut Vec<Operation<'c>>) {
    for operation in reverse_post_order(region).into_iter().flat_map(Block::operations) {
        if is_whole_array(operation) {
            found.push(operation);
            continue;
        }
        (0..operation.region_count()).for_each(|index| find_maps(operation.region(index), found));
    }
}

fn is_whole_array(operation: Operation) -> bool {
    matches!(operation.name(), "nd.map" | "nd.map_into" | "nd.reduce")
}

struct Fusion<'c> {
    context: &'c Context,
    memory: Memory<'c>,
    /// Whether passes over parallel loops follow.
    is_parallel: bool,
    /// How many operations the regions of whole-array operations have, where that was asked for.
    sizes: FxHashMap<Operation<'c>, usize>,
}

impl<'c> Fusion<'c> {
    fn region(&mut self, region: Region<'c>) {
        for block in region.blocks() {
            self.block(block);
        }
    }

    /// Goes through the operations in order, so that a producer has got its own producers before it goes on itself.
    fn block(&mut self, block: Block<'c>) {
        let mut positions: FxHashMap<Operation<'c>, usize> = FxHashMap::default();
        self.memory.enter_block();
        for (position, operation) in block.operations().collect::<Vec<_>>().into_iter().enumerate() {
            if let Some(made) = operation.is("nd.place").then(|| self.place(operation, &positions)).flatten() {
                self.consumer(made, &positions);
                self.memory.note(made, position);
                continue;
            }
            if is_whole_array(operation) {
                let operation = if operation.is("nd.map_into") { self.update(operation) } else { operation };
                self.consumer(operation, &positions);
                self.takes(operation, &positions);
                if operation.is("nd.map") {
                    positions.insert(operation, position);
                }
                let reduction = self.selections(operation, &positions);
                let reduction = reduction.or_else(|| self.selected_rows(operation, &positions));
                if let Some(reduction) = reduction.filter(|reduction| reduction.is("nd.reduce")) {
                    self.consumer(reduction, &positions);
                }
                self.memory.note(reduction.unwrap_or(operation), position);
                continue;
            }
            if operation.is("nd.compress") || operation.is("nd.take") {
                positions.insert(operation, position);
            }
            if operation.region_count() > 0 {
                // What is within is a block of its own; afterwards, all that it writes is written here.
                let memory = self.memory.leave_for_inner();
                (0..operation.region_count()).for_each(|index| self.region(operation.region(index)));
                self.memory.come_back(memory);
            }
            self.memory.note(operation, position);
        }
    }

    /// Takes the producers of a consumer's inputs into it.
    fn consumer(&mut self, consumer: Operation<'c>, positions: &FxHashMap<Operation<'c>, usize>) {
        let mut index = first_input(consumer);
        while index < consumer.operand_count() {
            let producer = consumer.operand(index).defining_operation().filter(|made| made.is("nd.map"));
            let fits = producer.and_then(|producer| Some((producer, *positions.get(&producer)?)));
            match fits.filter(|(producer, position)| self.may_fuse(*producer, *position, consumer)) {
                // What the producer reads comes to stand behind the other inputs.
                Some((producer, _)) => self.fuse(producer, consumer),
                None => index += 1,
            }
        }
    }

    fn may_fuse(&mut self, producer: Operation<'c>, position: usize, consumer: Operation<'c>) -> bool {
        let result = producer.result(0);
        if result.uses().iter().any(|(user, _)| *user != consumer) {
            return false;
        }
        let gathered: Vec<_> = gathered(producer).collect();
        if consumer.is("nd.map_into") && !gathered.is_empty() {
            return false;
        }
        // A destination is not read through the region.
        if consumer.is("nd.map_into") && consumer.operand(0) == result {
            return false;
        }
        let inputs = producer.operand_count() + consumer.operand_count();
        if inputs > MOST_INPUTS || self.size(producer) + self.size(consumer) > MOST_OPERATIONS {
            return false;
        }
        // What costs much goes where shapes are equal in all likelihood: `lower-maps` looks at run time.
        let fits = has_same_extents(producer, consumer)
            || is_cheap(body(producer))
            || (!consumer.is("nd.reduce") && may_have_same_extents(producer, consumer));
        let mut read = producer.operands().skip(first_input(producer)).chain(gathered);
        fits && read.all(|input| !self.memory.is_written(input, position))
    }

    fn size(&mut self, operation: Operation<'c>) -> usize {
        *self.sizes.entry(operation).or_insert_with(|| body(operation).operations().count())
    }

    fn fuse(&mut self, producer: Operation<'c>, consumer: Operation<'c>) {
        let size = self.size(producer) + self.size(consumer);
        let result = producer.result(0);
        self.keep_order(producer, consumer);
        let (from, to) = (body(producer), body(consumer));
        if consumer.is("nd.reduce") {
            takes::ask_each(from);
        }
        let first = first_input(consumer);
        let mut inputs: Vec<Value<'c>> = consumer.operands().skip(first).collect();
        for (argument, input) in from.arguments().zip(producer.operands().skip(first_input(producer))) {
            let known = inputs.iter().position(|known| *known == input);
            let place = known.map(|index| to.argument(index)).unwrap_or_else(|| {
                inputs.push(input);
                to.add_argument(argument.ty(), argument.location())
            });
            argument.replace_all_uses(place);
        }
        let begin = to.first().expect("a region ends with nd.yield");
        for operation in from.operations() {
            if operation.is("nd.yield") {
                let value = operation.operand(0);
                for index in (0..inputs.len()).rev().filter(|index| inputs[*index] == result).collect::<Vec<_>>() {
                    to.argument(index).replace_all_uses(value);
                    to.erase_argument(index);
                    inputs.remove(index);
                }
                break;
            }
            operation.move_before(begin);
        }
        let operands: Vec<_> = consumer.operands().take(first).chain(inputs.iter().copied()).collect();
        consumer.set_operands(&operands);
        if !consumer.is("nd.map_into") {
            let segments = [first as i32, inputs.len() as i32];
            let builder = Builder::before(self.context, consumer);
            consumer.set_attribute("operandSegmentSizes", builder.dense_i32(&segments));
        }
        self.sizes.remove(&producer);
        self.sizes.insert(consumer, size);
        producer.erase();
    }

    /// Notes the order of a copy that its producer would have made: the inputs, whose order counts otherwise, may have another one.
    fn keep_order(&self, producer: Operation<'c>, consumer: Operation<'c>) {
        let layout =
            |operation: Operation<'c>| array_type(operation.result(0)).filter(|ty| ty.rank > 1).map(|ty| ty.layout);
        let Some(order) = layout(producer) else { return };
        let is_copy = body(producer).first().is_some_and(|first| first.is("nd.yield"));
        let inputs = producer.operands().skip(first_input(producer)).filter_map(array_type);
        let moves = inputs.filter(|ty| ty.rank > 1).any(|ty| ty.layout != order);
        if !(is_copy && moves) && producer.attribute(ORDER).is_none() {
            return;
        }
        let order = if consumer.is("nd.map") { layout(consumer) } else { Some(order) };
        if let Some(order) = order.filter(|_| !consumer.is("nd.map_into") && consumer.attribute(ORDER).is_none()) {
            let text = if order == Layout::F { "F" } else { "C" };
            consumer.set_attribute(ORDER, Builder::before(self.context, consumer).string(text));
        }
    }
}

/// The position of the first input among the operands of a whole-array operation.
pub fn first_input(operation: Operation) -> usize {
    if operation.is("nd.map_into") { 1 } else { first_segment(operation) }
}

/// Whether the consumer certainly has the places of the producer.
fn has_same_extents<'c>(producer: Operation<'c>, consumer: Operation<'c>) -> bool {
    extents(producer) == extents(consumer)
}

/// Whether nothing speaks against it.
fn may_have_same_extents<'c>(producer: Operation<'c>, consumer: Operation<'c>) -> bool {
    let (own, others) = (extents(producer), extents(consumer));
    let may_be = |(one, other): (&Extent<'c>, &Extent<'c>)| match (one, other) {
        (Extent::Constant(one), Extent::Constant(other)) => one == other,
        (Extent::Constant(1), _) => false,
        _ => true,
    };
    own.len() == others.len() && own.iter().zip(&others).all(may_be)
}

fn extents(operation: Operation<'_>) -> Vec<Extent<'_>> {
    if !operation.is("nd.map_into") {
        return operation.operands().take(first_input(operation)).map(Extent::of_value).collect();
    }
    let destination = operation.operand(0);
    let rank = array_type(destination).map_or(0, |ty| ty.rank);
    (0..rank).map(|axis| Extent::of_axis(destination, axis.into())).collect()
}

/// Whether computing a value again costs little more than reading it.
fn is_cheap(body: Block) -> bool {
    let simple = |operation: Operation| match operation.name() {
        "nd.yield" | "math.absf" | "math.absi" | "math.fma" | "math.copysign" | "math.floor" | "math.ceil"
        | "math.trunc" | "math.roundeven" => true,
        "arith.divf" | "arith.divsi" | "arith.divui" | "arith.remsi" | "arith.remui" | "arith.remf"
        | "arith.floordivsi" => false,
        name => name.starts_with("arith.") || name.starts_with("complex."),
    };
    body.operations().take(17).count() < 17 && body.operations().all(simple)
}
