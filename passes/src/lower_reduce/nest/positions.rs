//! Where the extremes of short rows are (`np.argmax(points, axis=1)`), on vectors.
//!
//! Eight rows are searched at once, each in a lane of its own ([`super::folded`]). The extreme is found as [`super::super::extremum`]
//! finds it: an instruction that passes over NaN, so that one place waits for the one before it no longer than a comparison takes, and
//! NaN looked for aside. Where there is one, the rows are searched again one by one, with NaN before all numbers, as those are which are left
//! over.

use super::{Level, Reduction};
use crate::{
    code::Code,
    loops::{LANES, List, vector_of},
    lower_reduce::kind::How,
};
use melior::ir::TypeLike;
use numlir_dialects::{FloatPredicate, Predicate, Value};
use smallvec::smallvec;

/// One row or eight.
struct Search<'c, 'r> {
    reduction: &'r Reduction<'c>,
    inner: &'r Level<'c>,
    /// The level over the rows, where they are eight.
    across: Option<Level<'c>>,
    /// Where the first row is.
    places: List<'c>,
}

impl<'c> Reduction<'c> {
    /// The first position of the extreme of each row. Needs two axes, of which the last one is reduced and has a place.
    pub fn positions(&self, code: &mut Code<'_, 'c>) -> Value<'c> {
        let target = self.create(code).expect("there is a position for each row");
        let levels = self.levels(code, Some(&target));
        let [level, inner] = &levels[..] else {
            unreachable!("positions are those of extremes along the last of two axes")
        };
        let [zero, one, lanes] = [0, 1, LANES as i64].map(|value| code.builder.constant_i64(value));
        let outside: List = smallvec![zero; inner.strides.len()];
        let one_by_one = |code: &mut Code<'_, 'c>, [from, to]: [Value<'c>; 2]| {
            code.repeat_plainly([from, to, one], &[], |code, position, _| {
                let places = level.places(code, &outside, position);
                let found = Search { reduction: self, inner, across: None, places }.with_nan(code);
                code.store(found, target.array, &[position]);
                List::new()
            });
        };
        let mut done = zero;
        if self.fits_lanes() {
            let many = code.builder.compare_int(Predicate::Sge, level.extent, lanes);
            done = code.builder.select(many, level.extent, zero);
            let last = code.subtract(level.extent, lanes);
            let across = Level { extent: lanes, ..level.clone() };
            code.repeat_plainly([zero, done, lanes], &[], |code, position, _| {
                let first = code.minimum(position, last);
                let places = level.places(code, &outside, first);
                let search = Search { reduction: self, inner, across: Some(across), places };
                let (positions, is_nan) = search.of_numbers(code);
                code.store(positions, target.array, &[first]);
                if let Some(is_nan) = is_nan {
                    code.branch(is_nan, &[], |code, is_nan| {
                        if is_nan {
                            let end = code.add(first, lanes);
                            one_by_one(code, [first, end]);
                        }
                        List::new()
                    });
                }
                List::new()
            });
        }
        one_by_one(code, [done, level.extent]);
        target.array
    }
}

impl<'c> Search<'c, '_> {
    /// The positions in rows of numbers, and whether any was NaN.
    fn of_numbers(&self, code: &mut Code<'_, 'c>) -> (Value<'c>, Option<Value<'c>>) {
        let kind = self.reduction.kind;
        if !kind.element.is_float() {
            return (self.of_integers(code), None);
        }
        let predicate = if kind.how == How::Min { FloatPredicate::Olt } else { FloatPredicate::Ogt };
        let found =
            self.search(code, true, |code, value, best| compare(code, "arith.cmpf", predicate as i64, [value, best]));
        (found[1], Some(any(code, found[2])))
    }

    /// The positions in rows in which NaN may be.
    fn with_nan(&self, code: &mut Code<'_, 'c>) -> Value<'c> {
        let kind = self.reduction.kind;
        if !kind.element.is_float() {
            return self.of_integers(code);
        }
        // What is neither worse nor equal is better, or NaN; nothing is better than NaN.
        let predicate = if kind.how == How::Min { FloatPredicate::Ult } else { FloatPredicate::Ugt };
        self.search(code, false, |code, value, best| {
            let better = compare(code, "arith.cmpf", predicate as i64, [value, best]);
            let number = compare(code, "arith.cmpf", FloatPredicate::Oeq as i64, [best, best]);
            code.builder.binary("arith.andi", better, number)
        })[1]
    }

    fn of_integers(&self, code: &mut Code<'_, 'c>) -> Value<'c> {
        let kind = self.reduction.kind;
        let predicate = match (kind.how == How::Min, kind.element.is_signed()) {
            (true, true) => Predicate::Slt,
            (true, false) => Predicate::Ult,
            (false, true) => Predicate::Sgt,
            (false, false) => Predicate::Ugt,
        };
        self.search(code, false, |code, value, best| compare(code, "arith.cmpi", predicate as i64, [value, best]))[1]
    }

    /// The extremes, where they are and, if that is asked for, whether any value was NaN.
    fn search(
        &self,
        code: &mut Code<'_, 'c>,
        asks_for_nan: bool,
        is_better: impl Fn(&Code<'_, 'c>, Value<'c>, Value<'c>) -> Value<'c>,
    ) -> List<'c> {
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let first = self.value_at(code, zero);
        let mut start: List = smallvec![first, self.spread(code, zero)];
        start.extend(asks_for_nan.then(|| is_nan(code, first)));
        code.repeat_plainly([one, self.inner.extent, one], &start, |code, position, found| {
            let value = self.value_at(code, position);
            let better = is_better(code, value, found[0]);
            let position = self.spread(code, position);
            let best = code.builder.select(better, value, found[0]);
            let mut next: List = smallvec![best, code.builder.select(better, position, found[1])];
            next.extend(found.get(2).map(|before| code.builder.binary("arith.ori", *before, is_nan(code, value))));
            next
        })
    }

    fn value_at(&self, code: &Code<'_, 'c>, position: Value<'c>) -> Value<'c> {
        let zero = code.builder.constant_i64(0);
        match &self.across {
            None => self.reduction.rows(code, self.inner, &self.places).value_at(code, position),
            Some(across) => {
                let places = self.inner.places(code, &self.places, position);
                self.reduction.rows(code, across, &places).eight_at(code, zero)
            }
        }
    }

    /// A value for each row.
    fn spread(&self, code: &Code<'_, 'c>, value: Value<'c>) -> Value<'c> {
        if self.across.is_some() { code.splat(value) } else { value }
    }
}

/// Whether a condition holds in any lane.
fn any<'c>(code: &Code<'_, 'c>, condition: Value<'c>) -> Value<'c> {
    let bits = code.builder.convert("llvm.bitcast", condition, code.builder.integer_type(LANES as u32));
    code.builder.compare_int(Predicate::Ne, bits, code.builder.constant_int(bits.ty(), 0))
}

fn is_nan<'c>(code: &Code<'_, 'c>, value: Value<'c>) -> Value<'c> {
    compare(code, "arith.cmpf", FloatPredicate::Une as i64, [value, value])
}

/// A comparison of numbers or of vectors of them.
fn compare<'c>(code: &Code<'_, 'c>, name: &'static str, predicate: i64, operands: [Value<'c>; 2]) -> Value<'c> {
    let builder = &code.builder;
    let truth = if operands[0].ty().is_vector() { vector_of(builder.i1()) } else { builder.i1() };
    let predicate = builder.integer(builder.i64(), predicate);
    builder.op(name).attribute("predicate", predicate).operands(operands).result(truth).value()
}
