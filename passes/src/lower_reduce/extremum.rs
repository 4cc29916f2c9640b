//! Minima and maxima of rows of floating-point numbers, on vectors.
//!
//! An instruction for the maximum, `x > best ? x : best`, passes over NaN, and the order of what is compared does not matter.
//! So four vectors of best numbers are kept apart, and for `max` whether any number was NaN; what is left over at the end
//! is looked at together with numbers before it once more, which changes nothing. Where `fmax` has found nothing better than
//! infinity's negative, there may have been nothing but NaN, and the row is gone through again.

use super::{
    kind::{How, Kind},
    rows::{LONGEST_BODY, Rows},
};
use crate::{
    code::Code,
    loops::{LANES, List, vector_of},
};
use numlir_dialects::{FloatPredicate, Predicate, Value};
use smallvec::{SmallVec, smallvec};

/// Vectors that are looked at together.
const TOGETHER: usize = 4;

/// Combines a row with a value; `None` where that is not what this file does.
pub fn combine<'c>(
    code: &mut Code<'_, 'c>,
    kind: Kind,
    (rows, count): (&Rows<'c>, Value<'c>),
    before: Value<'c>,
) -> Option<Value<'c>> {
    let (predicate, worst) = order_of(kind)?;
    if !kind.element.is_float() || !rows.can_be_vectors() {
        return None;
    }
    let one = code.builder.constant_i64(1);
    let zero = code.builder.constant_i64(0);
    let none = code.builder.compare_int(Predicate::Slt, count, code.builder.constant_i64(LANES as i64));
    let ty = code.storage(kind.element);
    // Short rows do without vectors.
    let seen = code.branch(none, &[ty, code.builder.i64()], |code, none| {
        if none {
            return smallvec![before, zero];
        }
        let lanes = Lanes { kind, rows, predicate, start: code.constant(kind.element, worst) };
        lanes.combine(code, count, before)
    });
    let value = code.repeat([seen[1], count, one], &[seen[0]], |code, position, before| {
        let value = rows.value_at(code, position);
        smallvec![kind.combine(code, before[0], value)]
    });
    Some(value[0])
}

/// Whether a loop that combines values as they come waits for more than a comparison: it has to look for NaN too.
pub fn waits(kind: Kind) -> bool {
    order_with_nan(kind).is_some()
}

/// As [`combine`], of fewer than sixteen places and without a loop over vectors: also there NaN is looked for aside, so that one number waits for
/// the one before it no longer than a comparison takes.
pub fn combine_few<'c>(
    code: &mut Code<'_, 'c>,
    kind: Kind,
    (rows, count): (&Rows<'c>, Value<'c>),
    before: Value<'c>,
) -> Option<Value<'c>> {
    let predicate = order_with_nan(kind)?;
    let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
    let (eight, none) = (code.builder.constant_i64(LANES as i64), code.builder.constant_bool(false));
    let mut carried: List = smallvec![before, none, zero];
    if rows.are_vectors() && rows.body.operations().count() <= LONGEST_BODY {
        // Of up to sixteen the first eight and the last eight are all.
        let fewer = code.builder.compare_int(Predicate::Slt, count, eight);
        carried = code.branch(fewer, &[before.ty(), none.ty(), zero.ty()], |code, fewer| {
            if fewer {
                return smallvec![before, none, zero];
            }
            let ends = [zero, code.subtract(count, eight)].map(|position| rows.eight_at(code, position));
            let better = compare(code, predicate as i64, LANES, ends);
            let best = code.builder.select(better, ends[0], ends[1]);
            let best = best_of(code, kind, predicate, best);
            let better = code.builder.compare_float(predicate, best, before);
            let odd = any(code, compare(code, FloatPredicate::Uno as i64, LANES, ends));
            smallvec![code.builder.select(better, best, before), odd, count]
        });
    }
    let found = code.repeat_plainly([carried[2], count, one], &carried[..2], |code, position, found| {
        let value = rows.value_at(code, position);
        let better = code.builder.compare_float(predicate, value, found[0]);
        let is_nan = code.builder.compare_float(FloatPredicate::Une, value, value);
        smallvec![code.builder.select(better, value, found[0]), code.builder.binary("arith.ori", found[1], is_nan)]
    });
    Some(code.builder.select(found[1], code.constant(kind.element, f64::NAN), found[0]))
}

/// As [`combine_few`], of eight rows at once, whose values at a place are what `column` gives.
pub fn combine_columns<'c>(
    code: &mut Code<'_, 'c>,
    kind: Kind,
    ([from, to], before): ([Value<'c>; 2], Value<'c>),
    column: impl Fn(&Code<'_, 'c>, Value<'c>) -> Value<'c>,
) -> Option<Value<'c>> {
    let predicate = order_with_nan(kind)?;
    let one = code.builder.constant_i64(1);
    let carried = [before, code.splat(code.builder.constant_bool(false))];
    let found = code.repeat_plainly([from, to, one], &carried, |code, position, found| {
        let values = column(code, position);
        let better = compare(code, predicate as i64, LANES, [values, found[0]]);
        let odd = compare(code, FloatPredicate::Uno as i64, LANES, [values, values]);
        smallvec![code.builder.select(better, values, found[0]), code.builder.binary("arith.ori", found[1], odd)]
    });
    Some(code.builder.select(found[1], code.splat(code.constant(kind.element, f64::NAN)), found[0]))
}

/// Combines numbers with one, where there are several: NaN is looked for aside, in two of them at once.
pub fn combine_all<'c>(
    code: &Code<'_, 'c>,
    kind: Kind,
    (before, values): (Value<'c>, &[Value<'c>]),
) -> Option<Value<'c>> {
    let predicate = order_with_nan(kind).filter(|_| values.len() > 1)?;
    let best = values.iter().fold(before, |best, value| {
        let better = code.builder.compare_float(predicate, *value, best);
        code.builder.select(better, *value, best)
    });
    let odd =
        values.chunks(2).map(|pair| code.builder.compare_float(FloatPredicate::Uno, pair[0], pair[pair.len() - 1]));
    let odd = odd.reduce(|all, odd| code.builder.binary("arith.ori", all, odd)).expect("there are numbers");
    Some(code.builder.select(odd, code.constant(kind.element, f64::NAN), best))
}

/// How a number compares to a worse one, where NaN decides.
fn order_with_nan(kind: Kind) -> Option<FloatPredicate> {
    match kind.how {
        How::Min if kind.element.is_float() => Some(FloatPredicate::Olt),
        How::Max if kind.element.is_float() => Some(FloatPredicate::Ogt),
        _ => None,
    }
}

/// How a number compares to a worse one, and what every number is better than.
fn order_of(kind: Kind) -> Option<(FloatPredicate, f64)> {
    match kind.how {
        How::Min | How::FMin => Some((FloatPredicate::Olt, f64::INFINITY)),
        How::Max | How::FMax => Some((FloatPredicate::Ogt, f64::NEG_INFINITY)),
        _ => None,
    }
}

/// The best of eight numbers.
fn best_of<'c>(code: &Code<'_, 'c>, kind: Kind, predicate: FloatPredicate, eight: Value<'c>) -> Value<'c> {
    let ty = code.storage(kind.element);
    let better = |lanes, a, b| code.builder.select(compare(code, predicate as i64, lanes, [a, b]), a, b);
    let four = better(4, code.shuffle(eight, ty, &[0, 1, 2, 3]), code.shuffle(eight, ty, &[4, 5, 6, 7]));
    let two = better(2, code.shuffle(four, ty, &[0, 1]), code.shuffle(four, ty, &[2, 3]));
    let [a, b] = [code.lane(two, ty, 0), code.lane(two, ty, 1)];
    code.builder.select(code.builder.compare_float(predicate, a, b), a, b)
}

/// A number, or NaN where any of the lanes is true.
fn or_nan<'c>(code: &Code<'_, 'c>, kind: Kind, (number, odd): (Value<'c>, Value<'c>)) -> Value<'c> {
    code.builder.select(any(code, odd), code.constant(kind.element, f64::NAN), number)
}

/// Whether any of the lanes is true.
fn any<'c>(code: &Code<'_, 'c>, odd: Value<'c>) -> Value<'c> {
    let bits = code.builder.convert("llvm.bitcast", odd, code.builder.integer_type(LANES as u32));
    code.builder.compare_int(Predicate::Ne, bits, code.builder.constant_int(bits.ty(), 0))
}

/// How the vectors of a row are combined.
struct Lanes<'c, 'r> {
    kind: Kind,
    rows: &'r Rows<'c>,
    /// How a number compares to a worse one.
    predicate: FloatPredicate,
    /// What every number is better than.
    start: Value<'c>,
}

impl<'c> Lanes<'c, '_> {
    /// Combines the numbers of a row, eight at least, with a value. Gives the value, and the position at which to go on.
    fn combine(&self, code: &mut Code<'_, 'c>, count: Value<'c>, before: Value<'c>) -> List<'c> {
        let number_wins = matches!(self.kind.how, How::FMin | How::FMax);
        let zero = code.builder.constant_i64(0);
        // All but the last eight, which may be some of these once more.
        let rest = code.subtract(count, code.builder.constant_i64(1));
        let whole = code.builder.binary("arith.andi", rest, code.builder.constant_i64(-(LANES as i64)));
        let lanes = self.lanes(code, whole, !number_wins);
        let last = code.subtract(count, code.builder.constant_i64(LANES as i64));
        let lanes = self.next(code, last, &lanes);
        let best = best_of(code, self.kind, self.predicate, lanes[0]);
        if number_wins {
            let nothing = code.builder.compare_float(FloatPredicate::Oeq, best, self.start);
            let joined = self.kind.combine(code, before, best);
            return smallvec![code.builder.select(nothing, before, joined), code.builder.select(nothing, zero, count)];
        }
        let best = or_nan(code, self.kind, (best, lanes[1]));
        smallvec![self.kind.combine(code, before, best), count]
    }

    /// The best number in each lane and, where that is asked for, whether there was NaN.
    fn lanes(&self, code: &mut Code<'_, 'c>, whole: Value<'c>, with_nan: bool) -> List<'c> {
        let mut start: List = smallvec![code.splat(self.start)];
        if with_nan {
            start.push(code.splat(code.builder.constant_bool(false)));
        }
        let step = code.builder.constant_i64(LANES as i64);
        if !self.rows.are_vectors() {
            // Eight loads take longer than what waits for them.
            let zero = code.builder.constant_i64(0);
            return code.repeat([zero, whole, step], &start, |code, position, best| self.next(code, position, best));
        }
        let types: SmallVec<[_; 2]> = start.iter().map(|value| value.ty()).collect();
        let long = code.builder.binary("arith.andi", whole, code.builder.constant_i64(-((TOGETHER * LANES) as i64)));
        let none = code.equal(long, code.builder.constant_i64(0));
        let seen =
            code.branch(none, &types, |code, none| if none { start.clone() } else { self.four(code, long, &start) });
        code.repeat([long, whole, step], &seen, |code, position, best| self.next(code, position, best))
    }

    /// The same of what stands before `long`, four vectors at a time.
    fn four(&self, code: &mut Code<'_, 'c>, long: Value<'c>, start: &[Value<'c>]) -> List<'c> {
        let mut carried: List = smallvec![start[0]; TOGETHER];
        carried.extend(start[1..].iter().copied());
        let (zero, step) = (code.builder.constant_i64(0), code.builder.constant_i64((TOGETHER * LANES) as i64));
        let found = code.repeat([zero, long, step], &carried, |code, position, best| {
            let eights = (0..TOGETHER).map(|index| {
                let ahead = code.builder.constant_i64((index * LANES) as i64);
                self.rows.eight_at(code, code.add(position, ahead))
            });
            let eights: List = eights.collect();
            let next = eights.iter().zip(best).map(|(new, best)| self.better(code, *new, *best));
            let mut next: List = next.collect();
            if let Some(before) = best.get(TOGETHER) {
                // One comparison looks at two vectors.
                let odd =
                    eights.chunks(2).map(|pair| compare(code, FloatPredicate::Uno as i64, LANES, [pair[0], pair[1]]));
                let odd: List = odd.collect();
                next.push(odd.into_iter().fold(*before, |all, odd| code.builder.binary("arith.ori", all, odd)));
            }
            next
        });
        let join = |a, b| self.better(code, a, b);
        let mut joined: List = smallvec![join(join(found[0], found[1]), join(found[2], found[3]))];
        joined.extend(found[TOGETHER..].iter().copied());
        joined
    }

    /// The same with eight more numbers.
    fn next(&self, code: &mut Code<'_, 'c>, position: Value<'c>, best: &[Value<'c>]) -> List<'c> {
        let eight = self.rows.eight_at(code, position);
        let mut next: List = smallvec![self.better(code, eight, best[0])];
        if let Some(before) = best.get(1) {
            let odd = compare(code, FloatPredicate::Uno as i64, LANES, [eight, eight]);
            next.push(code.builder.binary("arith.ori", *before, odd));
        }
        next
    }

    /// The better one of two; the second where either is NaN.
    fn better(&self, code: &Code<'_, 'c>, a: Value<'c>, b: Value<'c>) -> Value<'c> {
        code.builder.select(compare(code, self.predicate as i64, LANES, [a, b]), a, b)
    }
}

/// `arith.cmpf` of vectors.
fn compare<'c>(code: &Code<'_, 'c>, predicate: i64, lanes: usize, [a, b]: [Value<'c>; 2]) -> Value<'c> {
    let builder = &code.builder;
    let ty =
        if lanes == LANES { vector_of(builder.i1()) } else { melior::ir::Type::vector(&[lanes as u64], builder.i1()) };
    let predicate = builder.integer(builder.i64(), predicate);
    builder.op("arith.cmpf").attribute("predicate", predicate).operand(a).operand(b).result(ty).value()
}
