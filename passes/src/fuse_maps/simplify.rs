//! Makes extents that are certainly equal one value.
//!
//! - `nd.dim` and `nd.stride` of what is made or viewed here are what it was made with; of anything else, there is one
//!   `nd.dim` for each axis, right behind the array's definition.
//! - `nd.view` of the whole of an array is the array, as `a[:]` is. Extents that are not one value may have been compared before, with an
//!   error where they differ; then that is seen through where the array is the result of a map, so that it fuses.
//! - An error whose condition is that such an extent differs from itself is none.
//! - `nd.broadcast` of extents that certainly fit gives these extents, and equal ones give the same. A shape fits that which
//!   came of broadcasting it before.

use crate::{
    blocks::reverse_post_order,
    extent::{array_type, known},
};
use melior::{Context, ir::Attribute};
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Region, Value,
    build::{dense_i64_values, integer_value},
    types::Layout,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Steps of a search through broadcasts.
const MOST_STEPS: u32 = 32;

/// An extent as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent<'c> {
    Constant(i64),
    /// That of an axis of an array that comes from elsewhere.
    Axis(Value<'c>, usize),
    Value(Value<'c>),
}

impl<'c> Extent<'c> {
    pub fn of_value(value: Value<'c>) -> Self {
        if let Some(constant) = known(value) {
            return Self::Constant(constant);
        }
        match value.defining_operation().filter(|operation| operation.is("nd.dim")) {
            Some(dim) => Self::of_axis(dim.operand(0), axis_of(dim)),
            None => Self::Value(value),
        }
    }

    pub fn of_axis(array: Value<'c>, axis: usize) -> Self {
        let Some(made) = array.defining_operation() else { return Self::Axis(array, axis) };
        match made.name() {
            "nd.compress" if axis > 0 => Self::of_axis(made.operand(1), axis),
            "nd.create" | "nd.map" | "nd.compress" | "nd.take" => Self::of_value(made.operand(axis)),
            "nd.view" => Self::of_value(made.operand(2 + axis)),
            "nd.relayout" => Self::of_axis(made.operand(0), axis),
            "nd.select" => Self::of_axis(made.operand(0), axis + made.operand_count() - 1),
            "nd.frozen" => {
                let shape = made.attribute("shape").and_then(dense_i64_values).unwrap_or_default();
                shape.get(axis).map_or(Self::Axis(array, axis), |extent| Self::Constant(*extent))
            }
            _ => Self::Axis(array, axis),
        }
    }
}

pub fn simplify<'c>(context: &'c Context, function: Operation<'c>) {
    let mut simplifier = Simplifier { context, dims: FxHashMap::default(), scopes: Vec::new(), dead: Vec::new() };
    simplifier.region(function.region(0));
    // Handles of erased operations may be those of new ones, so none is erased before.
    simplifier.dead.into_iter().for_each(Operation::erase);
}

/// A broadcast by its attributes and operands.
type Broadcast<'c> = (Option<Attribute<'c>>, Option<Attribute<'c>>, Vec<Value<'c>>);

/// What holds behind the operations of a block so far.
#[derive(Default)]
struct Scope<'c> {
    broadcasts: FxHashMap<Broadcast<'c>, Operation<'c>>,
    /// Extents that are equal, or an error has been raised.
    equal: FxHashSet<(Extent<'c>, Extent<'c>)>,
}

struct Simplifier<'c> {
    context: &'c Context,
    dims: FxHashMap<(Value<'c>, usize), Value<'c>>,
    /// What is known in the block and in those around it.
    scopes: Vec<Scope<'c>>,
    dead: Vec<Operation<'c>>,
}

impl<'c> Simplifier<'c> {
    fn region(&mut self, region: Region<'c>) {
        for block in reverse_post_order(region) {
            self.scopes.push(Scope::default());
            block.operations().for_each(|operation| self.operation(operation));
            self.scopes.pop();
        }
    }

    fn operation(&mut self, operation: Operation<'c>) {
        match operation.name() {
            "nd.dim" => {
                let extent = Extent::of_axis(operation.operand(0), axis_of(operation));
                let value = self.value(extent, operation);
                if value != operation.result(0) {
                    self.replace(operation, &[value]);
                }
            }
            "nd.stride" => self.stride(operation),
            "nd.raise_if" if is_false(operation.operand(0)) => self.forget(operation),
            "nd.raise_if" => self.compared(operation),
            "nd.view" if self.is_whole(operation) => self.replace(operation, &[operation.operand(0)]),
            "nd.broadcast" => self.broadcast(operation),
            "nd.map" | "nd.map_into" | "nd.reduce" => {}
            _ => (0..operation.region_count()).for_each(|index| self.region(operation.region(index))),
        }
    }

    /// The one value of an extent that is asked for before an operation.
    fn value(&mut self, extent: Extent<'c>, before: Operation<'c>) -> Value<'c> {
        let (array, axis) = match extent {
            Extent::Constant(value) => return Builder::before(self.context, before).constant_i64(value),
            Extent::Value(value) => return value,
            Extent::Axis(array, axis) => (array, axis),
        };
        let context = self.context;
        *self.dims.entry((array, axis)).or_insert_with(|| {
            let behind = match array.defining_operation() {
                Some(made) => made.next().expect("a terminator makes no array"),
                None => array.owner_block().and_then(Block::first).expect("a block has a terminator"),
            };
            if before.is("nd.dim") && before.operand(0) == array && axis_of(before) == axis {
                if behind != before {
                    before.move_before(behind);
                }
                return before.result(0);
            }
            let builder = Builder::before(context, behind);
            let axis = builder.integer(builder.i64(), axis as i64);
            builder.op("nd.dim").operand(array).attribute("axis", axis).result(builder.i64()).value()
        })
    }

    /// The stride of an array that is made here in the order of C.
    fn stride(&mut self, operation: Operation<'c>) {
        let array = operation.operand(0);
        let Some(ty) = array_type(array).filter(|ty| ty.layout == Layout::C) else { return };
        let builder = Builder::before(self.context, operation);
        let axes = axis_of(operation) + 1..usize::from(ty.rank);
        let size = builder.constant_i64(ty.element.size().into());
        if !axes.is_empty() && !array.defining_operation().is_some_and(|made| made.is("nd.map")) {
            return;
        }
        let extents: Vec<_> = axes.map(|axis| self.value(Extent::of_axis(array, axis), operation)).collect();
        let stride = extents.into_iter().fold(size, |stride, extent| builder.binary("arith.muli", stride, extent));
        self.replace(operation, &[stride]);
    }

    fn broadcast(&mut self, operation: Operation<'c>) {
        if let Some(shape) = certain_shape(operation) {
            let values: Vec<_> = shape.into_iter().map(|extent| self.value(extent, operation)).collect();
            self.replace(operation, &values);
            return;
        }
        let key = (operation.attribute("ranks"), operation.attribute("into"), operation.operands().collect());
        if let Some(earlier) = self.scopes.iter().find_map(|scope| scope.broadcasts.get(&key)) {
            let values: Vec<_> = earlier.results().collect();
            self.replace(operation, &values);
        } else if let Some(scope) = self.scopes.last_mut() {
            scope.broadcasts.insert(key, operation);
        }
    }

    /// Takes note of extents that are equal behind an error.
    fn compared(&mut self, error: Operation<'c>) {
        let comparison = error.operand(0).defining_operation().filter(|made| made.is("arith.cmpi"));
        let Some(comparison) = comparison.filter(|made| is_unequal(*made)) else { return };
        let [one, other] = [0, 1].map(|side| Extent::of_value(comparison.operand(side)));
        if let Some(scope) = self.scopes.last_mut() {
            scope.equal.extend([(one, other), (other, one)]);
        }
    }

    /// Whether a view has all of its array, place by place.
    fn is_whole(&self, view: Operation<'c>) -> bool {
        let array = view.operand(0);
        let Some(ty) = array_type(array).filter(|_| view.result(0).ty() == array.ty()) else { return false };
        let rank = usize::from(ty.rank);
        let is_computed = array.defining_operation().is_some_and(|made| made.is("nd.map"));
        let is_own_extent = |axis: usize| {
            let (extent, own) = (Extent::of_value(view.operand(2 + axis)), Extent::of_axis(array, axis));
            extent == own || is_computed && self.scopes.iter().any(|scope| scope.equal.contains(&(extent, own)))
        };
        let is_own_stride = |(axis, stride): (usize, Value)| {
            let read = stride.defining_operation().filter(|made| made.is("nd.stride"));
            read.is_some_and(|read| read.operand(0) == array && axis_of(read) == axis)
        };
        known(view.operand(1)) == Some(0)
            && (0..rank).all(is_own_extent)
            && view.operands().skip(2 + rank).enumerate().all(is_own_stride)
    }

    /// An operation is erased, and what is computed for it alone.
    fn forget(&mut self, operation: Operation<'c>) {
        self.dead.push(operation);
        let operands = operation.operands().filter(|operand| operand.uses().len() == 1);
        let computed = operands.filter_map(Value::defining_operation).filter(|made| made.name().starts_with("arith."));
        computed.collect::<Vec<_>>().into_iter().for_each(|made| self.forget(made));
    }

    fn replace(&mut self, operation: Operation<'c>, values: &[Value<'c>]) {
        operation.results().zip(values).for_each(|(old, new)| old.replace_all_uses(*new));
        self.dead.push(operation);
    }
}

/// The shape that shapes broadcast to, where they certainly fit and nothing has to be looked at.
fn certain_shape<'c>(operation: Operation<'c>) -> Option<Vec<Extent<'c>>> {
    let ranks = operation.attribute("ranks").and_then(dense_i64_values)?;
    let mut operands = operation.operands().map(Extent::of_value);
    let shapes: Vec<Vec<_>> = ranks.iter().map(|rank| operands.by_ref().take(*rank as usize).collect()).collect();
    let rank = shapes.iter().map(Vec::len).max()?;
    if rank != operation.result_count() {
        return None;
    }
    let one = Extent::Constant(1);
    let axis = |from_end: usize| {
        let mut extents = shapes.iter().filter_map(|shape| shape.iter().rev().nth(from_end).copied());
        if operation.attribute("into").is_some() {
            let into = *shapes[0].iter().rev().nth(from_end)?;
            return extents.all(|extent| extent == into || extent == one).then_some(into);
        }
        let mut fuel = MOST_STEPS;
        extents.try_fold(one, |all, extent| match () {
            () if extent == one || stretches_to(extent, all, &mut fuel) => Some(all),
            () if all == one || stretches_to(all, extent, &mut fuel) => Some(extent),
            () => None,
        })
    };
    (0..rank).rev().map(axis).collect()
}

/// Whether an extent is certainly another one, or 1: the other one came of broadcasting it.
fn stretches_to<'c>(extent: Extent<'c>, to: Extent<'c>, fuel: &mut u32) -> bool {
    if extent == to {
        return true;
    }
    let Extent::Value(shape) = to else { return false };
    let Some(broadcast) = shape.defining_operation().filter(|made| made.is("nd.broadcast")) else { return false };
    let from_end = broadcast.result_count() - shape.position();
    let Some(ranks) = broadcast.attribute("ranks").and_then(dense_i64_values) else { return false };
    let mut end = 0;
    ranks.into_iter().any(|rank| {
        end += rank as usize;
        let Some(left) = fuel.checked_sub(1).filter(|_| from_end <= rank as usize) else { return false };
        *fuel = left;
        stretches_to(extent, Extent::of_value(broadcast.operand(end - from_end)), fuel)
    })
}

/// Whether a condition certainly does not hold, as far as comparisons of extents tell.
fn is_false(condition: Value) -> bool {
    let Some(made) = condition.defining_operation() else { return false };
    match made.name() {
        "arith.constant" => known(condition) == Some(0),
        "arith.andi" => made.operands().any(is_false),
        "arith.cmpi" => is_unequal(made) && Extent::of_value(made.operand(0)) == Extent::of_value(made.operand(1)),
        _ => false,
    }
}

fn is_unequal(comparison: Operation) -> bool {
    comparison.attribute("predicate").and_then(integer_value).is_some_and(|(_, of)| of == Predicate::Ne as i64)
}

fn axis_of(operation: Operation) -> usize {
    let axis = operation.attribute("axis").and_then(integer_value);
    axis.map_or(0, |(_, axis)| axis as usize)
}
