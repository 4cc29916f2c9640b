//! Many short rows into one, on vectors.
//!
//! Where a row of few places is kept and the rows above one another are reduced (`np.max(points, axis=0)`), a loop over the
//! places costs more than what it computes. So eight places are computed at once, and what they combine to stays in a register
//! from row to row, as in [`super::blocks`]. What a row lacks of eight places is read from the rows behind it, and counts for nothing; the last rows,
//! behind which there is nothing to read, are left to the loop over places.

use super::{Level, Nest};
use crate::{
    code::Code,
    extent::known,
    loops::{Input, LANES, List, is_complex, is_foldable},
    lower_reduce::Use,
};
use numlir_dialects::{Predicate, Value};
use smallvec::smallvec;

/// Fewer rows gain nothing.
const FEWEST: i64 = 16;

impl<'c> Nest<'c, '_> {
    /// Combines rows at a place into a row of the result, where they are many and short. Gives how many of them are done.
    pub fn short_rows(
        &mut self,
        code: &mut Code<'_, 'c>,
        (level, inner): (&Level<'c>, &Level<'c>),
        places: &[Value<'c>],
    ) -> Value<'c> {
        let zero = code.builder.constant_i64(0);
        if !level.reduced || inner.reduced || known(inner.extent).is_some_and(|places| places >= LANES as i64) {
            return zero;
        }
        if !self.fits_vectors(level, inner) {
            return zero;
        }
        let versions = self.versions(code, inner);
        let Some(condition) = self.are_many_and_short(code, (level, inner)) else { return zero };
        code.branch(condition, &[zero.ty()], |code, holds| {
            if !holds {
                return smallvec![zero];
            }
            self.in_versions(code, &versions, &[zero.ty()], |this, code, inner| {
                smallvec![this.combine_short_rows(code, (level, inner), places)]
            })
        })[0]
    }

    /// Whether there are so many rows, each of so few places, that eight places of all but the last ones can be read at once.
    fn are_many_and_short(&self, code: &Code<'_, 'c>, (level, inner): (&Level<'c>, &Level<'c>)) -> Option<Value<'c>> {
        let constant = |value| code.builder.constant_i64(value);
        let at_least = |value, least| code.builder.compare_int(Predicate::Sge, value, least);
        let mut conditions = List::new();
        conditions.push(at_least(level.extent, constant(FEWEST)));
        conditions.push(at_least(inner.extent, constant(1)));
        conditions.push(at_least(constant(LANES as i64 - 1), inner.extent));
        // What stands behind a row is the rows behind it, or lies between them.
        for (_, (step, stride)) in self.reduction.operands().zip(level.strides.iter().zip(&inner.strides)) {
            if known(*stride) != Some(0) {
                conditions.push(at_least(*step, code.multiply(inner.extent, *stride)));
                conditions.push(at_least(*stride, constant(0)));
            }
        }
        code.all(conditions)
    }

    /// How many rows there are before those behind which there are no eight places: of as many rows as eight places reach over, the first
    /// one is the last that can be read so.
    fn rows_before_the_last(&self, code: &Code<'_, 'c>, (level, inner): (&Level<'c>, &Level<'c>)) -> Value<'c> {
        let over = code.add(inner.extent, code.builder.constant_i64(LANES as i64 - 1));
        let over = code.builder.binary("arith.divui", over, inner.extent);
        code.subtract(code.add(level.extent, code.builder.constant_i64(1)), over)
    }

    /// Whether eight places of each row can be read and computed at once.
    fn fits_vectors(&self, level: &Level<'c>, inner: &Level<'c>) -> bool {
        let element = self.reduction.kind.element;
        let mut strides = inner.strides.iter().zip(&level.strides);
        let inputs = self.reduction.inputs.iter().all(|input| match input {
            Input::Scalar(value) => !is_complex(value.ty()),
            Input::Array(operand) => {
                let (stride, step) = strides.next().expect("an array has strides");
                let element = operand.ty.element;
                // Of a row that serves for all there is none behind.
                let alone = known(*step) == Some(0) && known(*stride) != Some(0);
                !alone && !element.is_complex()
            }
        });
        inputs && !element.is_complex() && is_foldable(self.reduction.body)
    }

    fn combine_short_rows(
        &mut self,
        code: &mut Code<'_, 'c>,
        (level, inner): (&Level<'c>, &Level<'c>),
        places: &[Value<'c>],
    ) -> Value<'c> {
        let kind = self.reduction.kind;
        let storage = code.storage(kind.element);
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let buffer = self.scratch.get(code, (Use::Row, kind.element), LANES as i64);
        let row = self.target_row(code, inner, places);
        let copy = |code: &mut Code<'_, 'c>, from, to| {
            code.repeat_plainly([zero, inner.extent, one], &[], |code, position, _| {
                let value = code.load(from, &[position], storage);
                code.store(value, to, &[position]);
                List::new()
            });
        };
        let lanes: List = (0..LANES as i64).map(|lane| code.builder.constant_i64(lane)).collect();
        lanes.iter().for_each(|lane| code.store(self.identity, buffer, &[*lane]));
        copy(code, row, buffer);
        let start = code.load_eight((buffer, kind.element), zero);
        let done = self.rows_before_the_last(code, (level, inner));
        let sums = code.repeat_plainly([zero, done, one], &[start], |code, position, sums| {
            let places = level.places(code, places, position);
            let eight = self.rows(code, inner, &places).eight_at(code, zero);
            smallvec![kind.combine(code, sums[0], eight)]
        })[0];
        for (index, lane) in lanes.iter().enumerate() {
            code.store(code.lane(sums, storage, index as i64), buffer, &[*lane]);
        }
        copy(code, buffer, row);
        done
    }
}
