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
//! Fewer than eight rows are left to the loop.

use super::{Level, Nest, Reduction};
use crate::{
    code::Code,
    extent::array_type,
    loops::{LANES, List, is_complex, is_vectorisable, vector_of},
    lower_reduce::rows::{LONGEST_BODY, in_pairs},
};
use numlir_dialects::{
    Predicate, Value,
    types::{Layout, Scalar},
};
use smallvec::smallvec;

impl<'c> Reduction<'c> {
    /// Whether a vector can hold a value of each of eight rows.
    pub(super) fn fits_lanes(&self) -> bool {
        let kind = self.kind;
        let complex = self.body.arguments().any(|argument| is_complex(argument.ty()));
        let long = kind.is_pairwise() && self.body.operations().count() > LONGEST_BODY;
        !complex && !long && kind.of_rows().element == kind.element && is_vectorisable(self.body)
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
        let many = code.builder.compare_int(Predicate::Sge, level.extent, lanes);
        let done = code.builder.select(many, level.extent, zero);
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
        let identity = code.splat(self.identity);
        if !kind.is_pairwise() {
            return combine(code, [zero, inner.extent], identity);
        }
        let lanes = code.builder.constant_i64(LANES as i64);
        let few = code.builder.compare_int(Predicate::Slt, inner.extent, lanes);
        let values = code.branch(few, &[identity.ty()], |code, few| {
            if few {
                let nothing = code.splat(kind.number(code, -0.0));
                return smallvec![combine(code, [zero, inner.extent], nothing)];
            }
            let first = (0..LANES as i64).map(|place| column(code, code.builder.constant_i64(place)));
            let first = in_pairs(code, kind, first.collect());
            smallvec![combine(code, [lanes, inner.extent], first)]
        });
        kind.combine(code, identity, values[0])
    }
}
