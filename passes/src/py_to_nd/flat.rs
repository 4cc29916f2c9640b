//! Iteration over all elements of an array, and over all positions of a shape, the last axis fastest.

use super::{Lowering, flatten::rank, iterate::Next};
use crate::{builtins, code::Values, infer::subscript::Part};
use numlir_dialects::{
    Block, Predicate, Value,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::smallvec;

impl<'c> Lowering<'_, 'c> {
    /// What is iterated over, then zero for each axis, and the number of elements.
    pub(super) fn start_flat(&mut self, of: &Type, values: &[Value<'c>]) -> Values<'c> {
        let size = builtins::flat::size(&self.code, of, values);
        let zeros = (0..rank(of)).map(|_| self.zero());
        values.iter().copied().chain(zeros).chain([size]).collect()
    }

    pub(super) fn advance_flat(&mut self, over: &Type, of: &Type, values: &[Value<'c>]) -> Option<Next<'c>> {
        let builder = self.code.builder;
        let (left, front) = values.split_last()?;
        let (over_values, positions) = front.split_at(front.len() - rank(of));
        let has_next = builder.compare_int(Predicate::Sgt, *left, self.zero());
        let (element, extents): (Values<'c>, Values<'c>) = match of {
            Type::Array(array) => {
                let extents = (0..array.rank).map(|axis| self.code.dim(over_values[0], axis)).collect();
                let scalar = matches!(over, Type::Flat(_)) && array.element.record().is_none();
                let element = match scalar {
                    true => self.guarded_load(has_next, (over_values[0], array), positions),
                    false => self.element_view((over_values[0], array), positions),
                };
                (smallvec![element], extents)
            }
            _ => (positions.iter().copied().collect(), over_values.iter().copied().collect()),
        };
        // The last axis moves on; an axis that comes to its end begins anew, and the one before it moves on.
        let one = builder.constant_i64(1);
        let mut moved: Values<'c> = positions.iter().copied().collect();
        let mut carry: Option<Value<'c>> = None;
        for axis in (0..positions.len()).rev() {
            let next = builder.binary("arith.addi", positions[axis], one);
            let ended = builder.compare_int(Predicate::Sge, next, extents[axis]);
            let stepped = builder.select(ended, self.zero(), next);
            moved[axis] = carry.map_or(stepped, |carry| builder.select(carry, stepped, positions[axis]));
            carry = Some(carry.map_or(ended, |carry| builder.binary("arith.andi", carry, ended)));
        }
        let fewer = builder.binary("arith.subi", *left, one);
        let rest = over_values.iter().copied().chain(moved).chain([fewer]).collect();
        Some(Next { has_next, element, rest })
    }

    fn element_view(&self, (value, array): (Value<'c>, &Array), positions: &[Value<'c>]) -> Value<'c> {
        let parts: Vec<_> = (0..positions.len()).map(|of| Part::Position { of, scalar: Scalar::Int64 }).collect();
        let axes = self.code.axes(value, &parts, (positions, &[]));
        self.code.view(value, axes.offset, (&[], &[]), &Array { rank: 0, layout: Layout::C, ..*array })
    }

    /// Reads an element where there is one.
    fn guarded_load(
        &mut self,
        has_next: Value<'c>,
        (value, array): (Value<'c>, &Array),
        positions: &[Value<'c>],
    ) -> Value<'c> {
        let result = self.code.flat_types(&array.element.value())[0];
        let builder = self.code.builder;
        let guard = builder.op("scf.if").operand(has_next).result(result).region().region().insert();
        let branch = |region: usize| {
            let block = Block::append(guard.region(region), &[]);
            let mut inner = builder;
            inner.set_to_end(block);
            inner
        };
        let yes = branch(0);
        let read = self.within(yes, |lowering| lowering.element(value, array, positions, result));
        yes.op("scf.yield").operand(read).insert();
        let no = branch(1);
        let none = no.op("nd.undef").result(result).value();
        no.op("scf.yield").operand(none).insert();
        guard.result(0)
    }
}
