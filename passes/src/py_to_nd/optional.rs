//! Values that may be None: whether there is a value, then the value, which means nothing where there is none.

use super::{Lowering, nested};
use crate::code::{Code, Values};
use numlir_dialects::{
    Operation, Value,
    build::boolean_value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

impl<'c> Lowering<'_, 'c> {
    /// To or from a type that has None beside its values. None where a value is wanted raises TypeError.
    pub(super) fn cast_optional(&mut self, values: &[Value<'c>], from: &Type, to: &Type) -> Option<Values<'c>> {
        let builder = self.code.builder;
        match (from, to) {
            (Type::None, Type::Optional(to)) => {
                let absent = self.code.flat_types(to).into_iter().map(|ty| builder.op("nd.undef").result(ty).value());
                Some(std::iter::once(builder.constant_bool(false)).chain(absent).collect())
            }
            (Type::Optional(from), Type::Optional(to)) => {
                let mut all: Values<'c> = smallvec![values[0]];
                all.extend(self.cast(&values[1..], from, to)?);
                Some(all)
            }
            (from, Type::Optional(to)) => {
                let mut all: Values<'c> = smallvec![builder.constant_bool(true)];
                all.extend(self.cast(values, from, to)?);
                Some(all)
            }
            (Type::Optional(from), to) => {
                let absent = self.not(values[0]);
                self.code.raise_if(absent, "TypeError", &format!("expected {to}, got None"));
                self.cast(&values[1..], from, to)
            }
            _ => None,
        }
    }

    /// What a test of None has shown.
    pub(super) fn narrow(&mut self, op: Operation<'c>) -> Values<'c> {
        let values = self.get(op.operand(0));
        match (self.ty(op.operand(0)), op.attribute("none").and_then(boolean_value)) {
            (Type::Optional(_), Some(true)) => smallvec![],
            (Type::Optional(_), _) => values.into_iter().skip(1).collect(),
            _ => values,
        }
    }

    pub(super) fn truth_of_optional(&mut self, of: &Type, values: &[Value<'c>]) -> Option<Value<'c>> {
        let truth = |code: &mut Code<'_, 'c>| {
            nested(code, |lowering| lowering.truth_of(of, &values[1..]))
                .unwrap_or_else(|| code.builder.constant_bool(true))
        };
        Some(self.code.either(values[0], Scalar::Bool, truth, |code| code.builder.constant_bool(false)))
    }

    /// Whether two values, of which one may be None or both, are equal.
    pub(super) fn equal_optional(&mut self, a: &Type, x: &[Value<'c>], b: &Type, y: &[Value<'c>]) -> Option<Value<'c>> {
        let builder = self.code.builder;
        let parts = |ty: &Type, values: &[Value<'c>]| match ty {
            Type::Optional(of) => (values[0], Type::clone(of), Values::from_slice(&values[1..])),
            Type::None => (builder.constant_bool(false), Type::None, Values::new()),
            other => (builder.constant_bool(true), other.clone(), Values::from_slice(values)),
        };
        let ((has_a, a, x), (has_b, b, y)) = (parts(a, x), parts(b, y));
        let any = builder.binary("arith.ori", has_a, has_b);
        let neither = self.not(any);
        if a == Type::None || b == Type::None {
            return Some(neither);
        }
        let both = builder.binary("arith.andi", has_a, has_b);
        let mut comparable = true;
        let equal = |code: &mut Code<'_, 'c>| {
            let equal = nested(code, |lowering| lowering.compare("eq", &a, &x, &b, &y));
            comparable = equal.is_some();
            equal.unwrap_or_else(|| code.builder.constant_bool(false))
        };
        let equal = self.code.either(both, Scalar::Bool, equal, |_| neither);
        comparable.then_some(equal)
    }
}
