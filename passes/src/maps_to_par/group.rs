//! Which whole-array operations become one loop.
//!
//! A group is of operations of one block, over the same places. None reads what another writes, but for fresh arrays, which are
//! read place by place. What stands between them neither uses what a group's reduction gives nor writes, raises or
//! reads memory: it may as well run before all of them.

use super::{bands::Space, captured};
use crate::{accumulate_arrays::root, extent::array_type, fuse_maps::first_input};
use melior::Context;
use numlir_dialects::{Block, Operation, Value, convert, types::Scalar};

/// Operations of one loop, in order.
pub struct Group<'c> {
    pub operations: Vec<Operation<'c>>,
    pub space: Space<'c>,
}

impl<'c> Group<'c> {
    pub fn last(&self) -> Operation<'c> {
        *self.operations.last().expect("a group has operations")
    }

    /// Whether an operation may join.
    fn takes(&self, operation: Operation<'c>, space: &Space<'c>) -> bool {
        let alone = |operation: &Operation<'c>| operation.is("nd.map_into");
        if alone(&operation) || self.operations.iter().any(alone) || !self.space.is_same(space) {
            return false;
        }
        let is_fresh = |value: Value<'c>| self.operations.iter().any(|member| member.result(0) == value);
        let rank = space.extents.len();
        let inputs = operation.operands().skip(first_input(operation));
        let mut arrays = inputs.filter(|input| convert::is_array(input.ty()));
        // Place by place: the whole array, of all axes. A view of it would be read at other places.
        let fits = arrays.all(|input| match is_fresh(root(input)) {
            true => is_fresh(input) && array_type(input).is_some_and(|ty| usize::from(ty.rank) == rank),
            false => true,
        });
        fits && !captured(operation).into_iter().any(|value| self.gives(value))
            && !operation.operands().any(|value| self.is_reduced(value))
    }

    fn gives(&self, value: Value<'c>) -> bool {
        self.operations.iter().any(|member| member.results().any(|result| result == value))
    }

    /// Whether a value is what a reduction of the group gives.
    fn is_reduced(&self, value: Value<'c>) -> bool {
        self.operations.iter().any(|member| member.is("nd.reduce") && member.result(0) == value)
    }

    /// Whether an operation that follows may run before the group.
    fn lets_pass(&self, operation: Operation<'c>) -> bool {
        let name = operation.name();
        let pure = operation.region_count() == 0
            && (name.starts_with("arith.") || name.starts_with("math.") || name.starts_with("complex."))
            || matches!(
                name,
                "nd.dim"
                    | "nd.stride"
                    | "nd.view"
                    | "nd.select"
                    | "nd.relayout"
                    | "nd.frozen"
                    | "nd.string"
                    | "nd.undef"
            );
        pure && !operation.operands().any(|operand| self.is_reduced(operand))
    }
}

/// The groups of a block. What is of a part that stays serial is a group of its own; so is everything where fusion is off.
pub fn of_block<'c>((context, serial): (&'c Context, &[&str]), block: Block<'c>) -> Vec<Group<'c>> {
    let is_off = |operation| super::part(operation).is_some_and(|part| serial.contains(&part));
    let joins =
        |group: &Group<'c>, operation| !serial.contains(&"fusion") && !is_off(group.last()) && !is_off(operation);
    let mut groups: Vec<Group> = Vec::new();
    let mut open: Option<Group> = None;
    for operation in block.operations().collect::<Vec<_>>() {
        let space =
            is_whole_array(operation).then(|| Space::of(context, operation)).flatten().filter(|_| is_plain(operation));
        match (open.as_mut(), space) {
            (Some(group), Some(space)) if joins(group, operation) && group.takes(operation, &space) => {
                group.operations.push(operation)
            }
            (_, Some(space)) => groups.extend(open.replace(Group { operations: vec![operation], space })),
            (Some(group), None) if group.lets_pass(operation) => {}
            (_, None) => groups.extend(open.take()),
        }
    }
    groups.extend(open);
    groups
}

pub fn is_whole_array(operation: Operation) -> bool {
    matches!(operation.name(), "nd.map" | "nd.map_into" | "nd.reduce")
}

/// Whether the elements are numbers, as those are that bands of arrays are computed with.
fn is_plain(operation: Operation) -> bool {
    let arrays = operation.operands().chain(operation.results()).filter_map(array_type);
    arrays.into_iter().all(|ty| !matches!(ty.element, Scalar::Record(_)))
}
