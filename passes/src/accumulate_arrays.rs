//! Arrays that all iterations of a parallel loop add to become reductions: each chunk gets a copy of its own.
//!
//! ```text
//! par.loop (%i) reduce [] {                        par.loop (%i) reduce ["add"] (%h) from (%zero) {
//!   %k = "place"(%i)                               ^bb0(%i: index, %own: !nd.array<si64, 1, "C">):
//!   %x = nd.load %h[%k]                              %k = "place"(%i)
//!   %y = arith.addi %x, %one                 =>      %x = nd.load %own[%k]
//!   nd.store %y, %h[%k]                              %y = arith.addi %x, %one
//!   par.yield                                        nd.store %y, %own[%k]
//! }                                                  par.yield %own
//!                                                  }
//! ```
//!
//! This is so where everything that the loop does with an array from outside is to combine what it holds with a value, by one
//! kind of operation, and where the loop does not give each iteration a place of its own (an index that is the position on
//! the loop's axis plus what does not change). `h[k] += 1` is such a use, and so are `h[k] = max(h[k], x)`, `if x > h[k]: h[k] = x`, and
//! `acc += row` and `centres[k] += row` on whole arrays. Needs whole-array operations not yet lowered, so that one is seen as one use. Linear in the uses of arrays.

use crate::{
    blocks::defined_functions,
    elementwise::is_same,
    loops::find_all,
    lower_par::{Loop, elements},
    parallel_notes::Notes,
    prange_to_par::{order::Order, scope::Scope},
};
use melior::Context;
use numlir_dialects::{
    Block, Builder, Operation, Value, convert,
    passes::Outcome,
    types::{Array, Layout, Type},
};
use rustc_hash::FxHashSet;

/// Turns the accumulators of all parallel loops of a module into reductions.
///
/// # Errors
/// None.
pub fn accumulate_arrays<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let mut notes = Notes::of(context, module);
    for function in defined_functions(module) {
        // Outer loops come first: what an inner one accumulates into is then the outer one's copy.
        for operation in find_all(function.region(0), "par.loop").into_iter().rev() {
            let found: Vec<_> = captured_arrays(operation)
                .into_iter()
                .filter_map(|array| Some((array, accumulated(operation, array)?)))
                .collect();
            if !found.is_empty() {
                let kinds: Vec<_> = found.iter().map(|(_, kind)| format!("an array ({kind})")).collect();
                notes.add("arrays", &kinds.join(", "), &[operation.location()]);
                extend(context, operation, &found);
            }
        }
    }
    notes.write();
    Ok(())
}

/// The arrays from outside that a loop uses, in the order of their first uses.
pub fn captured_arrays(operation: Operation) -> Vec<Value> {
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    let mut open = vec![operation.region(0)];
    while let Some(region) = open.pop() {
        for inner in region.blocks().flat_map(Block::operations) {
            for operand in inner.operands().filter(|operand| convert::is_array(operand.ty())) {
                if !is_inside(operand, operation) && seen.insert(operand) {
                    found.push(operand);
                }
            }
            open.extend((0..inner.region_count()).map(|index| inner.region(index)));
        }
    }
    found
}

/// Whether a value is defined within a loop.
pub fn is_inside<'c>(value: Value<'c>, operation: Operation<'c>) -> bool {
    value.owner_block().or_else(|| value.defining_operation()?.block()).is_some_and(|block| encloses(operation, block))
}

/// Whether a block stands in a loop.
pub fn encloses<'c>(operation: Operation<'c>, block: Block<'c>) -> bool {
    let mut place = Some(block);
    while let Some(block) = place {
        let parent = block.parent();
        if parent == operation {
            return true;
        }
        place = parent.block();
    }
    false
}

/// By which kind of operation a loop accumulates into an array, if it does nothing else with it.
fn accumulated<'c>(operation: Operation<'c>, array: Value<'c>) -> Option<&'static str> {
    let Some(Type::Array(ty)) = convert::from_mlir(array.ty()) else { return None };
    let plain = ty.layout != Layout::F && !ty.readonly && ty.aligned;
    if !plain || ty.rank == 0 || matches!(ty.element, numlir_dialects::types::Scalar::Record(_)) {
        return None;
    }
    let mut uses = Uses {
        scope: Scope::of(operation),
        operation,
        kind: None,
        distinct: true,
        count: 0,
        stores: FxHashSet::default(),
        ends: FxHashSet::default(),
    };
    uses.follow(array)?;
    // Another name for the same memory must not be in use beside it.
    let alone = captured_arrays(operation).into_iter().all(|other| other == array || !may_share(other, array));
    // A write has to be the end of a combination.
    let seen = uses.stores.is_subset(&uses.ends);
    (uses.count > 0 && !uses.distinct && alone && seen).then_some(uses.kind?)
}

/// Whether two arrays are views of one, as can be seen from how they were made. Arguments are taken to be different arrays.
pub fn may_share(one: Value, other: Value) -> bool {
    root(one) == root(other)
}

/// The array that a view is of.
pub fn root(mut value: Value) -> Value {
    while let Some(made) = value.defining_operation() {
        if !matches!(made.name(), "nd.view" | "nd.select" | "nd.relayout") {
            break;
        }
        value = made.operand(0);
    }
    value
}

struct Uses<'c> {
    scope: Scope<'c>,
    operation: Operation<'c>,
    kind: Option<&'static str>,
    /// Whether each iteration has places of its own, so far.
    distinct: bool,
    count: usize,
    /// What writes to the array, and what of that ends a combination with what was there.
    stores: FxHashSet<Operation<'c>>,
    ends: FxHashSet<Operation<'c>>,
}

impl<'c> Uses<'c> {
    fn follow(&mut self, array: Value<'c>) -> Option<()> {
        for (user, position) in array.uses() {
            if !user.block().is_some_and(|block| encloses(self.operation, block)) {
                continue;
            }
            match user.name() {
                "nd.dim" | "nd.stride" => {}
                "nd.load" => self.element(user)?,
                "nd.store" if position == 1 => {
                    self.stores.insert(user);
                }
                "nd.relayout" => self.follow(user.result(0))?,
                "nd.select" => self.part(user, self.has_own_place(user.operands().skip(1)))?,
                // Views of fewer axes lie at different places; others may overlap.
                "nd.view" if position == 0 => {
                    let fewer = array_of(user.result(0)).rank < array_of(array).rank;
                    self.part(user, fewer && self.has_own_place(std::iter::once(user.operand(1))))?;
                }
                "nd.map_into" => self.whole(user, array)?,
                _ => return None,
            }
        }
        Some(())
    }

    /// What is done with a part of the array; `own` says that it is the iteration's own part.
    fn part(&mut self, view: Operation<'c>, own: bool) -> Option<()> {
        let before = std::mem::replace(&mut self.distinct, true);
        self.follow(view.result(0))?;
        self.distinct = before && (own || self.distinct);
        Some(())
    }

    fn note_places(&mut self, places: impl Iterator<Item = Value<'c>>) {
        self.distinct &= self.has_own_place(places);
    }

    /// Whether one of the indices is the position on the loop's axis, plus what does not change.
    fn has_own_place(&self, mut places: impl Iterator<Item = Value<'c>>) -> bool {
        let body = self.operation.region(0).first_block().expect("a loop has a body");
        let rank = Loop::of(self.operation).rank;
        let axis: Vec<_> = body.arguments().take(rank).collect();
        rank == 1 && places.any(|place| self.moves_with(place, axis[0], 8))
    }

    fn moves_with(&self, value: Value<'c>, axis: Value<'c>, depth: u32) -> bool {
        if value == axis {
            return true;
        }
        let (Some(made), Some(depth)) = (value.defining_operation(), depth.checked_sub(1)) else { return false };
        match made.name() {
            "arith.index_cast" | "nd.index" => self.moves_with(made.operand(0), axis, depth),
            "arith.addi" | "arith.subi" | "arith.muli" => {
                let [one, other] = [0, 1].map(|index| made.operand(index));
                let fixed = |value: Value<'c>| !is_inside(value, self.operation) || is_constant(value);
                fixed(other) && self.moves_with(one, axis, depth) || fixed(one) && self.moves_with(other, axis, depth)
            }
            "arith.xori" => is_constant(made.operand(1)) && self.moves_with(made.operand(0), axis, depth),
            _ => false,
        }
    }

    /// An element that is read has to be combined and written back.
    fn element(&mut self, load: Operation<'c>) -> Option<()> {
        let (store, kind) = match written_back(load) {
            Some((store, kind)) if load.block() == store.block() => (store, kind),
            Some(_) => return None,
            None => replaced(load, &self.scope)?,
        };
        let same_place = load.operand(0) == store.operand(1)
            && load.operand_count() + 1 == store.operand_count()
            && (1..load.operand_count()).all(|index| self.scope.is_same(load.operand(index), store.operand(index + 1)));
        if !same_place {
            return None;
        }
        // What is computed from the place twice is no accumulation.
        if !self.ends.insert(store) {
            return None;
        }
        self.note(kind)?;
        self.note_places(load.operands().skip(1));
        Some(())
    }

    /// A whole-array operation has to combine each element with a value.
    fn whole(&mut self, user: Operation<'c>, array: Value<'c>) -> Option<()> {
        let own = |value: Value<'c>| value == array || is_same(value, array);
        let inputs: Vec<_> = user.operands().skip(1).collect();
        if !own(user.operand(0)) {
            return None;
        }
        let positions: Vec<_> = (0..inputs.len()).filter(|index| may_share(inputs[*index], array)).collect();
        let [position] = positions[..] else { return None };
        if !own(inputs[position]) {
            return None;
        }
        let body = user.region(0).first_block()?;
        let argument = body.argument(position);
        let result = body.terminator()?.operand(0);
        let kind = combination(argument, result)?;
        self.note(kind)?;
        self.distinct = false;
        Some(())
    }

    fn note(&mut self, kind: &'static str) -> Option<()> {
        self.count += 1;
        (*self.kind.get_or_insert(kind) == kind).then_some(())
    }
}

fn is_constant(value: Value) -> bool {
    value.defining_operation().is_some_and(|made| made.is("arith.constant"))
}

fn is_cast(operation: Operation) -> bool {
    matches!(operation.name(), "arith.extsi" | "arith.extui" | "arith.trunci" | "arith.extf" | "arith.truncf")
}

/// The store that ends the combination which an element's load begins, with its kind.
fn written_back<'c>(load: Operation<'c>) -> Option<(Operation<'c>, &'static str)> {
    let (mut value, mut kind) = (load.result(0), None);
    for _ in 0..6 {
        if let Some((larger, better)) = chosen(value) {
            kind = Some(larger).filter(|one| kind.is_none_or(|kind| kind == *one));
            kind?;
            value = better;
            continue;
        }
        let [(user, position)] = value.uses()[..] else { return None };
        if user.is("nd.store") && position == 0 {
            return Some((user, kind?));
        }
        // What is cut off goes with sums, not with extrema.
        if user.is("arith.trunci") && kind.is_some_and(|kind| kind.contains("max") || kind.contains("min")) {
            return None;
        }
        if is_cast(user) {
            value = user.result(0);
            continue;
        }
        kind = Some(step(user, position).filter(|one| kind.is_none_or(|kind| kind == *one))?);
        value = user.result(0);
    }
    None
}

/// The better of a value and another, by a comparison of the two, with the kind.
fn chosen(value: Value) -> Option<(&'static str, Value)> {
    let uses = value.uses();
    let [one, other] = uses[..] else { return None };
    let ((select, side), (comparison, present)) = if one.0.is("arith.select") { (one, other) } else { (other, one) };
    let compared = matches!(comparison.name(), "arith.cmpf" | "arith.cmpi")
        && select.is("arith.select")
        && side > 0
        && select.operand(0) == comparison.result(0)
        && comparison.result(0).uses().len() == 1
        && is_same(select.operand(3 - side), comparison.operand(1 - present));
    if !compared {
        return None;
    }
    Some((extremum(comparison, (present, side == 2))?, select.result(0)))
}

/// The kind of extremum that is kept where a new value is taken if a comparison with the present one is so.
fn extremum(comparison: Operation, (present, truth): (usize, bool)) -> Option<&'static str> {
    // NaN that takes the place of a number depends on the order of all iterations.
    let order = Order::of(comparison, 1 - present, truth).filter(|order| !order.with_nan)?;
    Some(if order.is_larger { "max" } else { "min" })
}

/// The store of a better value under the condition that it is one, with its kind.
fn replaced<'c>(load: Operation<'c>, scope: &Scope<'c>) -> Option<(Operation<'c>, &'static str)> {
    let mut value = load.result(0);
    let (comparison, present) = loop {
        let [(user, position)] = value.uses()[..] else { return None };
        match user.name() {
            "arith.cmpf" | "arith.cmpi" => break (user, position),
            _ if is_cast(user) => value = user.result(0),
            _ => return None,
        }
    };
    let [(branch, 0)] = comparison.result(0).uses()[..] else { return None };
    if !branch.is("scf.if") || branch.result_count() > 0 {
        return None;
    }
    let otherwise = branch.region(1).first_block();
    if otherwise.is_some_and(|block| block.operations().count() > 1) {
        return None;
    }
    let mut stores = Vec::new();
    for inner in branch.region(0).first_block()?.operations() {
        match inner.name() {
            "nd.store" => stores.push(inner),
            "scf.yield" | "nd.index" | "nd.dim" | "nd.load" => {}
            name if name.starts_with("arith.") => {}
            _ => return None,
        }
    }
    let [store] = stores[..] else { return None };
    // Both are one value, in types that keep the order.
    let [new, compared] = [store.operand(0), comparison.operand(1 - present)].map(before_casts);
    new.iter().any(|one| compared.iter().any(|other| scope.is_same(*one, *other))).then_some(())?;
    Some((store, extremum(comparison, (present, true))?))
}

/// A value, and what it was before each cast that keeps the order of numbers.
fn before_casts(value: Value) -> Vec<Value> {
    let keeps_order = |made: &Operation| {
        let widens = matches!(made.name(), "arith.extsi" | "arith.extui" | "arith.extf");
        widens || matches!(made.name(), "arith.sitofp" | "arith.uitofp" | "arith.truncf")
    };
    std::iter::successors(Some(value), |value| Some(value.defining_operation().filter(keeps_order)?.operand(0)))
        .collect()
}

/// The kind of a combination of an argument with something else, if the result is one.
fn combination<'c>(argument: Value<'c>, result: Value<'c>) -> Option<&'static str> {
    let (mut value, mut kind) = (argument, None);
    for _ in 0..6 {
        let [(user, position)] = value.uses()[..] else { return None };
        if user.is("nd.yield") {
            return (user.operand(0) == result).then_some(kind?);
        }
        if !is_cast(user) {
            kind = Some(step(user, position).filter(|one| kind.is_none_or(|kind| kind == *one))?);
        }
        value = user.result(0);
    }
    None
}

fn step(user: Operation, position: usize) -> Option<&'static str> {
    Some(match user.name() {
        "arith.addf" | "arith.addi" | "complex.add" => "add",
        "arith.subf" | "arith.subi" | "complex.sub" if position == 0 => "add",
        "arith.mulf" | "arith.muli" | "complex.mul" => "mul",
        "arith.divf" | "complex.div" if position == 0 => "mul",
        "arith.andi" => "and",
        "arith.ori" => "or",
        "arith.xori" => "xor",
        "arith.maxsi" | "arith.maxui" => "max",
        "arith.minsi" | "arith.minui" => "min",
        "arith.maximumf" => "maximum",
        "arith.minimumf" => "minimum",
        "arith.maxnumf" => "fmax",
        "arith.minnumf" => "fmin",
        _ => return None,
    })
}

/// Makes a loop anew with more reductions, of arrays.
fn extend<'c>(context: &'c Context, operation: Operation<'c>, found: &[(Value<'c>, &'static str)]) {
    let builder = Builder::before(context, operation);
    let parts = Loop::of(operation);
    let identities: Vec<_> = found.iter().map(|(array, kind)| identity(&builder, array_of(*array), kind)).collect();
    let kinds: Vec<_> = parts.kinds.iter().map(String::as_str).chain(found.iter().map(|(_, kind)| *kind)).collect();
    let (axes, count) = (parts.rank as i32, kinds.len() as i32);
    let types: Vec<_> =
        parts.initial.iter().chain(found.iter().map(|(array, _)| array)).map(|value| value.ty()).collect();
    let made = builder
        .op("par.loop")
        .operands([&parts.lower, &parts.upper, &parts.step].into_iter().flatten().copied())
        .operands(parts.initial.iter().copied())
        .operands(found.iter().map(|(array, _)| *array))
        .operands(parts.identity.iter().copied())
        .operands(identities)
        .attribute("source", operation.attribute("source").expect("a loop has a source"))
        .attribute("kinds", builder.strings(&kinds))
        .attribute("operandSegmentSizes", builder.dense_i32(&[axes, axes, axes, count, count]))
        .maybe_attribute("schedule", operation.attribute("schedule"))
        .results(types)
        .region()
        .region()
        .insert();
    made.region(0).take_body(operation.region(0));
    made.region(1).take_body(operation.region(1));
    let body = made.region(0).first_block().expect("a loop has a body");
    let end = body.terminator().expect("a loop's body has a terminator");
    let mut values: Vec<_> = end.operands().collect();
    for (array, _) in found {
        let own = body.add_argument(array.ty(), array.location());
        for (user, position) in array.uses() {
            if user != made && user.block().is_some_and(|block| encloses(made, block)) {
                user.set_operand(position, own);
            }
        }
        values.push(own);
    }
    end.set_operands(&values);
    for (old, new) in operation.results().zip(made.results()) {
        old.replace_all_uses(new);
    }
    operation.erase();
}

fn array_of(array: Value) -> Array {
    crate::lower_par::array_type(array.ty())
}

fn identity<'c>(builder: &Builder<'c>, array: Array, kind: &str) -> Value<'c> {
    elements::identity(builder, kind, array.element)
}
