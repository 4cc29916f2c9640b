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
//! The last eight places may be some of those before once more: they begin with what stood there before those. Of rows with gaps, which LLVM makes no
//! vectors of, also long ones are computed so.

use super::{Level, Nest, Versions};
use crate::{
    code::Code,
    extent::{array_type, known},
    loops::{LANES, List, Row, is_complex, is_vectorisable, vector_of},
};
use numlir_dialects::{
    Predicate, Value,
    types::{Layout, Scalar},
};
use smallvec::smallvec;

/// Longer rows without gaps are read in the order of memory.
const MOST: i64 = 64;
/// So many rows of at most [`MOST`] places are gone over for eight places, and then for the next ones.
const TOGETHER: i64 = 32;
/// The same of longer rows: where they lie as far apart as lines of the cache that share a place in it, these still stay there.
const TOGETHER_OF_LONG: i64 = 8;

impl<'c> Nest<'c, '_> {
    /// Combines rows at a place into a row of the result, where they have eight places or more. Gives how many of them are done: all or none.
    pub fn rows_in_blocks(
        &mut self,
        code: &mut Code<'_, 'c>,
        (level, inner): (&Level<'c>, &Level<'c>),
        places: &[Value<'c>],
    ) -> Value<'c> {
        let constant = |code: &Code<'_, 'c>, value| code.builder.constant_i64(value);
        let zero = constant(code, 0);
        let too_short = known(inner.extent).is_some_and(|places| places < LANES as i64);
        if !level.reduced || inner.reduced || too_short || !self.fits_eight() {
            return zero;
        }
        let versions: Versions<'c> = self.versions(code, inner);
        let compare = |predicate, value, limit| code.builder.compare_int(predicate, value, constant(code, limit));
        let fits = compare(Predicate::Sle, inner.extent, MOST);
        let fits = match versions.no_gaps {
            None => fits,
            Some(no_gaps) => {
                let gaps = code.builder.binary("arith.xori", no_gaps, code.builder.constant_bool(true));
                code.builder.binary("arith.ori", fits, gaps)
            }
        };
        let long = compare(Predicate::Sge, inner.extent, LANES as i64);
        let several = compare(Predicate::Sgt, level.extent, 1);
        let condition = code.all([fits, long, several]).expect("there are conditions");
        code.branch(condition, &[zero.ty()], |code, holds| {
            if !holds {
                return smallvec![zero];
            }
            self.in_versions(code, &versions, &[], |this, code, inner| {
                this.blocks(code, (level, inner), places);
                List::new()
            });
            smallvec![level.extent]
        })[0]
    }

    /// Whether eight places can be computed at once.
    fn fits_eight(&self) -> bool {
        let complex = self.reduction.body.arguments().any(|argument| is_complex(argument.ty()));
        !complex && !self.reduction.kind.element.is_complex() && is_vectorisable(self.reduction.body)
    }

    fn blocks(&self, code: &mut Code<'_, 'c>, (level, inner): (&Level<'c>, &Level<'c>), places: &[Value<'c>]) {
        let kind = self.reduction.kind;
        let [zero, one, eight] = [0, 1, LANES as i64].map(|value| code.builder.constant_i64(value));
        let [most, few, many] = [MOST, TOGETHER_OF_LONG, TOGETHER].map(|value| code.builder.constant_i64(value));
        let is_short = code.builder.compare_int(Predicate::Sle, inner.extent, most);
        let together = code.builder.select(is_short, many, few);
        let last = code.subtract(inner.extent, eight);
        let array = self.target_row(code, inner, places);
        let unit = array_type(array).is_some_and(|ty| ty.layout == Layout::C);
        let target = Row::Array { array, element: kind.element, unit };
        code.repeat_plainly([zero, level.extent, together], &[], |code, from, _| {
            let to = code.minimum(code.add(from, together), level.extent);
            let end = target.eight_at(code, last);
            code.repeat_plainly([zero, inner.extent, eight], &[], |code, block, _| {
                let position = code.minimum(block, last);
                let overlaps = code.builder.compare_int(Predicate::Sgt, block, last);
                let before = code.builder.select(overlaps, end, target.eight_at(code, position));
                let values = code.repeat_plainly([from, to, one], &[before], |code, row, values| {
                    let places = level.places(code, places, row);
                    let eight = self.rows(code, inner, &places).eight_at(code, position);
                    smallvec![kind.combine(code, values[0], eight)]
                });
                self.write_eight(code, values[0], (array, position));
                List::new()
            });
            List::new()
        });
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
