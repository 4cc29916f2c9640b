//! Rows into one, in the order of memory.
//!
//! Where rows are kept and those above one another are reduced, long ones are combined with the row of the result one after another, four at a time:
//!
//! ```text
//! for i in range(m):                        for i in range(0, m, 4):
//!     for k in range(n):              =>        for k in range(n):
//!         d[k] += a[i, k]                           d[k] = d[k] + a[i, k] + a[i + 1, k] + a[i + 2, k] + a[i + 3, k]
//! ```

use super::{Level, Nest};
use crate::{
    code::Code,
    loops::List,
    lower_reduce::{extremum, rows::Rows},
};
use numlir_dialects::Value;
use smallvec::SmallVec;

/// So many rows are combined with a row of the result at a time.
const TOGETHER: usize = 4;

impl<'c> Nest<'c, '_> {
    /// Combines rows without gaps, from one on, with a row of the result, four at a time: that reads and writes the result less often. Gives how many of
    /// all are done then.
    pub(super) fn rows_together(
        &mut self,
        code: &mut Code<'_, 'c>,
        (level, inner): (&Level<'c>, &Level<'c>),
        (places, first): (&[Value<'c>], Value<'c>),
    ) -> Value<'c> {
        if !level.reduced || self.reduction.masked || self.reduction.is_long() {
            return first;
        }
        let versions = self.versions(code, inner);
        let (zero, four) = (code.builder.constant_i64(0), code.builder.constant_i64(TOGETHER as i64));
        let whole = code.builder.binary(
            "arith.andi",
            code.subtract(level.extent, first),
            code.builder.constant_i64(-(TOGETHER as i64)),
        );
        let whole = versions.no_gaps.map_or(whole, |no_gaps| code.builder.select(no_gaps, whole, zero));
        let done = code.add(first, whole);
        code.repeat_plainly([first, done, four], &[], |code, position, _| {
            let rows = (0..TOGETHER).map(|ahead| {
                let position = code.add(position, code.builder.constant_i64(ahead as i64));
                level.places(code, places, position)
            });
            let rows: SmallVec<[List; TOGETHER]> = rows.collect();
            let rows: SmallVec<[&[Value]; TOGETHER]> = rows.iter().map(|row| &row[..]).collect();
            self.kept_rows(code, &versions.unit, &rows);
            List::new()
        });
        done
    }

    /// Combines rows at some places with a row of the result.
    pub(super) fn kept_rows(&self, code: &mut Code<'_, 'c>, level: &Level<'c>, places: &[&[Value<'c>]]) {
        let kind = self.reduction.kind;
        let rows: SmallVec<[Rows; TOGETHER]> = places.iter().map(|places| self.rows(code, level, places)).collect();
        let row = self.target_row(code, level, places[0]);
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let combine = |code: &mut Code<'_, 'c>, position, _: &[Value<'c>]| {
            let before = code.load(row, &[position], code.storage(kind.element));
            let values: List = rows.iter().map(|rows| rows.value_at(code, position)).collect();
            let combined = extremum::combine_all(code, kind, (before, &values));
            let one_by_one = || values.iter().fold(before, |before, value| kind.combine(code, before, *value));
            code.store(combined.unwrap_or_else(one_by_one), row, &[position]);
            List::new()
        };
        if !rows[0].are_vectors() && self.fits_eight() {
            // Of more than a few places eight are computed at once.
            code.repeat_plainly([zero, level.extent, one], &[], combine);
        } else if rows.len() > 1 {
            code.repeat_once([zero, level.extent, one], &[], combine);
        } else {
            code.repeat([zero, level.extent, one], &[], combine);
        }
    }
}
