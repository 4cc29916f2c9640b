//! Sums of several levels as one row.
//!
//! NumPy sums an array with gaps between its rows by way of a buffer: as many rows as fit into it are one row to the sum, and what
//! one block gives is added to what those before gave. An array that is computed has no gaps, so that all of it is one row.

use super::{Level, Nest, Versions};
use crate::{
    code::Code,
    extent::known,
    loops::List,
    lower_reduce::pairwise::{self, Line},
};
use numlir_dialects::{Predicate, Value};
use smallvec::smallvec;

/// How many elements NumPy's buffer holds.
pub(super) const BUFFER: i64 = 8192;

impl<'c> Nest<'c, '_> {
    /// Takes the levels that are one row to a sum from those around the innermost one; gives the others.
    pub fn take_line<'l>(&mut self, code: &Code<'_, 'c>, inner: &Level<'c>, outer: &'l [Level<'c>]) -> &'l [Level<'c>] {
        if !inner.reduced || !self.reduction.kind.is_pairwise() {
            return outer;
        }
        let kept = outer.iter().rposition(|level| !level.reduced).map_or(0, |place| place + 1);
        let (outer, line) = outer.split_at(kept);
        self.line = line.iter().rev().filter(|level| known(level.extent) != Some(1)).cloned().collect();
        let shorter = self.line.iter().take(1).flat_map(|nearest| {
            let kept = outer.iter().filter(|level| !level.reduced);
            kept.map(|level| self.reduction.is_shorter(code, &[level.clone(), nearest.clone()], 0))
        });
        self.separated = shorter.reduce(|one, other| code.builder.binary("arith.ori", one, other));
        outer
    }

    /// Adds the sum of all rows at a place to what there was before.
    pub fn sum_of_line(
        &mut self,
        code: &mut Code<'_, 'c>,
        versions: &Versions<'c>,
        places: &[Value<'c>],
        before: Value<'c>,
    ) -> Value<'c> {
        let (reduction, inner) = (self.reduction, &versions.any);
        let (levels, kind) = (self.line.clone(), reduction.kind.of_rows());
        let extents: List = levels.iter().map(|level| level.extent).collect();
        let [zero, one] = [0, 1].map(|value| code.builder.constant_i64(value));
        let rows = extents.iter().fold(one, |all, extent| code.multiply(all, *extent));
        let width = code.maximum(inner.extent, one);
        let [span, step] = if reduction.yields_an_input() { blocks(code, width, &extents) } else { [rows, rows] };
        // A row alone is a block where the next one is not behind it.
        let step = self.separated.map_or(step, |separated| code.builder.select(separated, one, step));
        let [span, step] = [span, step].map(|count| code.maximum(count, one));
        let row = |code: &Code<'_, 'c>, index, gaps: bool| {
            let level = if gaps { &versions.any } else { &versions.unit };
            reduction.rows(code, level, &row_places(code, &levels, places, index))
        };
        code.repeat_plainly([zero, rows, span], &[before], |code, start, sum| {
            let end = code.add(start, span);
            code.repeat_plainly([start, end, step], sum, |code, first, sum| {
                let count = code.minimum(step, code.subtract(end, first));
                let row = |code: &Code<'_, 'c>, index, gaps| row(code, code.add(first, index), gaps);
                let count = code.multiply(count, inner.extent);
                let sum = self.in_buffers(code, count, sum[0], |this, code, [start, count], before| {
                    let line = Line { width, start, no_gaps: versions.no_gaps, row: &row };
                    let sums = pairwise::sum_of_line(code, kind, (&line, count), this.scratch);
                    kind.combine(code, before, sums)
                });
                smallvec![reduction.rounded(code, sum)]
            })
        })[0]
    }
}

/// How many rows NumPy's iterator goes over before it begins anew, and how many of these are a block: it takes levels into the buffer as
/// long as it holds one with all its places (`npyiter_find_buffering_setup` in NumPy's `nditer_constr.c`).
fn blocks<'c>(code: &Code<'_, 'c>, width: Value<'c>, extents: &[Value<'c>]) -> [Value<'c>; 2] {
    let builder = &code.builder;
    let buffer = builder.constant_i64(BUFFER);
    let (mut core, mut elements, mut outer) = (builder.constant_i64(1), width, extents[0]);
    for extent in &extents[1..] {
        let larger = code.multiply(elements, outer);
        let grows = builder.compare_int(Predicate::Slt, larger, buffer);
        core = builder.select(grows, code.multiply(core, outer), core);
        elements = builder.select(grows, larger, elements);
        outer = builder.select(grows, *extent, outer);
    }
    let one = builder.constant_i64(1);
    let fitting = builder.binary("arith.divui", buffer, code.maximum(elements, one));
    [code.multiply(core, outer), code.multiply(core, code.maximum(fitting, one))]
}

/// The places of a row by its index among those of the levels.
fn row_places<'c>(code: &Code<'_, 'c>, levels: &[Level<'c>], places: &[Value<'c>], index: Value<'c>) -> List<'c> {
    let Some(([level], outer)) = levels.split_first_chunk() else { return places.into() };
    if outer.is_empty() {
        return level.places(code, places, index);
    }
    let position = code.builder.binary("arith.remui", index, level.extent);
    let index = code.builder.binary("arith.divui", index, level.extent);
    row_places(code, outer, &level.places(code, places, position), index)
}
