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
//!
//! Rows of eight places and more without gaps are read as vectors, where the order of their places does not matter or is that of pairwise sums. Two
//! vectors become one whose lanes are in turn of the one row and of the other, each combined of two places, until one vector has a value of each row:
//!
//! ```text
//! a0 a1 a2 a3 …     a0+a1 b0+b1 a2+a3 b2+b3 …
//! b0 b1 b2 b3 …  =>                              =>  a0+a1+a2+a3 b0+… c0+… d0+… a4+… b4+… c4+… d4+…  =>  a b c d e f g h
//! c0 c1 c2 c3 …     c0+c1 d0+d1 c2+c3 d2+d3 …
//! ```

use super::{Level, Nest, Reduction};
use crate::{
    code::Code,
    loops::{LANES, List, is_complex, is_vectorisable},
    lower_reduce::{
        extremum,
        kind::{How, Kind},
        rows::LONGEST_BODY,
    },
};
use numlir_dialects::{Predicate, Value, types::Scalar};
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

    /// Rows up to these lengths are short, without gaps and with them. Where LLVM makes poor vectors of a row, rows cost less in lanes than one by one
    /// also beyond those that are short to it.
    pub(super) fn longest_short_rows(&self) -> [i64; 2] {
        let kind = self.kind;
        let longest = kind.longest_short_row();
        if longest < LANES as i64 {
            return [longest; 2];
        }
        if self.is_long() {
            return [if kind.is_pairwise() { LANES as i64 - 1 } else { longest }; 2];
        }
        if !self.fits_lanes() {
            return [longest; 2];
        }
        let in_lanes = 2 * longest + 1;
        [if kind.is_pairwise() || kind.how == How::And { in_lanes } else { longest }, in_lanes]
    }

    /// Whether the region is not to be written out for several places.
    pub(super) fn is_long(&self) -> bool {
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
        if !self.short || level.reduced || !self.reduction.fits_lanes() {
            return zero;
        }
        let lanes = code.builder.constant_i64(LANES as i64);
        let mut done = self.reduction.rows_in_lanes(code, (level, inner));
        if self.into_target {
            // What is in the result already is combined with once.
            done = code.builder.binary("arith.andi", done, code.builder.constant_i64(-(LANES as i64)));
        }
        let last = code.subtract(level.extent, lanes);
        let across = Level { extent: lanes, ..level.clone() };
        code.repeat_plainly([zero, done, lanes], &[], |code, position, _| {
            let rows = level.places(code, places, code.minimum(position, last));
            let target = self.target_row(code, &across, &rows);
            let before = self.into_target.then(|| self.read_eight(code, (target, zero)));
            let before = before.unwrap_or_else(|| code.splat(self.identity));
            let values = self.eight_rows(code, (&across, inner), &rows, before);
            self.write_eight(code, values, (target, zero));
            List::new()
        });
        done
    }

    /// What eight rows at a place combine to with the values before them.
    fn eight_rows(
        &self,
        code: &mut Code<'_, 'c>,
        (across, inner): (&Level<'c>, &Level<'c>),
        places: &[Value<'c>],
        before: Value<'c>,
    ) -> Value<'c> {
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let kind = self.reduction.kind;
        let column = |code: &Code<'_, 'c>, position| {
            let places = inner.places(code, places, position);
            self.rows(code, across, &places).eight_at(code, zero)
        };
        let pairwise = kind.is_pairwise();
        let start = if pairwise { code.splat(kind.number(code, -0.0)) } else { before };
        let [from, start] = self.first_places(code, (across, inner), places, start);
        if let Some(values) = extremum::combine_columns(code, kind, ([from, inner.extent], start), column) {
            return values;
        }
        let rows = code.repeat_plainly([from, inner.extent, one], &[start], |code, position, before| {
            smallvec![kind.combine(code, before[0], column(code, position))]
        })[0];
        if pairwise { kind.combine(code, before, rows) } else { rows }
    }

    /// The first places of eight rows combined with a value, a multiple of eight, where there are so many and the order allows it; how many they
    /// are, and what they combine to.
    fn first_places(
        &self,
        code: &mut Code<'_, 'c>,
        (across, inner): (&Level<'c>, &Level<'c>),
        places: &[Value<'c>],
        start: Value<'c>,
    ) -> [Value<'c>; 2] {
        let kind = self.reduction.kind;
        let [zero, eight] = [0, LANES as i64].map(|count| code.builder.constant_i64(count));
        let first = across.places(code, places, zero);
        let whole = self.rows(code, inner, &first).are_vectors() && kind.element != Scalar::Bool;
        let by_rows = whole && (kind.is_pairwise() || is_free(kind));
        if self.reduction.is_long() || !(by_rows || kind.is_pairwise()) {
            return [zero, start];
        }
        let few = code.builder.compare_int(Predicate::Slt, inner.extent, eight);
        let whole = code.builder.binary("arith.andi", inner.extent, code.builder.constant_i64(-(LANES as i64)));
        // What is not a sum is short.
        let whole = if kind.is_pairwise() { whole } else { eight };
        let found = code.branch(few, &[zero.ty(), start.ty()], |code, few| {
            if few {
                return smallvec![zero, start];
            }
            let value = if by_rows {
                self.merged_rows(code, (across, inner), (places, whole))
            } else {
                self.summed_columns(code, (across, inner), (places, whole))
            };
            smallvec![whole, kind.combine(code, start, value)]
        });
        [found[0], found[1]]
    }

    /// What each of eight rows without gaps combines to, over so many places, a multiple of eight for sums and eight for others: first those
    /// that are eight apart, then those next to one another, then pairs of these, then the two halves.
    fn merged_rows(
        &self,
        code: &mut Code<'_, 'c>,
        (across, inner): (&Level<'c>, &Level<'c>),
        (places, whole): (&[Value<'c>], Value<'c>),
    ) -> Value<'c> {
        let kind = self.reduction.kind;
        let storage = code.storage(kind.element);
        let [zero, eight] = [0, LANES as i64].map(|count| code.builder.constant_i64(count));
        let row_at = |code: &Code<'_, 'c>, row: usize, position| {
            let places = across.places(code, places, code.builder.constant_i64(row as i64));
            self.rows(code, inner, &places).eight_at(code, position)
        };
        let mut vectors: List = if kind.is_pairwise() {
            let nothing: List = smallvec![code.splat(kind.number(code, -0.0)); LANES];
            code.repeat_plainly([zero, whole, eight], &nothing, |code, position, vectors| {
                let rows = vectors.iter().enumerate();
                rows.map(|(row, before)| kind.combine(code, *before, row_at(code, row, position))).collect()
            })
        } else {
            (0..LANES).map(|row| row_at(code, row, zero)).collect()
        };
        while let [_, _, ..] = vectors[..] {
            let joined = LANES / vectors.len();
            let merge = |pair: &[Value<'c>]| {
                let [even, odd] =
                    [0, 1].map(|half| code.shuffle_two([pair[0], pair[1]], storage, &every_other(joined, half)));
                kind.combine(code, even, odd)
            };
            vectors = vectors.chunks(2).map(merge).collect();
        }
        vectors[0]
    }

    /// The sums of so many places of each of eight rows, in the order of pairwise sums, four of eight after four.
    fn summed_columns(
        &self,
        code: &mut Code<'_, 'c>,
        (across, inner): (&Level<'c>, &Level<'c>),
        (places, whole): (&[Value<'c>], Value<'c>),
    ) -> Value<'c> {
        let kind = self.reduction.kind;
        let [zero, four, eight] = [0, 4, 8].map(|count| code.builder.constant_i64(count));
        let nothing = code.splat(kind.number(code, -0.0));
        code.repeat_plainly([zero, eight, four], &[nothing], |code, first, sum| {
            let sums = code.repeat_plainly([first, whole, eight], &[nothing; 4], |code, position, sums| {
                let next = sums.iter().enumerate().map(|(ahead, before)| {
                    let position = code.add(position, code.builder.constant_i64(ahead as i64));
                    let places = inner.places(code, places, position);
                    kind.combine(code, *before, self.rows(code, across, &places).eight_at(code, zero))
                });
                next.collect()
            });
            let pairs = [kind.combine(code, sums[0], sums[1]), kind.combine(code, sums[2], sums[3])];
            smallvec![kind.combine(code, sum[0], kind.combine(code, pairs[0], pairs[1]))]
        })[0]
    }
}

/// Whether values may be combined in any order.
fn is_free(kind: Kind) -> bool {
    !kind.element.is_float() || !matches!(kind.how, How::Add | How::Mul)
}

/// Of two vectors with a run of so many lanes for each place, the runs at even or at odd places, in turn of the one and of the other.
fn every_other(run: usize, first: usize) -> Vec<i32> {
    let lane = |lane: usize| {
        let (place, within) = (lane / (2 * run), lane % (2 * run));
        let vector = within / run;
        (vector * LANES + (2 * place + first) * run + within % run) as i32
    };
    (0..LANES).map(lane).collect()
}
