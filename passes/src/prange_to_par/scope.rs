//! What may be read, computed twice or computed elsewhere within a loop.

use crate::accumulate_arrays::{is_inside, root};
use numlir_dialects::{Block, Operation, Region, Value, convert};
use rustc_hash::FxHashSet;

/// A loop, with the arrays that it may write to.
pub struct Scope<'c> {
    pub operation: Operation<'c>,
    pub body: Block<'c>,
    written: FxHashSet<Value<'c>>,
}

/// How deep values are looked at.
const DEPTH: u32 = 16;

impl<'c> Scope<'c> {
    pub fn of(operation: Operation<'c>) -> Self {
        let mut written = FxHashSet::default();
        note_written(operation.region(0), &mut written);
        Self { operation, body: operation.region(0).first_block().expect("a loop has a body"), written }
    }

    /// Whether an operation gives the same for the same operands anywhere in the loop.
    pub fn is_readable(&self, operation: Operation<'c>) -> bool {
        match operation.name() {
            "nd.load" => !self.written.contains(&root(operation.operand(0))),
            name => is_computation(name) && operation.result_count() == 1 && operation.region_count() == 0,
        }
    }

    /// Whether two values are certainly equal.
    pub fn is_same(&self, one: Value<'c>, other: Value<'c>) -> bool {
        self.corresponds(one, other, &|_, _| false)
    }

    /// Whether two values are computed alike, from operands that are the same or that `pair` allows.
    pub fn corresponds(&self, one: Value<'c>, other: Value<'c>, pair: &dyn Fn(Value<'c>, Value<'c>) -> bool) -> bool {
        self.corresponds_within(one, other, (pair, DEPTH))
    }

    fn corresponds_within(
        &self,
        one: Value<'c>,
        other: Value<'c>,
        (pair, depth): (&dyn Fn(Value<'c>, Value<'c>) -> bool, u32),
    ) -> bool {
        if one == other || pair(one, other) {
            return true;
        }
        let (Some(p), Some(q)) = (one.defining_operation(), other.defining_operation()) else { return false };
        if depth == 0
            || p.name() != q.name()
            || !self.is_readable(p)
            || !self.is_readable(q)
            || one.ty() != other.ty()
            || p.operand_count() != q.operand_count()
        {
            return false;
        }
        let attributes = p.attributes();
        attributes.len() == q.attributes().len()
            && attributes
                .iter()
                .all(|(name, value)| q.attribute(name.as_string_ref().as_str().unwrap_or("")) == Some(*value))
            && p.operands().zip(q.operands()).all(|(one, other)| self.corresponds_within(one, other, (pair, depth - 1)))
    }

    /// Whether a value can be computed behind the loop for another value of an argument.
    pub fn can_be_copied(&self, value: Value<'c>, argument: Value<'c>) -> bool {
        self.can_be_copied_within(value, argument, DEPTH)
    }

    fn can_be_copied_within(&self, value: Value<'c>, argument: Value<'c>, depth: u32) -> bool {
        if value == argument || !is_inside(value, self.operation) {
            return true;
        }
        let Some(made) = value.defining_operation().filter(|made| depth > 0 && self.is_readable(*made)) else {
            return false;
        };
        made.operands().all(|operand| self.can_be_copied_within(operand, argument, depth - 1))
    }
}

/// Whether a region computes values and does nothing else.
pub fn is_quiet(region: Region) -> bool {
    is_quiet_but(region, "scf.yield")
}

/// The same, where operations of one more name are allowed.
pub fn is_quiet_but(region: Region, allowed: &str) -> bool {
    region.blocks().flat_map(Block::operations).all(|operation| {
        let quiet = is_computation(operation.name())
            || matches!(
                operation.name(),
                "nd.load" | "nd.select" | "nd.view" | "nd.relayout" | "nd.undef" | "scf.if" | "scf.yield"
            );
        let inner = |index| is_quiet_but(operation.region(index), allowed);
        (quiet || operation.is(allowed)) && (0..operation.region_count()).all(inner)
    })
}

fn is_computation(name: &str) -> bool {
    ["arith.", "math.", "complex."].iter().any(|dialect| name.starts_with(dialect))
        || matches!(name, "nd.index" | "nd.dim" | "nd.stride" | "nd.address")
}

/// Notes the arrays that operations may write to; what is not known to read only writes.
fn note_written<'c>(region: Region<'c>, written: &mut FxHashSet<Value<'c>>) {
    for operation in region.blocks().flat_map(Block::operations) {
        let writes = |position: usize| match operation.name() {
            "nd.load"
            | "nd.dim"
            | "nd.stride"
            | "nd.index"
            | "nd.address"
            | "nd.select"
            | "nd.view"
            | "nd.relayout"
            | "nd.map"
            | "nd.reduce"
            | "nd.reduce_compressed" => false,
            "nd.map_into" => position == 0,
            "nd.store" | "nd.fill" => position == 1,
            _ => true,
        };
        let arrays = operation.operands().enumerate().filter(|(_, operand)| convert::is_array(operand.ty()));
        written.extend(arrays.filter(|(position, _)| writes(*position)).map(|(_, array)| root(array)));
        (0..operation.region_count()).for_each(|index| note_written(operation.region(index), written));
    }
}
