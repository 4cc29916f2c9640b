//! Where the extremes of short rows are (`np.argmax(points, axis=1)`), on vectors.
//!
//! Eight rows are searched at once, each in a lane of its own ([`super::folded`]). The extreme is found as [`super::super::extremum`]
//! finds it: an instruction that passes over NaN, so that one place waits for the one before it no longer than a comparison takes, and
//! NaN looked for aside. Where there is one, the rows are searched again, with NaN before all numbers.

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
        let search = |across, places| Search { reduction: self, inner, across, places };
        let mut done = zero;
        if self.fits_lanes() {
            let many = code.builder.compare_int(Predicate::Sge, level.extent, lanes);
            done = code.builder.select(many, level.extent, zero);
            let last = code.subtract(level.extent, lanes);
            let across = Level { extent: lanes, ..level.clone() };
            code.repeat_plainly([zero, done, lanes], &[], |code, position, _| {
                let first = code.minimum(position, last);
                let search = search(Some(across), level.places(code, &outside, first));
                let positions = search.position(code);
                code.store(positions, target.array, &[first]);
                List::new()
            });
        }
        code.repeat_plainly([done, level.extent, one], &[], |code, position, _| {
            let search = search(None, level.places(code, &outside, position));
            let found = search.position(code);
            code.store(found, target.array, &[position]);
            List::new()
        });
        target.array
    }
}

impl<'c> Search<'c, '_> {
    /// The positions in the rows.
    fn position(&self, code: &mut Code<'_, 'c>) -> Value<'c> {
        let kind = self.reduction.kind;
        let (is_least, is_float) = (kind.how == How::Min, kind.element.is_float());
        let predicate = match (is_float, is_least, kind.element.is_signed()) {
            (true, true, _) => FloatPredicate::Olt as i64,
            (true, false, _) => FloatPredicate::Ogt as i64,
            (false, true, true) => Predicate::Slt as i64,
            (false, true, false) => Predicate::Ult as i64,
            (false, false, true) => Predicate::Sgt as i64,
            (false, false, false) => Predicate::Ugt as i64,
        };
        if !is_float {
            return self.search(code, None, |code, value, best| compare(code, "arith.cmpi", predicate, [value, best]))
                [1];
        }
        let never = self.spread(code, code.builder.constant_bool(false));
        let found =
            self.search(code, Some(never), |code, value, best| compare(code, "arith.cmpf", predicate, [value, best]));
        let is_nan = self.any(code, found[2]);
        code.branch(is_nan, &[found[1].ty()], |code, is_nan| {
            if !is_nan {
                return smallvec![found[1]];
            }
            // What is neither worse nor equal is better, or NaN; nothing is better than NaN.
            let predicate = if is_least { FloatPredicate::Ult } else { FloatPredicate::Ugt };
            let found = self.search(code, None, |code, value, best| {
                let better = compare(code, "arith.cmpf", predicate as i64, [value, best]);
                let number = compare(code, "arith.cmpf", FloatPredicate::Oeq as i64, [best, best]);
                code.builder.binary("arith.andi", better, number)
            });
            smallvec![found[1]]
        })[0]
    }

    /// The extremes, where they are and, if that is asked for, whether any value was NaN.
    fn search(
        &self,
        code: &mut Code<'_, 'c>,
        never: Option<Value<'c>>,
        is_better: impl Fn(&Code<'_, 'c>, Value<'c>, Value<'c>) -> Value<'c>,
    ) -> List<'c> {
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let first = self.value_at(code, zero);
        let mut start: List = smallvec![first, self.spread(code, zero)];
        start.extend(never.map(|_| is_nan(code, first)));
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

    /// Whether a condition holds for any row.
    fn any(&self, code: &Code<'_, 'c>, condition: Value<'c>) -> Value<'c> {
        if self.across.is_none() {
            return condition;
        }
        let bits = code.builder.convert("llvm.bitcast", condition, code.builder.integer_type(LANES as u32));
        code.builder.compare_int(Predicate::Ne, bits, code.builder.constant_int(bits.ty(), 0))
    }
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
