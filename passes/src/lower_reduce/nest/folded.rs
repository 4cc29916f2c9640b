//! Many short rows, each to a value, on vectors.
//!
//! A loop over the few places of a row that is reduced (`np.max(points, axis=1)`) costs more than what it computes. So eight rows are
//! reduced at once, each in a lane of its own: nothing has to be joined, and each row is combined in the order that it has alone. The
//! elements of a vector may lie anywhere, so gaps do not matter. The last eight rows may be some of those before once more:
//!
//! ```text
//! for i in range(m):                        for first in range(0, m, 8):
//!     for k in range(3):              =>        i = min(first, m - 8)
//!         d[i] = max(d[i], a[i, k])             t = the start, eight times
//!                                               for k in range(3): t = max(t, a[i : i + 8, k])
//!                                               d[i : i + 8] = t
//! ```
//!
//! Fewer than eight rows are left to the loop, and so are few at the end.

use super::{Level, Nest, Reduction};
use crate::{
    code::Code,
    extent::array_type,
    loops::{LANES, List, is_complex, is_vectorisable, vector_of},
    lower_reduce::{extremum, rows::LONGEST_BODY},
};
use numlir_dialects::{
    Predicate, Value,
    types::{Layout, Scalar},
};
use smallvec::smallvec;

/// Fewer rows than this cost less one by one.
const FEWEST_ROWS: i64 = 4;

impl<'c> Reduction<'c> {
    /// Whether a vector can hold a value of each of eight rows.
    pub(super) fn fits_lanes(&self) -> bool {
        let kind = self.kind;
        let complex = self.body.arguments().any(|argument| is_complex(argument.ty()));
        !complex && kind.of_rows().element == kind.element && is_vectorisable(self.body)
    }

    /// Whether the region is not to be written out for several places.
    fn is_long(&self) -> bool {
        self.body.operations().count() > LONGEST_BODY
    }

    /// How many of the rows of a level are reduced eight at a time.
    fn rows_in_lanes(&self, code: &Code<'_, 'c>, (level, inner): (&Level<'c>, &Level<'c>)) -> Value<'c> {
        let constant = |value| code.builder.constant_i64(value);
        let rest = code.builder.binary("arith.andi", level.extent, constant(LANES as i64 - 1));
        let few = code.builder.compare_int(Predicate::Slt, rest, constant(FEWEST_ROWS));
        let few = code.builder.select(few, code.subtract(level.extent, rest), level.extent);
        let many = code.builder.compare_int(Predicate::Sge, level.extent, constant(LANES as i64));
        let short = code.builder.compare_int(Predicate::Slt, inner.extent, constant(LANES as i64));
        let is_long = self.kind.is_pairwise() && self.is_long();
        let fits = if is_long { code.builder.binary("arith.andi", many, short) } else { many };
        code.builder.select(fits, few, constant(0))
    }
}

impl<'c> Nest<'c, '_> {
    /// Reduces rows at a place, where they are many and short. Gives how many of them are done.
    pub fn folded_rows(
        &mut self,
        code: &mut Code<'_, 'c>,
        (level, inner): (&Level<'c>, &Level<'c>),
        places: &[Value<'c>],
    ) -> Value<'c> {
        let zero = code.builder.constant_i64(0);
        if !self.short || self.into_target || level.reduced || !self.reduction.fits_lanes() {
            return zero;
        }
        let lanes = code.builder.constant_i64(LANES as i64);
        let done = self.reduction.rows_in_lanes(code, (level, inner));
        let last = code.subtract(level.extent, lanes);
        let across = Level { extent: lanes, ..level.clone() };
        code.repeat_plainly([zero, done, lanes], &[], |code, position, _| {
            let rows = level.places(code, places, code.minimum(position, last));
            let values = self.eight_rows(code, (&across, inner), &rows);
            self.store_eight(code, (&across, values), &rows);
            List::new()
        });
        done
    }

    /// Writes the values of eight rows.
    fn store_eight(&self, code: &Code<'_, 'c>, (across, values): (&Level<'c>, Value<'c>), places: &[Value<'c>]) {
        let element = self.reduction.kind.element;
        let target = self.target_row(code, across, places);
        if array_type(target).is_some_and(|ty| ty.layout == Layout::C) {
            let bytes = vector_of(code.builder.integer_type(8));
            let is_bool = element == Scalar::Bool;
            let values = if is_bool { code.builder.convert("arith.extui", values, bytes) } else { values };
            return code.store(values, target, &[code.builder.constant_i64(0)]);
        }
        for lane in 0..LANES as i64 {
            let value = code.lane(values, code.storage(element), lane);
            code.store(value, target, &[code.builder.constant_i64(lane)]);
        }
    }

    /// What eight rows at a place combine to.
    fn eight_rows(
        &mut self,
        code: &mut Code<'_, 'c>,
        (across, inner): (&Level<'c>, &Level<'c>),
        places: &[Value<'c>],
    ) -> Value<'c> {
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let kind = self.reduction.kind;
        let column = |code: &Code<'_, 'c>, position| {
            let places = inner.places(code, places, position);
            self.rows(code, across, &places).eight_at(code, zero)
        };
        let combine = |code: &mut Code<'_, 'c>, [from, to]: [Value<'c>; 2], before: Value<'c>| {
            code.repeat_plainly([from, to, one], &[before], |code, position, before| {
                smallvec![kind.combine(code, before[0], column(code, position))]
            })[0]
        };
        // Of eight places or more, the first ones are summed in the order of pairwise sums, four after four.
        let first_eight = |code: &mut Code<'_, 'c>, nothing: Value<'c>| {
            let [four, eight] = [4, 8].map(|count| code.builder.constant_i64(count));
            let few = code.builder.compare_int(Predicate::Slt, inner.extent, eight);
            let end = code.builder.select(few, zero, eight);
            let sum = code.repeat_plainly([zero, end, four], &[nothing], |code, position, sum| {
                let values =
                    [0, 1, 2, 3].map(|ahead| column(code, code.add(position, code.builder.constant_i64(ahead))));
                let pairs = [kind.combine(code, values[0], values[1]), kind.combine(code, values[2], values[3])];
                smallvec![kind.combine(code, sum[0], kind.combine(code, pairs[0], pairs[1]))]
            });
            (end, sum[0])
        };
        let identity = code.splat(self.identity);
        if let Some(values) = extremum::combine_columns(code, kind, (inner.extent, identity), column) {
            return values;
        }
        if !kind.is_pairwise() {
            return combine(code, [zero, inner.extent], identity);
        }
        let nothing = code.splat(kind.number(code, -0.0));
        let (from, sum) = if self.reduction.is_long() { (zero, nothing) } else { first_eight(code, nothing) };
        let sum = combine(code, [from, inner.extent], sum);
        kind.combine(code, identity, sum)
    }
}
