//! The inputs along the innermost axis.

use super::{extremum, kind::Kind, pairwise};
use crate::{
    code::Code,
    loops::{LANES, List, Row, inline, inline_eight, is_vectorisable, vector_of},
};
use numlir_dialects::{Block, Predicate, Value, types::Scalar};
use smallvec::{SmallVec, smallvec};

/// A region of more operations is not written out eight times.
pub const LONGEST_BODY: usize = 6;

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

    /// The same, where the eight may also be read one by one.
    pub fn can_be_vectors(&self) -> bool {
        self.rows.iter().all(|row| row.can_be_vector()) && is_vectorisable(self.body)
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

    /// As [`Self::reduce`], of few places: without vectors that would have to be joined.
    pub fn reduce_few(&self, code: &mut Code<'_, 'c>, kind: Kind, count: Value<'c>, before: Value<'c>) -> Value<'c> {
        if let Some(value) = extremum::combine_few(code, kind, (self, count), before) {
            return value;
        }
        let one = code.builder.constant_i64(1);
        let seen = self.first_eight(code, kind, count, before);
        code.repeat_plainly([seen[1], count, one], &seen[..1], |code, position, before| {
            let value = self.value_at(code, position);
            smallvec![kind.combine(code, before[0], value)]
        })[0]
    }

    /// Combines the first places, eight or, of sums, a multiple of eight, where there are so many, with a value; gives what they combine to, and how
    /// many they are. Sums are in the order of [`super::pairwise`].
    fn first_eight(&self, code: &mut Code<'_, 'c>, kind: Kind, count: Value<'c>, before: Value<'c>) -> List<'c> {
        let zero = code.builder.constant_i64(0);
        let eight = code.builder.constant_i64(LANES as i64);
        if kind.longest_short_row() < LANES as i64 || self.body.operations().count() > LONGEST_BODY {
            return smallvec![before, zero];
        }
        let fewer = code.builder.compare_int(Predicate::Slt, count, eight);
        code.branch(fewer, &[before.ty(), eight.ty()], |code, fewer| {
            if fewer {
                return smallvec![before, zero];
            }
            if kind.is_pairwise() {
                return self.first_eights(code, kind, count, before);
            }
            let values = (0..LANES).map(|place| self.value_at(code, code.builder.constant_i64(place as i64)));
            smallvec![values.fold(before, |all, value| kind.combine(code, all, value)), eight]
        })
    }

    /// Adds so many places of at least eight as are a multiple of eight to a value.
    fn first_eights(&self, code: &mut Code<'_, 'c>, kind: Kind, count: Value<'c>, before: Value<'c>) -> List<'c> {
        let [zero, eight] = [0, LANES as i64].map(|count| code.builder.constant_i64(count));
        let whole = code.builder.binary("arith.andi", count, code.builder.constant_i64(-(LANES as i64)));
        let nothing = kind.number(code, -0.0);
        if self.can_be_vectors() {
            let sums = code.repeat_plainly([zero, whole, eight], &[code.splat(nothing)], |code, position, sums| {
                smallvec![kind.combine(code, sums[0], self.eight_at(code, position))]
            });
            let sum = pairwise::join(code, code.storage(kind.element), sums[0]);
            return smallvec![kind.combine(code, before, sum), whole];
        }
        let mut sums = code.repeat_plainly([zero, whole, eight], &[nothing; LANES], |code, position, sums| {
            let next = sums.iter().enumerate().map(|(ahead, before)| {
                let position = code.add(position, code.builder.constant_i64(ahead as i64));
                kind.combine(code, *before, self.value_at(code, position))
            });
            next.collect()
        });
        while sums.len() > 1 {
            sums = sums.chunks(2).map(|pair| kind.combine(code, pair[0], pair[1])).collect();
        }
        smallvec![kind.combine(code, before, sums[0]), whole]
    }
}
