//! Minima and maxima of rows of floating-point numbers, on vectors.
//!
//! An instruction for the maximum, `x > best ? x : best`, passes over NaN, and the order of what is compared does not matter.
//! So four vectors of best numbers are kept apart, and for `max` whether any number was NaN; what is left over at the end
//! is combined one by one. Where `fmax` has found nothing better than infinity's negative, there may have been nothing but
//! NaN, and the row is gone through again.

use super::{
    kind::{How, Kind},
    nest::Rows,
};
use crate::{
    code::Code,
    loops::{LANES, List, vector_of},
};
use numlir_dialects::{FloatPredicate, Value};
use smallvec::{SmallVec, smallvec};

/// Vectors that are looked at together.
const TOGETHER: usize = 4;
/// "One of the two is NaN" among the predicates of `arith.cmpf`.
const UNORDERED: i64 = 14;

/// Combines a row with a value; `None` where that is not what this file does.
pub fn combine<'c>(
    code: &mut Code<'_, 'c>,
    kind: Kind,
    (rows, count): (&Rows<'c>, Value<'c>),
    before: Value<'c>,
) -> Option<Value<'c>> {
    let (predicate, worst) = match kind.how {
        How::Min | How::FMin => (FloatPredicate::Olt, f64::INFINITY),
        How::Max | How::FMax => (FloatPredicate::Ogt, f64::NEG_INFINITY),
        _ => return None,
    };
    if !kind.element.is_float() || !rows.are_vectors() {
        return None;
    }
    let number_wins = matches!(kind.how, How::FMin | How::FMax);
    let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
    let step = (TOGETHER * LANES) as i64;
    let whole = code.builder.binary("arith.andi", count, code.builder.constant_i64(-step));
    let start = code.constant(kind.element, worst);
    let better = |code: &Code<'_, 'c>, lanes: usize, a: Value<'c>, b: Value<'c>| {
        let is_better = compare(code, predicate as i64, lanes, [a, b]);
        code.builder.select(is_better, a, b)
    };

    let mut carried: SmallVec<[Value<'c>; 6]> = smallvec![code.splat(start); TOGETHER];
    if !number_wins {
        let none = code.splat(code.builder.constant_bool(false));
        carried.extend([none; TOGETHER / 2]);
    }
    let step = code.builder.constant_i64(step);
    let found = code.repeat([zero, whole, step], &carried, |code, position, best| {
        let eights = (0..TOGETHER).map(|index| {
            let ahead = code.builder.constant_i64((index * LANES) as i64);
            rows.eight_at(code, code.add(position, ahead))
        });
        let eights: List = eights.collect();
        let mut next: List = eights.iter().zip(best).map(|(new, best)| better(code, LANES, *new, *best)).collect();
        let odd = eights.chunks(2).zip(&best[TOGETHER..]).map(|(pair, odd)| {
            let new = compare(code, UNORDERED, LANES, [pair[0], pair[1]]);
            code.builder.binary("arith.ori", *odd, new)
        });
        let odd: List = odd.collect();
        next.extend(odd);
        next
    });

    let ty = code.storage(kind.element);
    let join = |a, b| better(code, LANES, a, b);
    let best = join(join(found[0], found[1]), join(found[2], found[3]));
    let four = better(code, 4, code.shuffle(best, ty, &[0, 1, 2, 3]), code.shuffle(best, ty, &[4, 5, 6, 7]));
    let two = better(code, 2, code.shuffle(four, ty, &[0, 1]), code.shuffle(four, ty, &[2, 3]));
    let [a, b] = [code.lane(two, ty, 0), code.lane(two, ty, 1)];
    let best = code.builder.select(code.builder.compare_float(predicate, a, b), a, b);

    let (first, before) = if number_wins {
        let nothing = code.builder.compare_float(FloatPredicate::Oeq, best, start);
        let joined = kind.combine(code, before, best);
        (code.builder.select(nothing, zero, whole), code.builder.select(nothing, before, joined))
    } else {
        let odd = code.builder.binary("arith.ori", found[TOGETHER], found[TOGETHER + 1]);
        let bits = code.builder.convert("llvm.bitcast", odd, code.builder.integer_type(LANES as u32));
        let none = code.builder.constant_int(bits.ty(), 0);
        let any = code.builder.compare_int(numlir_dialects::Predicate::Ne, bits, none);
        let best = code.builder.select(any, code.constant(kind.element, f64::NAN), best);
        (whole, kind.combine(code, before, best))
    };
    let value = code.repeat([first, count, one], &[before], |code, position, before| {
        let value = rows.value_at(code, position);
        smallvec![kind.combine(code, before[0], value)]
    });
    Some(value[0])
}

/// `arith.cmpf` of vectors.
fn compare<'c>(code: &Code<'_, 'c>, predicate: i64, lanes: usize, [a, b]: [Value<'c>; 2]) -> Value<'c> {
    let builder = &code.builder;
    let ty = if lanes == LANES {
        vector_of(builder.i1())
    } else {
        melior::ir::Type::vector(&[lanes as u64], builder.i1())
    };
    let predicate = builder.integer(builder.i64(), predicate);
    builder.op("arith.cmpf").attribute("predicate", predicate).operand(a).operand(b).result(ty).value()
}
