//! Comparisons of a new value with the present one, as orders.

use super::versions::Use;
use numlir_dialects::{Builder, FloatPredicate, Operation, Predicate, Value, build::integer_value};

/// When a new value is better than the present one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Order {
    pub is_larger: bool,
    /// Whether an equal value is not better.
    pub is_strict: bool,
    /// Whether a value is better where one of the two is NaN.
    pub with_nan: bool,
    pub is_float: bool,
    is_unsigned: bool,
}

impl Order {
    /// The order under which a comparison says, by being true or by being false, that the new value is better. `new` is the position of
    /// its operand.
    pub fn of(comparison: Operation, new: usize, truth: bool) -> Option<Self> {
        let (_, predicate) = comparison.attribute("predicate").and_then(integer_value)?;
        let is_float = comparison.is("arith.cmpf");
        let any = |floats: &[FloatPredicate], integers: &[Predicate]| {
            if is_float {
                floats.iter().any(|one| *one as i64 == predicate)
            } else {
                integers.iter().any(|one| *one as i64 == predicate)
            }
        };
        use {FloatPredicate as F, Predicate as P};
        let greater = any(&[F::Ogt, F::Oge], &[P::Sgt, P::Sge, P::Ugt, P::Uge]);
        let less = any(&[F::Olt, F::Ole], &[P::Slt, P::Sle, P::Ult, P::Ule]);
        let strict = any(&[F::Ogt, F::Olt], &[P::Sgt, P::Slt, P::Ugt, P::Ult]);
        let is_unsigned = !is_float && any(&[], &[P::Ugt, P::Uge, P::Ult, P::Ule]);
        (greater || less).then_some(Self {
            is_larger: (greater == (new == 0)) == truth,
            is_strict: strict == truth,
            with_nan: is_float && !truth,
            is_float,
            is_unsigned,
        })
    }

    /// Whether a new value is better than the present one.
    pub fn is_better<'c>(self, builder: &Builder<'c>, new: Value<'c>, present: Value<'c>) -> Value<'c> {
        if self.with_nan {
            let opposite = Self { is_larger: !self.is_larger, is_strict: !self.is_strict, with_nan: false, ..self };
            let worse = opposite.is_better(builder, new, present);
            return builder.binary("arith.xori", worse, builder.constant_bool(true));
        }
        if self.is_float {
            use FloatPredicate as F;
            let predicate = match (self.is_larger, self.is_strict) {
                (true, true) => F::Ogt,
                (true, false) => F::Oge,
                (false, true) => F::Olt,
                (false, false) => F::Ole,
            };
            return builder.compare_float(predicate, new, present);
        }
        use Predicate as P;
        let predicate = match (self.is_larger, self.is_strict, self.is_unsigned) {
            (true, true, false) => P::Sgt,
            (true, false, false) => P::Sge,
            (false, true, false) => P::Slt,
            (false, false, false) => P::Sle,
            (true, true, true) => P::Ugt,
            (true, false, true) => P::Uge,
            (false, true, true) => P::Ult,
            (false, false, true) => P::Ule,
        };
        builder.compare_int(predicate, new, present)
    }
}

/// A comparison that a version takes part in, itself or by what is computed from it.
pub struct Comparison<'c> {
    pub operation: Operation<'c>,
    /// The operand that the version is, or goes into.
    pub present: usize,
    pub version: Value<'c>,
}

impl<'c> Comparison<'c> {
    /// Follows a use of a version through what is computed from it alone.
    pub fn following(
        (user, position): (Operation<'c>, usize),
        is_readable: impl Fn(Operation<'c>) -> bool,
    ) -> Option<(Self, Use<'c>)> {
        let version = user.operand(position);
        let (mut user, mut position) = (user, position);
        for _ in 0..16 {
            if matches!(user.name(), "arith.cmpf" | "arith.cmpi") {
                return Some((Self { operation: user, present: position, version }, Use::Other));
            }
            if !is_readable(user) {
                return None;
            }
            let [(next, at)] = user.result(0).uses()[..] else { return None };
            (user, position) = (next, at);
        }
        None
    }

    pub fn present(&self) -> Value<'c> {
        self.operation.operand(self.present)
    }

    pub fn candidate(&self) -> Value<'c> {
        self.operation.operand(1 - self.present)
    }
}
