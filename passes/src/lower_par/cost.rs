//! How much an iteration of a loop costs, in units of about one simple instruction, as far as can be told before it runs.
//!
//! Operations have fixed weights. An inner loop counts as often as it runs where its bounds are known before the parallel
//! loop, so the estimate is a value that is computed there; elsewhere it is taken to run [`UNKNOWN_TRIPS`] times, a `while` [`WHILE_TRIPS`] times. Of the
//! two sides of a branch the dearer one counts. An innermost loop of simple operations that carries nothing becomes one over vectors,
//! so its operations count [`FASTER`] times less: it mostly waits for memory.

use crate::lower_raises::constant;
use melior::ir::TypeLike;
use numlir_dialects::{Block, Builder, Operation, Predicate, Region, Value};

/// How often a loop of unknown length is taken to run.
const UNKNOWN_TRIPS: i64 = 16;
/// The same of a `while`: its iterations are often of very different length, and so there are to be more chunks.
const WHILE_TRIPS: i64 = 64;
/// What a call of a function that is not seen through counts.
const CALL: i64 = 100;
/// How much faster a loop over vectors is, about, on arrays that are not in the nearest cache.
const FASTER: i64 = 2;
/// How many operations a vector does at once, about.
const LANES: i64 = 4;

/// The estimate for an iteration of a `par.loop`, as a value before it.
pub fn of<'c>(builder: &Builder<'c>, operation: Operation<'c>) -> Value<'c> {
    let estimate = Estimate { builder: *builder, outside: operation };
    let mut cost = estimate.region(operation.region(0));
    if is_vector_loop(operation) {
        cost.fixed = (cost.fixed / FASTER).max(1);
    }
    estimate.value(&cost)
}

/// The estimate for one place of a whole-array operation. Loops over rows have vectors, so that simple operations count less.
pub fn of_element(operation: Operation) -> i64 {
    let block = crate::loops::body(operation);
    let cost: i64 = block.operations().map(|inner| weight(inner.name())).sum();
    let memory = weight("nd.load").saturating_mul(1 + block.argument_count() as i64);
    (cost.saturating_add(memory) / LANES).max(1)
}

/// Whether a loop becomes one over vectors: it carries nothing, and its body is simple operations on elements.
fn is_vector_loop(operation: Operation) -> bool {
    let simple = |inner: Operation| {
        let slow = ["div", "rem", "call"].iter().any(|part| inner.name().contains(part));
        inner.region_count() == 0
            && !slow
            && (matches!(inner.name(), "nd.load" | "nd.store" | "nd.index" | "nd.dim" | "scf.yield" | "par.yield")
                || inner.name().starts_with("arith."))
    };
    operation.result_count() == 0 && operation.region(0).blocks().flat_map(Block::operations).all(simple)
}

/// What an operation without regions counts.
fn weight(name: &str) -> i64 {
    match name {
        "nd.runtime" | "nd.call_c" | "nd.create" => CALL,
        "nd.load" | "nd.store" => 2,
        "func.call" => 40,
        "arith.divf" | "arith.divsi" | "arith.remsi" | "arith.divui" | "arith.remui" | "math.sqrt" => 8,
        "arith.constant" | "arith.index_cast" | "nd.dim" | "nd.stride" | "scf.yield" | "par.yield" | "nd.yield" => 0,
        name if name.starts_with("math.") => 20,
        _ => 1,
    }
}

/// A constant, and products with values.
struct Cost<'c> {
    fixed: i64,
    products: Vec<Value<'c>>,
}

struct Estimate<'c> {
    builder: Builder<'c>,
    outside: Operation<'c>,
}

impl<'c> Estimate<'c> {
    fn value(&self, cost: &Cost<'c>) -> Value<'c> {
        let fixed = self.builder.constant_i64(cost.fixed);
        cost.products.iter().fold(fixed, |sum, product| self.builder.binary("arith.addi", sum, *product))
    }

    fn region(&self, region: Region<'c>) -> Cost<'c> {
        let mut sum = Cost { fixed: 0, products: Vec::new() };
        for operation in region.blocks().flat_map(Block::operations) {
            let one = self.operation(operation);
            sum.fixed = sum.fixed.saturating_add(one.fixed);
            sum.products.extend(one.products);
        }
        sum
    }

    fn operation(&self, operation: Operation<'c>) -> Cost<'c> {
        let fixed = |fixed| Cost { fixed, products: Vec::new() };
        match operation.name() {
            "scf.if" => {
                let [yes, no] = [0, 1].map(|side| self.region(operation.region(side)));
                let products = [yes.products, no.products].concat();
                Cost { fixed: yes.fixed.max(no.fixed) + 1, products }
            }
            "scf.for" => self.repeated(operation, (0, 1, 2)),
            "par.loop" => {
                let rank = super::Loop::of(operation).rank;
                self.repeated(operation, (0, rank, 2 * rank))
            }
            "scf.while" => {
                let once = (0..2).map(|side| self.region(operation.region(side))).map(|cost| cost.fixed).sum::<i64>();
                fixed(once.saturating_mul(WHILE_TRIPS))
            }
            "func.call" if operation.text("callee").starts_with("numlir_") => fixed(20),
            "func.call" => fixed(CALL),
            name => fixed(weight(name)),
        }
    }

    /// An inner loop, with the positions of its first bounds and step.
    fn repeated(&self, operation: Operation<'c>, (lower, upper, step): (usize, usize, usize)) -> Cost<'c> {
        let mut once = self.region(operation.region(0));
        if is_vector_loop(operation) {
            once.fixed = (once.fixed / FASTER).max(1);
        }
        let known = [lower, upper, step].map(|position| self.before(operation.operand(position), 8));
        let [Some(lower), Some(upper), Some(step)] = known else {
            return Cost { fixed: once.fixed.saturating_mul(UNKNOWN_TRIPS), products: once.products };
        };
        let builder = &self.builder;
        let distance = builder.binary("arith.subi", upper, lower);
        let trips = match constant(step) {
            Some(1) => distance,
            _ => builder.binary("arith.divsi", distance, builder.binary("arith.maxsi", step, builder.constant_i64(1))),
        };
        // Beyond, any loop is worth all threads, and products would overflow.
        let most = builder.constant_i64(1 << 20);
        let some = builder.compare_int(Predicate::Sgt, trips, builder.constant_i64(0));
        let trips = builder.select(some, builder.binary("arith.minsi", trips, most), builder.constant_i64(0));
        let once = builder.binary("arith.minsi", self.value(&once), most);
        Cost { fixed: 1, products: vec![builder.binary("arith.muli", trips, once)] }
    }

    /// A number as it is before the parallel loop, in 64 bits: itself, or a copy of what computes it.
    fn before(&self, value: Value<'c>, depth: u32) -> Option<Value<'c>> {
        let word = |value: Value<'c>| {
            if value.ty().is_index() {
                self.builder.convert("arith.index_cast", value, self.builder.i64())
            } else {
                value
            }
        };
        Some(word(self.copied(value, depth)?))
    }

    fn copied(&self, value: Value<'c>, depth: u32) -> Option<Value<'c>> {
        if !self.is_inside(value) {
            return Some(value);
        }
        let made = value.defining_operation()?;
        let cheap = ["arith.constant", "arith.index_cast", "arith.addi", "arith.subi", "arith.muli", "nd.dim"];
        if !cheap.contains(&made.name()) {
            return None;
        }
        let depth = depth.checked_sub(1)?;
        let operands: Option<Vec<_>> = made.operands().map(|operand| self.copied(operand, depth)).collect();
        let operands = operands?;
        let copy = made.clone_detached();
        copy.set_operands(&operands);
        Some(self.builder.insert(copy).result(0))
    }

    fn is_inside(&self, value: Value<'c>) -> bool {
        let mut place = value.owner_block().or_else(|| value.defining_operation()?.block());
        while let Some(block) = place {
            let parent = block.parent();
            if parent == self.outside {
                return true;
            }
            place = parent.block();
        }
        false
    }
}
