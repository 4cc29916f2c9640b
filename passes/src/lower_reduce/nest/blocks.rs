//! Rows into one, eight places at a time.
//!
//! Where rows are kept and those above one another are reduced (`np.max(points, axis=0)`), a loop over the places of each row reads and writes what
//! they have combined to so far again and again. So of rows of some places eight are computed at once, and stay in a register over as many rows as
//! fit into the nearest cache:
//!
//! ```text
//! for i in range(m):                        for first in range(0, m, 32):
//!     for k in range(n):              =>        for k in range(0, n, 8):
//!         d[k] = max(d[k], a[i, k])                 t = d[k : k + 8]
//!                                                   for i in range(first, min(first + 32, m)):
//!                                                       t = max(t, a[i, k : k + 8])
//!                                                   d[k : k + 8] = t
//! ```
//!
//! The last eight places may be some of those before once more: they begin with what stood there before those. What a row of fewer places lacks of
//! eight is read from the rows behind it, and counts for nothing; the last rows, behind which there is nothing to read, are left to the
//! loop over places. Of rows with gaps, which LLVM makes no vectors of, also long ones are computed so.

use super::{Level, Nest, Versions};
use crate::{
    code::Code,
    extent::{array_type, known},
    loops::{Input, LANES, List, Row, is_complex, is_foldable, is_vectorisable, vector_of},
    lower_reduce::{Use, kind::How},
};
use numlir_dialects::{
    Predicate, Value,
    types::{Layout, Scalar},
};
use smallvec::smallvec;

/// Longer rows without gaps are read in the order of memory, of sums and of others.
const MOST_OF_SUMS: i64 = 128;
const MOST: i64 = 64;
/// So many short rows are gone over for eight places, and then for the next ones.
const TOGETHER: i64 = 32;
/// The same of longer rows: where they lie as far apart as lines of the cache that share a place in it, these still stay there.
const TOGETHER_OF_LONG: i64 = 8;
/// Of rows of fewer than eight places, fewer rows gain nothing.
pub(super) const FEWEST: i64 = 16;

impl<'c> Nest<'c, '_> {
    /// Combines rows at a place into a row of the result. Gives how many of them are done.
    pub fn rows_in_blocks(
        &mut self,
        code: &mut Code<'_, 'c>,
        (level, inner): (&Level<'c>, &Level<'c>),
        places: &[Value<'c>],
    ) -> Value<'c> {
        let zero = code.builder.constant_i64(0);
        if !level.reduced || inner.reduced || !self.fits_eight() {
            return zero;
        }
        let versions = self.versions(code, inner);
        let eight = code.builder.constant_i64(LANES as i64);
        let is_narrow = code.builder.compare_int(Predicate::Slt, inner.extent, eight);
        let wide = self.fits_wide(code, (level, inner), versions.no_gaps);
        let narrow = self.are_many_and_short(code, (level, inner));
        let condition = narrow.map_or(wide, |narrow| code.builder.select(is_narrow, narrow, wide));
        code.branch(condition, &[zero.ty()], |code, holds| {
            if !holds {
                return smallvec![zero];
            }
            let row = self.target_row(code, inner, places);
            let mut rows = level.extent;
            let mut target = row;
            if narrow.is_some() {
                let before_last = rows_before_the_last(code, (level, inner));
                rows = code.builder.select(is_narrow, before_last, rows);
                let buffer = self.scratch.get(code, (Use::Row, self.reduction.kind.element), LANES as i64);
                for lane in 0..LANES as i64 {
                    code.store(self.identity, buffer, &[code.builder.constant_i64(lane)]);
                }
                self.copy_where(code, is_narrow, inner.extent, [row, buffer]);
                target = code.builder.select(is_narrow, buffer, row);
            }
            let whole = Level { extent: rows, ..level.clone() };
            self.blocks(code, (&whole, &versions), (places, target));
            if narrow.is_some() {
                self.copy_where(code, is_narrow, inner.extent, [target, row]);
            }
            smallvec![rows]
        })[0]
    }

    /// How many places rows have at most that are short.
    fn most_places(&self) -> i64 {
        if self.reduction.kind.how == How::Add { MOST_OF_SUMS } else { MOST }
    }

    /// Whether eight places can be computed at once.
    pub(super) fn fits_eight(&self) -> bool {
        let complex = self.reduction.body.arguments().any(|argument| is_complex(argument.ty()));
        !complex && !self.reduction.kind.element.is_complex() && is_vectorisable(self.reduction.body)
    }

    /// Whether there is more than one row, and these have at least eight places and are not to be read in the order of memory.
    fn fits_wide(
        &self,
        code: &Code<'_, 'c>,
        (level, inner): (&Level<'c>, &Level<'c>),
        no_gaps: Option<Value<'c>>,
    ) -> Value<'c> {
        let compare =
            |predicate, value, limit| code.builder.compare_int(predicate, value, code.builder.constant_i64(limit));
        let short = compare(Predicate::Sle, inner.extent, self.most_places());
        let fits = no_gaps.map_or(short, |no_gaps| {
            let gaps = code.builder.binary("arith.xori", no_gaps, code.builder.constant_bool(true));
            code.builder.binary("arith.ori", short, gaps)
        });
        let eight = compare(Predicate::Sge, inner.extent, LANES as i64);
        let several = compare(Predicate::Sgt, level.extent, 1);
        code.all([fits, eight, several]).expect("there are conditions")
    }

    /// Of rows of fewer than eight places: whether there are so many that eight places of all but the last ones can be read at once. `None` where
    /// that is certainly not so.
    fn are_many_and_short(&self, code: &Code<'_, 'c>, (level, inner): (&Level<'c>, &Level<'c>)) -> Option<Value<'c>> {
        let element = self.reduction.kind.element;
        let target_has_gaps = inner.strides.last().and_then(|stride| known(*stride)) != Some(element.size().into());
        let long = known(inner.extent).is_some_and(|places| places >= LANES as i64);
        if long || target_has_gaps || !self.can_read_on(level, inner) {
            return None;
        }
        let constant = |value| code.builder.constant_i64(value);
        let at_least = |value, least| code.builder.compare_int(Predicate::Sge, value, least);
        let mut conditions: List =
            smallvec![at_least(level.extent, constant(FEWEST)), at_least(inner.extent, constant(1))];
        // What stands behind a row is the rows behind it, or lies between them.
        for (_, (step, stride)) in self.reduction.operands().zip(level.strides.iter().zip(&inner.strides)) {
            if known(*stride) != Some(0) {
                conditions.push(at_least(*step, code.multiply(inner.extent, *stride)));
                conditions.push(at_least(*stride, constant(0)));
            }
        }
        code.all(conditions)
    }

    /// Whether nothing is amiss with computing what stands behind a row.
    fn can_read_on(&self, level: &Level<'c>, inner: &Level<'c>) -> bool {
        let mut strides = inner.strides.iter().zip(&level.strides);
        let inputs = self.reduction.inputs.iter().all(|input| match input {
            Input::Scalar(_) => true,
            Input::Array(_) => {
                let (stride, step) = strides.next().expect("an array has strides");
                // Of a row that serves for all there is none behind.
                known(*step) != Some(0) || known(*stride) == Some(0)
            }
        });
        inputs && is_foldable(self.reduction.body)
    }

    /// The loops. Whether there are gaps is asked where eight places are read: that costs less than loops of their own take to compile.
    fn blocks(
        &mut self,
        code: &mut Code<'_, 'c>,
        (level, versions): (&Level<'c>, &Versions<'c>),
        (places, target): (&[Value<'c>], Value<'c>),
    ) {
        let kind = self.reduction.kind;
        let [zero, one, eight] = [0, 1, LANES as i64].map(|value| code.builder.constant_i64(value));
        let [most, few, many] =
            [self.most_places(), TOGETHER_OF_LONG, TOGETHER].map(|value| code.builder.constant_i64(value));
        let extent = code.maximum(versions.any.extent, eight);
        let is_short = code.builder.compare_int(Predicate::Sle, extent, most);
        let together = code.builder.select(is_short, many, few);
        let last = code.subtract(extent, eight);
        let ty = vector_of(code.storage(kind.element));
        code.repeat_plainly([zero, level.extent, together], &[], |code, from, _| {
            let to = code.minimum(code.add(from, together), level.extent);
            let end = self.read_eight(code, (target, last));
            code.repeat_plainly([zero, extent, eight], &[], |code, block, _| {
                let position = code.minimum(block, last);
                let overlaps = code.builder.compare_int(Predicate::Sgt, block, last);
                let before = code.builder.select(overlaps, end, self.read_eight(code, (target, position)));
                let values = code.repeat_plainly([from, to, one], &[before], |code, row, values| {
                    let places = level.places(code, places, row);
                    let eight = self.in_versions(code, versions, &[ty], |this, code, inner| {
                        smallvec![this.rows(code, inner, &places).eight_at(code, position)]
                    });
                    smallvec![kind.combine(code, values[0], eight[0])]
                });
                self.write_eight(code, values[0], (target, position));
                List::new()
            });
            List::new()
        });
    }

    /// Copies so many elements from an array to another where a condition holds.
    fn copy_where(&self, code: &mut Code<'_, 'c>, condition: Value<'c>, count: Value<'c>, [from, to]: [Value<'c>; 2]) {
        let storage = code.storage(self.reduction.kind.element);
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let count = code.builder.select(condition, count, zero);
        code.repeat_plainly([zero, count, one], &[], |code, position, _| {
            let value = code.load(from, &[position], storage);
            code.store(value, to, &[position]);
            List::new()
        });
    }

    /// Eight values of a row of the result, from a position on.
    pub(super) fn read_eight(&self, code: &Code<'_, 'c>, (from, position): (Value<'c>, Value<'c>)) -> Value<'c> {
        let unit = array_type(from).is_some_and(|ty| ty.layout == Layout::C);
        Row::Array { array: from, element: self.reduction.kind.element, unit }.eight_at(code, position)
    }

    /// Writes eight values to a row of the result, from a position on.
    pub(super) fn write_eight(&self, code: &Code<'_, 'c>, values: Value<'c>, (to, position): (Value<'c>, Value<'c>)) {
        let element = self.reduction.kind.element;
        if array_type(to).is_some_and(|ty| ty.layout == Layout::C) {
            let bytes = vector_of(code.builder.integer_type(8));
            let is_bool = element == Scalar::Bool;
            let values = if is_bool { code.builder.convert("arith.extui", values, bytes) } else { values };
            return code.store(values, to, &[position]);
        }
        for lane in 0..LANES as i64 {
            let value = code.lane(values, code.storage(element), lane);
            code.store(value, to, &[code.add(position, code.builder.constant_i64(lane))]);
        }
    }
}

/// How many rows there are before those behind which there are no eight places: of as many rows as eight places reach over, the first one is the
/// last that can be read so.
fn rows_before_the_last<'c>(code: &Code<'_, 'c>, (level, inner): (&Level<'c>, &Level<'c>)) -> Value<'c> {
    let over = code.add(inner.extent, code.builder.constant_i64(LANES as i64 - 1));
    let over = code.builder.binary("arith.divui", over, inner.extent);
    code.subtract(code.add(level.extent, code.builder.constant_i64(1)), over)
}
