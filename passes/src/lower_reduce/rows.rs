//! The inputs along the innermost axis.

use super::{extremum, kind::Kind};
use crate::{
    code::Code,
    loops::{List, Row, inline, inline_eight, is_vectorisable, vector_of},
};
use numlir_dialects::{Block, Value, types::Scalar};
use smallvec::{SmallVec, smallvec};

/// The inputs along the innermost axis, at one place on the others.
pub struct Rows<'c> {
    pub rows: SmallVec<[Row<'c>; 4]>,
    pub body: Block<'c>,
    /// The type that values are widened to, where they are not combined as they are.
    pub wide: Option<Scalar>,
}

impl<'c> Rows<'c> {
    pub fn value_at(&self, code: &Code<'_, 'c>, position: Value<'c>) -> Value<'c> {
        let inputs: List = self.rows.iter().map(|row| row.at(code, position)).collect();
        let value = inline(code, self.body, &inputs);
        self.wide.map_or(value, |wide| code.builder.convert("arith.extf", value, code.storage(wide)))
    }

    pub fn eight_at(&self, code: &Code<'_, 'c>, position: Value<'c>) -> Value<'c> {
        let inputs: List = self.rows.iter().map(|row| row.eight_at(code, position)).collect();
        let values = inline_eight(code, self.body, &inputs);
        self.wide.map_or(values, |wide| code.builder.convert("arith.extf", values, vector_of(code.storage(wide))))
    }

    /// Whether the region can be computed for eight places at once.
    pub fn are_vectors(&self) -> bool {
        self.rows.iter().all(|row| row.is_vector()) && is_vectorisable(self.body)
    }

    /// The array without gaps whose elements the region yields as they are.
    pub fn memory(&self) -> Option<Value<'c>> {
        let first = self.body.first().filter(|_| self.wide.is_none())?;
        let yielded = first.is("nd.yield").then(|| first.operand(0))?;
        match self.rows[self.body.arguments().position(|argument| argument == yielded)?] {
            Row::Array { array, unit: true, .. } => Some(array),
            _ => None,
        }
    }

    /// Combines the values of `count` places with one, in order.
    pub fn reduce(&self, code: &mut Code<'_, 'c>, kind: Kind, count: Value<'c>, before: Value<'c>) -> Value<'c> {
        if let Some(value) = extremum::combine(code, kind, (self, count), before) {
            return value;
        }
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        code.repeat([zero, count, one], &[before], |code, position, before| {
            let value = self.value_at(code, position);
            smallvec![kind.accumulate(code, before[0], value)]
        })[0]
    }

    /// As [`Self::reduce`], by nothing but a loop: of few places.
    pub fn reduce_few(&self, code: &mut Code<'_, 'c>, kind: Kind, count: Value<'c>, before: Value<'c>) -> Value<'c> {
        if let Some(value) = extremum::combine_few(code, kind, (self, count), before) {
            return value;
        }
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        code.repeat_plainly([zero, count, one], &[before], |code, position, before| {
            let value = self.value_at(code, position);
            smallvec![kind.combine(code, before[0], value)]
        })[0]
    }
}
