//! Loops of kernels for a device: small ones are unrolled, and those by a step that is known at run time do not divide by it.
//!
//! ```text
//!                                                       %left = %stop - 1 - %start
//!     %n = %start < %stop                               %stretch = %step << …
//!          ? (%stop - %start - 1) / %step + 1 : 0       do {
//!     scf.for %k = 0 to %n step 1 {              =>       %first = %stop - 1 - %left
//!       %i = %start + %k * %step                          scf.for %d = 0 to min(%left + 1, %stretch) step %step : i32 {
//!       …                                                   %i = %first + %d
//!     }                                                     …
//!                                                         }
//!                                                       } while ((%left -= %stretch) >= 0)
//! ```
//!
//! That is how a thread goes through an array by strides of a grid. NVIDIA's devices have no instruction that divides integers, and the code that
//! does it costs time and registers. They compute addresses with numbers of 32 bits, so that the range is gone through in stretches of so
//! many places, of which there is one unless it is very long. What is left is a number without sign, so nothing overflows wherever
//! the range lies. These loops are not unrolled: each copy would have an address of its own for each array, which is two registers.
//! Loops that [`raise_loops`](crate::raise_loops) made of ranges that may run backwards still divide.
//!
//! Other innermost loops of at most [`LARGEST_BODY`] operations in which no threads wait for others, and whose count is no constant, are
//! left to LLVM with how often to unroll them, since its own limit is that of the host. Needs `scf` loops, leaves `scf.for` and `scf.while`.
//! Linear.

use crate::{attributes::RANGE_ELEMENT, loops::replace_operands};
use melior::{
    Context,
    ir::{Attribute, TypeLike},
};
use numlir_dialects::{Block, Builder, Operation, Predicate, Value, build::integer_value, ir::Region, passes::Outcome};
use rustc_hash::FxHashMap;

/// Bodies of more operations are not unrolled.
const LARGEST_BODY: usize = 48;
/// How often they are.
const COPIES: usize = 4;
/// Distances in a stretch are below 2^29: with a step, they are less than a number of 32 bits with sign.
const BITS: i64 = 29;

/// Rewrites the loops of a module's functions; with the option `kernels`, only of those that are kernels.
pub fn shape_kernel_loops<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let kernels = options.split_whitespace().any(|option| option == "kernels");
    let Some(top) = module.region(0).first_block() else { return Ok(()) };
    for function in top.operations().filter(|operation| operation.is("func.func")) {
        if !kernels || function.attribute("numlir.grid_kernel").is_some() {
            walk(context, function.region(0));
        }
    }
    Ok(())
}

/// Inner loops come first.
fn walk<'c>(context: &'c Context, region: Region<'c>) {
    for block in region.blocks() {
        let mut next = block.first();
        while let Some(operation) = next {
            next = operation.next();
            for index in 0..operation.region_count() {
                walk(context, operation.region(index));
            }
            if operation.is("scf.for") {
                rewrite(context, operation);
            }
        }
    }
}

fn rewrite<'c>(context: &'c Context, operation: Operation<'c>) {
    let Some(body) = operation.region(0).first_block() else { return };
    if let Some(strided) = Strided::of(operation, body) {
        strided.write(context);
        return;
    }
    let known = (0..3).all(|bound| number(operation.operand(bound)).is_some());
    let counted = number(operation.operand(2)).is_some();
    if counted && !known && operation.attribute("loop_annotation").is_none() && is_small(body) {
        operation.set_attribute("loop_annotation", unrolling(context, &format!("count = {COPIES} : i32")));
    }
}

/// What LLVM is told about the unrolling of a loop.
fn unrolling<'c>(context: &'c Context, how: &str) -> Attribute<'c> {
    let text = format!("#llvm.loop_annotation<unroll = #llvm.loop_unroll<{how}>>");
    Attribute::parse(context, &text).expect("an attribute of llvm")
}

/// Whether a body is worth unrolling, and may be: threads that wait do so at one place.
fn is_small(body: Block) -> bool {
    let mut count = 0;
    let mut blocks = vec![body];
    while let Some(block) = blocks.pop() {
        for operation in block.operations() {
            count += 1;
            let waits = operation.name().starts_with("simt.") && !is_place(operation);
            let repeats = matches!(operation.name(), "scf.for" | "scf.while" | "func.call");
            if count > LARGEST_BODY || waits || repeats {
                return false;
            }
            let regions = (0..operation.region_count()).map(|index| operation.region(index));
            blocks.extend(regions.flat_map(Region::blocks));
        }
    }
    true
}

fn is_place(operation: Operation) -> bool {
    matches!(
        operation.name(),
        "simt.id" | "simt.position" | "simt.extent" | "simt.lane" | "simt.memory" | "simt.atomic"
    )
}

/// A loop by a step that is no constant, and positive.
struct Strided<'c> {
    operation: Operation<'c>,
    body: Block<'c>,
    start: Value<'c>,
    stop: Value<'c>,
    step: Value<'c>,
    /// The value of the body that goes from start by steps.
    element: Value<'c>,
}

impl<'c> Strided<'c> {
    fn of(operation: Operation<'c>, body: Block<'c>) -> Option<Self> {
        let [lower, upper, step] = [0, 1, 2].map(|index| operation.operand(index));
        if number(lower)? != 0 || number(step)? != 1 {
            return None;
        }
        let length = Length::of(through_cast(upper))?;
        let element = element_of(body.argument(0))?;
        let [start, scaled] = {
            let sum = element.defining_operation()?;
            [sum.operand(0), sum.operand(1)]
        };
        let product = scaled.defining_operation()?;
        (start == length.start && is_at_least_one(length.divisor, product.operand(1))).then_some(Self {
            operation,
            body,
            start,
            stop: length.stop,
            step: length.divisor,
            element,
        })
    }

    fn write(self, context: &'c Context) {
        let place = self.operation.location();
        let builder = Builder::before(context, self.operation);
        let some = builder.compare_int(Predicate::Slt, self.start, self.stop);
        let carried: Vec<_> = self.operation.operands().skip(3).collect();
        let types: Vec<_> = carried.iter().map(|value| value.ty()).collect();
        let choice = builder.op("scf.if").operand(some).results(types).region().region().insert();
        let mut inside = Builder::at_end(context, Block::append(choice.region(1), &[]), place);
        inside.op("scf.yield").operands(carried.iter().copied()).insert();
        inside.set_to_end(Block::append(choice.region(0), &[]));
        let results = self.stretches(&inside, &carried);
        inside.op("scf.yield").operands(results).insert();
        for (result, value) in self.operation.results().zip(choice.results()) {
            result.replace_all_uses(value);
        }
        self.operation.erase();
    }

    /// All iterations of a range that is not empty. Gives what is carried behind them.
    fn stretches(&self, builder: &Builder<'c>, carried: &[Value<'c>]) -> Vec<Value<'c>> {
        let ty = self.step.ty();
        let constant = |value| builder.constant_int(ty, value);
        let last = builder.binary("arith.subi", self.stop, constant(1));
        let left = builder.binary("arith.subi", last, self.start);
        // The step by the largest power of two that keeps it below 2^BITS. A larger step is a stretch of one iteration.
        let zeros = builder.unary("math.ctlz", self.step);
        let spare = builder.binary("arith.subi", zeros, constant(64 - BITS));
        let power = builder.binary("arith.maxsi", spare, constant(0));
        let stretch = builder.binary("arith.shli", self.step, power);
        let farthest = builder.binary("arith.subi", stretch, constant(1));
        let farthest = builder.binary("arith.minui", farthest, constant(1 << BITS));
        let step = builder.binary("arith.minui", self.step, constant((1 << BITS) + 1));
        let step = builder.convert("arith.trunci", step, builder.i32());

        let state: Vec<_> = [left].into_iter().chain(carried.iter().copied()).collect();
        let types: Vec<_> = state.iter().map(|value| value.ty()).collect();
        let around = builder.op("scf.while").operands(state).results(types.iter().copied()).region().region().insert();
        let arguments: Vec<_> = types.iter().map(|ty| (*ty, builder.location)).collect();
        let [before, after] = [0, 1].map(|region| Block::append(around.region(region), &arguments));
        let inside = Builder::at_end(builder.context, before, builder.location);
        let left = before.argument(0);
        let first = inside.binary("arith.subi", last, left);
        let farthest = inside.convert("arith.trunci", inside.binary("arith.minui", left, farthest), inside.i32());
        let outputs = self.stretch(&inside, first, (farthest, step), before.arguments().skip(1));
        let more = inside.compare_int(Predicate::Uge, left, stretch);
        let rest = inside.binary("arith.subi", left, stretch);
        inside.op("scf.condition").operands([more, rest]).operands(outputs).insert();
        let inside = Builder::at_end(builder.context, after, builder.location);
        inside.op("scf.yield").operands(after.arguments()).insert();
        around.results().skip(1).collect()
    }

    /// The iterations from a place on to the last one that is at most `farthest` behind it. Gives what is carried behind them.
    fn stretch(
        &self,
        builder: &Builder<'c>,
        first: Value<'c>,
        (farthest, step): (Value<'c>, Value<'c>),
        carried: impl Iterator<Item = Value<'c>>,
    ) -> Vec<Value<'c>> {
        let ty = step.ty();
        let end = builder.binary("arith.addi", farthest, builder.constant_int(ty, 1));
        let carried: Vec<_> = carried.collect();
        let types: Vec<_> = carried.iter().map(|value| value.ty()).collect();
        let arguments: Vec<_> = [ty].iter().chain(&types).map(|ty| (*ty, builder.location)).collect();
        let over = builder
            .op("scf.for")
            .operands([builder.constant_int(ty, 0), end, step])
            .operands(carried)
            .results(types)
            .attribute("loop_annotation", unrolling(builder.context, "disable = true"))
            .region()
            .insert();
        let body = Block::append(over.region(0), &arguments);
        let inside = Builder::at_end(builder.context, body, builder.location);
        let distance = inside.convert("arith.extui", body.argument(0), first.ty());
        let element = inside.binary("arith.addi", first, distance);
        let outputs = self.iteration(&inside, element, body.arguments().skip(1));
        inside.op("scf.yield").operands(outputs).insert();
        over.results().collect()
    }

    /// One iteration. Gives what the loop carries behind it.
    fn iteration(
        &self,
        builder: &Builder<'c>,
        element: Value<'c>,
        carried: impl Iterator<Item = Value<'c>>,
    ) -> Vec<Value<'c>> {
        let inputs = std::iter::once((self.element, element));
        let mut values: FxHashMap<_, _> = inputs.chain(self.body.arguments().skip(1).zip(carried)).collect();
        let of_position = self.of_position();
        for operation in self.body.operations() {
            if operation.is("scf.yield") {
                return operation.operands().map(|value| values.get(&value).copied().unwrap_or(value)).collect();
            }
            // What the element was made of is used for nothing else.
            if of_position.contains(&operation) {
                continue;
            }
            let copy = builder.insert(operation.clone_detached());
            replace_operands(copy, &values);
            values.extend(operation.results().zip(copy.results()));
        }
        unreachable!("a body ends with scf.yield")
    }

    /// What makes the element of the induction variable.
    fn of_position(&self) -> Vec<Operation<'c>> {
        let sum = self.element.defining_operation();
        let product = sum.and_then(|sum| sum.operand(1).defining_operation());
        let cast = product.and_then(|product| product.operand(0).defining_operation());
        [sum, product, cast].into_iter().flatten().collect()
    }
}

/// `start < stop ? (stop - start - 1) / divisor + 1 : 0`, the length of a range that runs forwards.
struct Length<'c> {
    start: Value<'c>,
    stop: Value<'c>,
    divisor: Value<'c>,
}

impl<'c> Length<'c> {
    fn of(length: Value<'c>) -> Option<Self> {
        let choice = made_by(length, "arith.select")?;
        let order = made_by(choice.operand(0), "arith.cmpi")?;
        let increased = made_by(choice.operand(1), "arith.addi")?;
        let divided = made_by(increased.operand(0), "arith.divui")?;
        let last = made_by(divided.operand(0), "arith.subi").or_else(|| made_by(divided.operand(0), "arith.addi"))?;
        let distance = made_by(last.operand(0), "arith.subi")?;
        let [start, stop] = [order.operand(0), order.operand(1)];
        let one_less = if last.is("arith.subi") { 1 } else { -1 };
        let is_less =
            order.attribute("predicate").and_then(integer_value).map(|(_, value)| value) == Some(Predicate::Slt as i64);
        let holds = is_less
            && number(choice.operand(2)) == Some(0)
            && number(increased.operand(1)) == Some(1)
            && number(last.operand(1)) == Some(one_less)
            && [distance.operand(0), distance.operand(1)] == [stop, start];
        holds.then(|| Self { start, stop, divisor: divided.operand(1) })
    }
}

/// The element that an induction variable is for, where it is for nothing else: `start + k * step`.
fn element_of(position: Value) -> Option<Value> {
    let cast = only_user(position)?;
    let product = cast.is("arith.index_cast").then(|| only_user(cast.result(0)))??;
    let sum = product.is("arith.muli").then(|| only_user(product.result(0)))??;
    let ordered = product.operand(0) == cast.result(0) && sum.is("arith.addi") && sum.operand(1) == product.result(0);
    (ordered && sum.attribute(RANGE_ELEMENT).is_some()).then(|| sum.result(0))
}

/// Whether a divisor is a step, or the larger of it and one.
fn is_at_least_one<'c>(divisor: Value<'c>, step: Value<'c>) -> bool {
    divisor == step
        || made_by(divisor, "arith.maxui").is_some_and(|larger| {
            [[0, 1], [1, 0]]
                .iter()
                .any(|[one, other]| larger.operand(*one) == step && number(larger.operand(*other)) == Some(1))
        })
}

fn only_user(value: Value) -> Option<Operation> {
    match value.uses().as_slice() {
        [(user, _)] => Some(*user),
        _ => None,
    }
}

fn made_by<'c>(value: Value<'c>, name: &str) -> Option<Operation<'c>> {
    value.defining_operation().filter(|operation| operation.is(name))
}

fn through_cast(value: Value) -> Value {
    made_by(value, "arith.index_cast").map_or(value, |cast| cast.operand(0))
}

fn number(value: Value) -> Option<i64> {
    let constant = made_by(through_cast(value), "arith.constant")?;
    constant
        .attribute("value")
        .and_then(integer_value)
        .filter(|(ty, _)| ty.is_integer() || ty.is_index())
        .map(|(_, value)| value)
}
