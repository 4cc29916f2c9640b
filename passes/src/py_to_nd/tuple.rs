//! Tuples: items, unpacking.

use super::{Lowered, Lowering, constant_of, internal, split};
use crate::{
    code::{Constant, Values},
    infer::{slice_positions, unify},
};
use numlir_dialects::{Operation, Predicate, Value, build::integer_value, types::Type};
use smallvec::smallvec;

impl<'c> Lowering<'_, 'c> {
    pub(super) fn tuple_item(&mut self, op: Operation<'c>, elements: &[Type]) -> Lowered<Values<'c>> {
        let values = self.get(op.operand(0));
        let mut parts = split(&self.code, elements, &values);
        if matches!(self.ty(op.operand(1)), Type::Slice(_)) {
            let slice = constant_of(op.operand(1));
            let positions = slice_positions(elements.len(), slice.as_ref()).map_err(|error| internal(op, error.2))?;
            return Ok(positions.into_iter().flat_map(|position| parts[position].clone()).collect());
        }
        if let Some(Constant::Int(position)) = constant_of(op.operand(1)) {
            let position = if position < 0 { position + elements.len() as i64 } else { position };
            return Ok(parts.swap_remove(position as usize));
        }
        let length = self.code.builder.constant_i64(elements.len() as i64);
        let index = self.index_value(op.operand(1));
        let negative = self.code.builder.compare_int(Predicate::Slt, index, self.zero());
        let from_end = self.code.builder.binary("arith.addi", index, length);
        let position = self.code.builder.select(negative, from_end, index);
        let outside = self.code.builder.compare_int(Predicate::Uge, position, length);
        self.code.raise_if(outside, "IndexError", "tuple index out of range");
        self.choose(elements, &values, position).ok_or_else(|| internal(op, "a tuple of uneven elements"))
    }

    /// The element at a position that is in range, of the type that all elements have in common.
    pub(super) fn choose(
        &mut self,
        elements: &[Type],
        values: &[Value<'c>],
        position: Value<'c>,
    ) -> Option<Values<'c>> {
        let unified =
            elements.iter().skip(1).try_fold(elements.first()?.clone(), |unified, next| unify(&unified, next))?;
        let parts = split(&self.code, elements, values);
        let mut chosen: Option<Values<'c>> = None;
        for (index, (part, element)) in parts.iter().zip(elements).enumerate() {
            let part = self.cast(part, element, &unified)?;
            chosen = Some(match chosen {
                None => part,
                Some(before) => {
                    let builder = &self.code.builder;
                    let here = builder.compare_int(Predicate::Eq, position, builder.constant_i64(index as i64));
                    before.iter().zip(&part).map(|(before, part)| builder.select(here, *part, *before)).collect()
                }
            });
        }
        chosen
    }

    pub(super) fn unpack(&mut self, op: Operation<'c>) -> Lowered<()> {
        let Type::Tuple(elements) = self.ty(op.operand(0)) else { return Err(internal(op, "no tuple is unpacked")) };
        let star = op.attribute("star").and_then(integer_value).map_or(-1, |(_, star)| star);
        let parts = split(&self.code, &elements, &self.get(op.operand(0)));
        let rest = (parts.len() + 1).saturating_sub(op.result_count());
        let mut parts = parts.into_iter();
        for (index, result) in op.results().enumerate() {
            let count = if index as i64 == star { rest } else { 1 };
            let values: Values<'c> = parts.by_ref().take(count).flatten().collect();
            self.set(result, values);
        }
        Ok(())
    }

    pub(super) fn zero(&self) -> Value<'c> {
        self.code.builder.constant_i64(0)
    }

    /// An integer as a 64-bit index.
    pub(super) fn index_value(&mut self, value: Value<'c>) -> Value<'c> {
        use numlir_dialects::types::Scalar;
        let scalar = self.ty(value).scalar().unwrap_or(Scalar::Int64);
        let one = self.one(value);
        if scalar.size() == 8 { one } else { crate::scalar::lower::convert(&mut self.code, one, scalar, Scalar::Int64) }
    }

    /// Nothing but the values, for a result that has none.
    pub(super) fn nothing() -> Values<'c> {
        smallvec![]
    }
}
