//! What is computed of elements that a mask selects and goes back to their places, in one loop over all places.
//!
//! ```mlir
//! %t = nd.compress (%n) %b where %m : …           nd.map_into %a (%b, %m, %a) {
//! %v = nd.map (%n) (%t) {                         ^bb0(%x: f64, %c: i1, %o: f64):
//! ^bb0(%x: f64):                                    %y = arith.addf %x, %x : f64
//!   %y = arith.addf %x, %x : f64           =>       %s = arith.select %c, %y, %o : f64
//!   nd.yield %y : f64                               nd.yield %s : f64
//! } : …                                           } : …
//! nd.place (%n) %v into %a where %m : …
//! ```
//!
//! That is `a[m] = b[m] + b[m]`. What costs much is computed of those that are selected alone, so it stays. `a[m] += b[m]` changes what was selected
//! before it is placed: an update of an array that is made here, before anybody else sees it, is a map ([`Fusion::update`]).

use super::{Fusion, first_input, is_cheap};
use crate::{
    elementwise::is_same,
    extent::{self, array_type, known},
    loops::body,
};
use numlir_dialects::{
    Block, Builder, Operation, Value, convert,
    types::{Array, Layout, Type},
};
use rustc_hash::FxHashMap;

impl<'c> Fusion<'c> {
    /// Makes a map of a change of an array that is made before in the same block and has one other use, behind it, in an operation that takes
    /// maps. Gives what the change is then.
    pub fn update(&mut self, change: Operation<'c>) -> Operation<'c> {
        let array = change.operand(0);
        let is_made = |made: &Operation<'c>| {
            matches!(made.name(), "nd.map" | "nd.compress" | "nd.take") && made.block() == change.block()
        };
        if array.defining_operation().filter(is_made).is_none() || !goes_on_once(array, change) {
            return change;
        }
        let Some(ty) = array_type(array) else { return change };
        let builder = Builder::before(self.context, change);
        let extents: Vec<_> = (0..ty.rank).map(|axis| extent::dim(&builder, array, axis)).collect();
        let segments = [extents.len() as i32, change.operand_count() as i32 - 1];
        let made = builder
            .op("nd.map")
            .operands(extents)
            .operands(change.operands().skip(1))
            .attribute("operandSegmentSizes", builder.dense_i32(&segments))
            .result(array.ty())
            .region()
            .insert();
        made.region(0).take_body(change.region(0));
        for (user, operand) in array.uses() {
            if user != made && user != change && !user.is("nd.dim") {
                user.set_operand(operand, made.result(0));
            }
        }
        change.erase();
        made
    }

    /// Makes one loop over all places of values that go where a mask is true and are computed from what it selects; gives that.
    pub fn place(
        &mut self,
        place: Operation<'c>,
        positions: &FxHashMap<Operation<'c>, usize>,
    ) -> Option<Operation<'c>> {
        let placed = Placed::of(place)?;
        let may_take = placed.selected.iter().all(|compress| self.is_as_selected(*compress, positions));
        if !may_take {
            return None;
        }
        let made = placed.everywhere(self.context, place);
        let count = place.operand(0).defining_operation();
        place.erase();
        if let Some(map) = placed.map {
            self.sizes.remove(&map);
            map.erase();
        }
        placed.selected.iter().for_each(|compress| erase_with_views(*compress));
        // Else the mask would have another user.
        count.into_iter().filter(|count| !count.result(0).has_uses()).for_each(erase_with_views);
        Some(made)
    }
}

/// Whether an array, but for being asked for its extents, is used by a change of it and then by one operation alone.
fn goes_on_once<'c>(array: Value<'c>, change: Operation<'c>) -> bool {
    let mut users = array.uses().into_iter().map(|(user, _)| user).filter(|user| *user != change && !user.is("nd.dim"));
    let Some(next) = users.next().filter(|next| matches!(next.name(), "nd.map" | "nd.reduce" | "nd.place")) else {
        return false;
    };
    let mut behind = change.next();
    while let Some(operation) = behind.filter(|operation| *operation != next) {
        behind = operation.next();
    }
    behind.is_some() && users.all(|user| user == next)
}

/// Erases an operation on views that nobody else uses with those.
pub(super) fn erase_with_views(operation: Operation) {
    let views: Vec<_> = operation.operands().filter_map(Value::defining_operation).collect();
    operation.erase();
    let mut seen = Vec::new();
    for view in views.into_iter().filter(|view| view.is("nd.view")) {
        if !seen.contains(&view) && !view.result(0).has_uses() {
            seen.push(view);
            view.erase();
        }
    }
}

/// Values that are placed, as far as they are computed from what the same mask selects.
struct Placed<'c> {
    /// What computes them; without one they are what is selected.
    map: Option<Operation<'c>>,
    selected: Vec<Operation<'c>>,
}

impl<'c> Placed<'c> {
    fn of(place: Operation<'c>) -> Option<Self> {
        let [count, values] = [0, 1].map(|index| place.operand(index));
        let made = values.defining_operation()?;
        let only = |value: Value<'c>, user: Operation<'c>| value.uses().iter().all(|(other, _)| *other == user);
        if !only(values, place) {
            return None;
        }
        // The count of one mask is one value.
        let is_selected = |made: &Operation<'c>| made.is("nd.compress") && made.operand(0) == count;
        if is_selected(&made) && is_vector(made) {
            return Some(Self { map: None, selected: vec![made] });
        }
        if !made.is("nd.map") || !is_same(made.operand(0), count) || !is_cheap(body(made)) {
            return None;
        }
        let mut selected = Vec::new();
        for input in made.operands().skip(first_input(made)) {
            match array_type(input) {
                Some(ty) if ty.rank > 0 => {
                    let compress = input.defining_operation().filter(is_selected)?;
                    if !is_vector(compress) || !only(input, made) {
                        return None;
                    }
                    if !selected.contains(&compress) {
                        selected.push(compress);
                    }
                }
                _ => {}
            }
        }
        (!selected.is_empty()).then_some(Self { map: Some(made), selected })
    }

    /// The values at all places of the array, where the mask is true.
    fn everywhere(&self, context: &'c melior::Context, place: Operation<'c>) -> Operation<'c> {
        let [array, mask] = [2, 3].map(|index| place.operand(index));
        let builder = Builder::before(context, place);
        let element = convert::storage_to_mlir(context, array_type(array).expect("an array").element);
        let given: Vec<_> = match self.map {
            Some(map) => map.operands().skip(first_input(map)).collect(),
            None => vec![self.selected[0].result(0)],
        };
        let inputs = given.into_iter().map(|input| match input.defining_operation() {
            Some(made) if self.selected.contains(&made) => laid_out_as(&builder, made.operand(1), array),
            _ => input,
        });
        let made = builder.op("nd.map_into").operand(array).operands(inputs).operands([mask, array]).region().insert();
        if let Some(map) = self.map {
            made.region(0).take_body(map.region(0));
        } else {
            let block = Block::append(made.region(0), &[(element, builder.location)]);
            let inner = Builder::at_end(context, block, builder.location);
            inner.op("nd.yield").operand(block.argument(0)).insert();
        }
        let inner = body(made);
        let [is_selected, own] = [builder.i1(), element].map(|ty| inner.add_argument(ty, builder.location));
        let end = inner.terminator().expect("a region ends with nd.yield");
        let chosen = Builder::before(context, end).select(is_selected, end.operand(0), own);
        end.set_operand(0, chosen);
        made
    }
}

fn is_vector(compress: Operation) -> bool {
    array_type(compress.result(0)).is_some_and(|ty| ty.rank == 1)
}

/// As many elements in a row in the shape of an array: the array itself, where they are its own.
fn laid_out_as<'c>(builder: &Builder<'c>, row: Value<'c>, array: Value<'c>) -> Value<'c> {
    let mut base = row;
    while let Some(view) = base.defining_operation().filter(|made| made.is("nd.view")) {
        let is_plain = array_type(view.operand(0)).is_some_and(|ty| ty.layout == Layout::C);
        if known(view.operand(1)) != Some(0) || !is_plain {
            break;
        }
        base = view.operand(0);
    }
    let [ty, own] = [array, row].map(|array| array_type(array).expect("an array"));
    if is_same(base, array) && ty.element == own.element {
        return array;
    }
    let shape: Vec<_> = (0..ty.rank).map(|axis| extent::dim(builder, array, axis)).collect();
    builder
        .op("nd.view")
        .operands([row, builder.constant_i64(0)])
        .operands(shape)
        .attribute("operandSegmentSizes", builder.dense_i32(&[1, 1, ty.rank.into(), 0]))
        .result(convert::to_mlir(builder.context, &Type::Array(Array { rank: ty.rank, ..own })))
        .value()
}
