//! Loops of kernels for a device: small ones are unrolled, and others by a step that is known at run time end without dividing by it.
//!
//! ```text
//!                                                       %more = %start < %stop
//!     %n = %start < %stop                               %left = %stop - %start - 1
//!          ? (%stop - %start - 1) / %step + 1 : 0       while %more {
//!     scf.for %k = 0 to %n step 1 {              =>       …
//!       %i = %start + %k * %step                          %more = %left >= %step
//!       …                                                 %left -= %step, %i += %step
//!     }                                                 }
//! ```
//!
//! What is left is a number without sign, so nothing overflows wherever the range lies. That is how a thread goes through an array by
//! strides of a grid; NVIDIA's devices have no instruction that divides integers, and the code that does it costs time and registers.
//! Small bodies of such loops do two iterations at a time, `while %left >= 2 * %step`, and those that are left behind the loop: each copy has an
//! address of its own for each array, which is two registers, so that more copies would cost more than they gain.
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
    let small = is_small(body);
    if let Some(strided) = Strided::of(operation, body) {
        strided.write(context, if small { Strided::pairs } else { Strided::one_by_one });
        return;
    }
    let known = (0..3).all(|bound| number(operation.operand(bound)).is_some());
    let counted = number(operation.operand(2)).is_some();
    if small && counted && !known && operation.attribute("loop_annotation").is_none() {
        let text = format!("#llvm.loop_annotation<unroll = #llvm.loop_unroll<count = {COPIES} : i32>>");
        let annotation = Attribute::parse(context, &text).expect("an attribute of llvm");
        operation.set_attribute("loop_annotation", annotation);
    }
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

/// Writes iterations from a state on, and gives what is carried behind them.
type Iterations<'c> = fn(&Strided<'c>, &mut Builder<'c>, Vec<Value<'c>>) -> Vec<Value<'c>>;

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
        let step = product.operand(1);
        (start == length.start && is_at_least_one(length.divisor, step)).then_some(Self {
            operation,
            body,
            start,
            stop: length.stop,
            step,
            element,
        })
    }

    /// Writes the loop anew: the iterations of a range that is not empty, by one of the ways below.
    fn write(self, context: &'c Context, iterations: Iterations<'c>) {
        let place = self.operation.location();
        let builder = Builder::before(context, self.operation);
        let some = builder.compare_int(Predicate::Slt, self.start, self.stop);
        let carried: Vec<_> = self.operation.operands().skip(3).collect();
        let types: Vec<_> = carried.iter().map(|value| value.ty()).collect();
        let choice = builder.op("scf.if").operand(some).results(types).region().region().insert();
        let mut inside = Builder::at_end(context, Block::append(choice.region(1), &[]), place);
        inside.op("scf.yield").operands(carried.iter().copied()).insert();
        inside.set_to_end(Block::append(choice.region(0), &[]));
        let one = inside.constant_int(self.start.ty(), 1);
        let distance = inside.binary("arith.subi", self.stop, self.start);
        let left = inside.binary("arith.subi", distance, one);
        let results = iterations(&self, &mut inside, [&[self.start, left][..], &carried].concat());
        inside.op("scf.yield").operands(results).insert();
        for (result, value) in self.operation.results().zip(choice.results()) {
            result.replace_all_uses(value);
        }
        self.operation.erase();
    }

    /// All iterations from a state on, which is an element, the distance from it to the last place, and what the loop carries.
    fn one_by_one(&self, builder: &mut Builder<'c>, state: Vec<Value<'c>>) -> Vec<Value<'c>> {
        let (around, [before, after]) = while_loop(builder, &state);
        let [element, left] = [before.argument(0), before.argument(1)];
        let inside = Builder::at_end(builder.context, before, builder.location);
        let outputs = self.iteration(&inside, element, &before.arguments().skip(2).collect::<Vec<_>>());
        let more = inside.compare_int(Predicate::Uge, left, self.step);
        let next = inside.binary("arith.addi", element, self.step);
        let rest = inside.binary("arith.subi", left, self.step);
        inside.op("scf.condition").operand(more).operands([next, rest]).operands(outputs).insert();
        let inside = Builder::at_end(builder.context, after, builder.location);
        inside.op("scf.yield").operands(after.arguments()).insert();
        around.results().skip(2).collect()
    }

    /// Two iterations at a time, and one or two behind the loop.
    fn pairs(&self, builder: &mut Builder<'c>, state: Vec<Value<'c>>) -> Vec<Value<'c>> {
        let two_steps = builder.binary("arith.addi", self.step, self.step);
        let (around, [before, after]) = while_loop(builder, &state);
        let inside = Builder::at_end(builder.context, before, builder.location);
        let more = inside.compare_int(Predicate::Uge, before.argument(1), two_steps);
        inside.op("scf.condition").operand(more).operands(before.arguments()).insert();
        let inside = Builder::at_end(builder.context, after, builder.location);
        let mut carried: Vec<_> = after.arguments().skip(2).collect();
        let mut element = after.argument(0);
        for _ in 0..2 {
            carried = self.iteration(&inside, element, &carried);
            element = inside.binary("arith.addi", element, self.step);
        }
        let rest = inside.binary("arith.subi", after.argument(1), two_steps);
        inside.op("scf.yield").operands([element, rest]).operands(carried).insert();
        let [element, left] = [around.result(0), around.result(1)];
        let carried = self.iteration(builder, element, &around.results().skip(2).collect::<Vec<_>>());
        let second = builder.compare_int(Predicate::Uge, left, self.step);
        let types: Vec<_> = carried.iter().map(|value| value.ty()).collect();
        let choice = builder.op("scf.if").operand(second).results(types).region().region().insert();
        let mut inside = Builder::at_end(builder.context, Block::append(choice.region(1), &[]), builder.location);
        inside.op("scf.yield").operands(carried.iter().copied()).insert();
        inside.set_to_end(Block::append(choice.region(0), &[]));
        let element = inside.binary("arith.addi", element, self.step);
        let outputs = self.iteration(&inside, element, &carried);
        inside.op("scf.yield").operands(outputs).insert();
        choice.results().collect()
    }

    /// One iteration. Gives what the loop carries behind it.
    fn iteration(&self, builder: &Builder<'c>, element: Value<'c>, carried: &[Value<'c>]) -> Vec<Value<'c>> {
        let inputs = std::iter::once((self.element, element));
        let mut values: FxHashMap<_, _> =
            inputs.chain(self.body.arguments().skip(1).zip(carried.iter().copied())).collect();
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

/// A loop with a state, and its two blocks, which are empty.
fn while_loop<'c>(builder: &Builder<'c>, state: &[Value<'c>]) -> (Operation<'c>, [Block<'c>; 2]) {
    let types: Vec<_> = state.iter().map(|value| value.ty()).collect();
    let arguments: Vec<_> = types.iter().map(|ty| (*ty, builder.location)).collect();
    let around =
        builder.op("scf.while").operands(state.iter().copied()).results(types).region().region().insert();
    (around, [0, 1].map(|region| Block::append(around.region(region), &arguments)))
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
