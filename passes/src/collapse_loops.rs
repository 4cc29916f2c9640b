//! Perfect nests of parallel loops become one loop over the product of their spaces.
//!
//! ```text
//! par.loop (0) to (%m) {                      par.loop (0, 0) to (%m, %n) {
//! ^bb0(%i):                                   ^bb0(%i, %j):
//!   par.loop (0) to (%n) {              =>      body
//!   ^bb0(%j):                                   par.yield
//!     body                                    }
//!   }
//! }
//! ```
//!
//! So a nest has enough chunks where the outer loop has few iterations, and is entered once. The bounds of the inner loop must not
//! depend on the outer position, and nothing but pure computation may stand beside it. Both loops carry the same reductions, if any:
//! what the inner one begins with is what the outer one has so far, and what it gives goes on. Sums are then rounded in the order of the
//! chunks of the product. Loops with a schedule of their own stay, and so do those that accumulate into arrays or run serially.
//!
//! Needs races checked. Innermost nests first. Linear.

use crate::{
    accumulate_arrays::is_inside, blocks::defined_functions, check_races::SERIAL, loops::find_all, lower_par::Loop,
    lower_raises::constant, parallel_notes::Notes,
};
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Value, convert, passes::Outcome};
use rustc_hash::FxHashMap;

/// Collapses the nests of all functions of a module.
///
/// # Errors
/// None.
pub fn collapse_loops<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let mut notes = Notes::of(context, module);
    for function in defined_functions(module) {
        // Inner loops have their turn before those around them.
        for operation in find_all(function.region(0), "par.loop") {
            if let Some(nest) = Nest::of(operation) {
                let text = format!("one loop with the one in it, over {} axes", nest.outer.rank + nest.inner.rank);
                notes.add("collapsed", &text, &[operation.location(), nest.inner.operation.location()]);
                nest.collapse(context);
            }
        }
    }
    notes.write();
    Ok(())
}

/// A loop whose body is a loop.
struct Nest<'c> {
    outer: Loop<'c>,
    inner: Loop<'c>,
}

impl<'c> Nest<'c> {
    fn of(operation: Operation<'c>) -> Option<Self> {
        let body = operation.region(0).first_block()?;
        let end = body.terminator()?;
        let mut inner = None;
        for one in body.operations().filter(|one| *one != end) {
            match one.name() {
                "par.loop" if inner.is_none() => inner = Some(one),
                name if is_pure(name) && one.region_count() == 0 => {}
                _ => return None,
            }
        }
        let nest = Self { outer: Loop::of(operation), inner: Loop::of(inner?) };
        let both = [&nest.outer, &nest.inner];
        let plain = both.into_iter().all(|part| {
            let marked = ["schedule", SERIAL].iter().any(|name| part.operation.attribute(name).is_some());
            !marked && part.operation.text("source") == "prange"
        });
        (plain && nest.carries_alike(body) && nest.has_fixed_bounds()).then_some(nest)
    }

    /// Whether the inner loop goes on with the outer one's reductions.
    fn carries_alike(&self, body: Block<'c>) -> bool {
        let Self { outer, inner } = self;
        let Some(end) = body.terminator() else { return false };
        let simple = ["add", "mul", "and", "or", "xor", "min", "max"];
        // Pure code behind the inner loop may use what that gives.
        let inner_results = inner.operation.results().zip(end.operands());
        outer.kinds == inner.kinds
            && outer.kinds.iter().all(|kind| simple.contains(&kind.as_str()))
            && outer.initial.iter().all(|initial| !convert::is_array(initial.ty()))
            && inner_results.into_iter().all(|(result, yielded)| result == yielded && result.uses().len() == 1)
            && inner.initial.iter().enumerate().all(|(index, initial)| {
                let argument = body.argument(outer.rank + index);
                *initial == argument && argument.uses().len() == 1
            })
    }

    fn has_fixed_bounds(&self) -> bool {
        let Loop { lower, upper, step, .. } = &self.inner;
        [lower, upper, step].into_iter().flatten().all(|bound| self.is_fixed(*bound, 16))
    }

    /// Whether a value is the same in all iterations of the outer loop.
    fn is_fixed(&self, value: Value<'c>, depth: u32) -> bool {
        if !is_inside(value, self.outer.operation) {
            return true;
        }
        let Some(made) = value.defining_operation().filter(|made| depth > 0 && is_pure(made.name())) else {
            return false;
        };
        // A division by what no iteration divides by must not come before the loop.
        let may_fail = ["div", "rem"].iter().any(|part| made.name().contains(part));
        !(may_fail && constant(made.operand(1)).is_none_or(|divisor| matches!(divisor, 0 | -1)))
            && made.operands().all(|operand| self.is_fixed(operand, depth - 1))
    }

    fn collapse(self, context: &'c Context) {
        let Self { outer, inner } = self;
        let builder = Builder::before(context, outer.operation);
        let mut copies = FxHashMap::default();
        let mut bounds = |own: &[Value<'c>], inner: &[Value<'c>]| {
            let inner: Vec<_> =
                inner.iter().map(|value| before(&builder, outer.operation, (*value, &mut copies))).collect();
            [own, &inner].concat()
        };
        let lower = bounds(&outer.lower, &inner.lower);
        let upper = bounds(&outer.upper, &inner.upper);
        let step = bounds(&outer.step, &inner.step);
        let (axes, count) = (lower.len() as i32, outer.kinds.len() as i32);
        let made = builder
            .op("par.loop")
            .operands([lower, upper, step].concat())
            .operands(outer.initial.iter().copied())
            .operands(outer.identity.iter().copied())
            .attribute("source", builder.string("prange"))
            .attribute("kinds", builder.strings(&outer.kinds))
            .attribute("operandSegmentSizes", builder.dense_i32(&[axes, axes, axes, count, count]))
            .results(outer.initial.iter().map(|value| value.ty()))
            .region()
            .region()
            .insert();
        let arguments = |part: &Loop<'c>| {
            let body = part.operation.region(0).first_block().expect("a loop has a body");
            body.arguments().collect::<Vec<_>>()
        };
        let (own, nested) = (arguments(&outer), arguments(&inner));
        let positions = own[..outer.rank].iter().chain(&nested);
        let types: Vec<_> = positions.clone().map(|argument| (argument.ty(), argument.location())).collect();
        let block = Block::append(made.region(0), &types);
        for (old, new) in positions.zip(block.arguments()) {
            old.replace_all_uses(new);
        }
        let body = outer.operation.region(0).first_block().expect("a loop has a body");
        body.terminator().expect("a loop's body has a terminator").erase();
        // Pure code that stood beside the inner loop is computed for each place; what is the same for a row, LLVM moves out.
        let beside: Vec<_> = body.operations().filter(|one| *one != inner.operation).collect();
        if let Some(first) = body.first() {
            block.take_from(first);
        }
        debug_assert!(beside.iter().all(|one| one.block() == Some(block)));
        let nested = inner.operation.region(0).first_block().expect("a loop has a body");
        if let Some(first) = nested.first() {
            block.take_from(first);
        }
        made.region(1).take_body(outer.operation.region(1));
        for (old, new) in outer.operation.results().zip(made.results()) {
            old.replace_all_uses(new);
        }
        inner.operation.erase();
        outer.operation.erase();
    }
}

/// A fixed value, computed before the loop.
fn before<'c>(
    builder: &Builder<'c>,
    outer: Operation<'c>,
    (value, copies): (Value<'c>, &mut FxHashMap<Value<'c>, Value<'c>>),
) -> Value<'c> {
    if let Some(copy) = copies.get(&value) {
        return *copy;
    }
    let Some(made) = value.defining_operation().filter(|_| is_inside(value, outer)) else { return value };
    let operands: Vec<_> = made.operands().map(|operand| before(builder, outer, (operand, &mut *copies))).collect();
    let copy = made.clone_detached();
    copy.set_operands(&operands);
    let copy = builder.insert(copy).result(value.position());
    copies.insert(value, copy);
    copy
}

/// Whether an operation of this name gives the same wherever it stands, and does nothing else.
fn is_pure(name: &str) -> bool {
    name.starts_with("arith.")
        || matches!(name, "nd.dim" | "nd.stride" | "nd.select" | "nd.relayout" | "nd.undef" | "nd.frozen" | "nd.string")
}
