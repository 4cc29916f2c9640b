//! Comparisons of scalars and tuples.

use super::{Lowered, Lowering, internal, nested, split};
use crate::{builtins, code::Code, scalar::lower as scalar};
use numlir_dialects::{
    Operation, Predicate, Value,
    types::{Scalar, Type},
};

impl<'c> Lowering<'_, 'c> {
    pub(super) fn compare_operation(&mut self, op: Operation<'c>) -> Lowered<Value<'c>> {
        let (a, b) = (self.ty(op.operand(0)), self.ty(op.operand(1)));
        let name = op.text("op");
        if matches!((&a, &b), (Type::Array(_), _) | (_, Type::Array(_)))
            && crate::builtins::ufunc::of_operator(name).is_some()
        {
            return Ok(self.whole_array(op, false)?[0]);
        }
        let (x, y) = (self.get(op.operand(0)), self.get(op.operand(1)));
        let result = match name {
            "in" | "not_in" => {
                self.contains(&a, &x, &b, &y).map(|found| if name == "in" { found } else { self.not(found) })
            }
            "is" | "is_not" if matches!((&a, &b), (Type::List(_), Type::List(_)) | (Type::Set(_), Type::Set(_))) => {
                let i1 = self.code.builder.i1();
                let same = self.code.runtime("numlir_same", &[x[0], y[0]], Some(i1)).result(0);
                Some(if name == "is" { same } else { self.not(same) })
            }
            "is" => self.compare("eq", &a, &x, &b, &y),
            "is_not" => self.compare("ne", &a, &x, &b, &y),
            _ => self.compare(name, &a, &x, &b, &y),
        };
        result.ok_or_else(|| internal(op, format!("no lowering of {a} {name} {b}")))
    }

    pub(super) fn not(&self, value: Value<'c>) -> Value<'c> {
        let yes = self.code.builder.constant_bool(true);
        self.code.builder.binary("arith.xori", value, yes)
    }

    fn contains(&mut self, a: &Type, x: &[Value<'c>], tuple: &Type, values: &[Value<'c>]) -> Option<Value<'c>> {
        if let Type::List(element) = tuple {
            let list = values[0];
            let (zero, length) = (self.zero(), self.code.length(list));
            let position = find(&mut self.code, (list, element), (zero, length), (a, x))?;
            return Some(self.code.builder.compare_int(Predicate::Slt, position, length));
        }
        if let Type::Set(element) = tuple {
            return builtins::set::has(&mut self.code, (values[0], element), (a, x));
        }
        if let (Type::Bytes, Type::Scalar(from)) = (tuple, a) {
            let builder = self.code.builder;
            let value = scalar::convert(&mut self.code, x[0], *from, Scalar::Int64);
            let bad = builder.compare_int(Predicate::Uge, value, builder.constant_i64(256));
            self.code.raise_if(bad, "ValueError", "byte must be in range(0, 256)");
            return Some(self.code.runtime("numlir_bytes_has", &[values[0], value], Some(builder.i1())).result(0));
        }
        if tuple.is_text() {
            let builder = self.code.builder;
            let length = self.code.length(values[0]);
            let operands = [values[0], x[0], self.zero(), length];
            let found = self.code.runtime("numlir_str_find", &operands, Some(builder.i64())).result(0);
            return Some(builder.compare_int(Predicate::Sge, found, self.zero()));
        }
        let Type::Tuple(elements) = tuple else { return None };
        let mut found = self.code.builder.constant_bool(false);
        for (element, part) in elements.iter().zip(split(&self.code, elements, values)) {
            let equal = self.compare("eq", a, x, element, &part)?;
            found = self.code.builder.binary("arith.ori", found, equal);
        }
        Some(found)
    }

    /// Compares two values; tuples by their first elements that differ, then by length.
    pub fn compare(&mut self, op: &str, a: &Type, x: &[Value<'c>], b: &Type, y: &[Value<'c>]) -> Option<Value<'c>> {
        let builder = self.code.builder;
        match (a, b) {
            (Type::Optional(_), _) | (_, Type::Optional(_)) => {
                let equal = self.equal_optional(a, x, b, y)?;
                match op {
                    "eq" => Some(equal),
                    "ne" => Some(self.not(equal)),
                    _ => None,
                }
            }
            (Type::Scalar(a), Type::Scalar(b)) => Some(scalar::compare(&mut self.code, op, (x[0], *a), (y[0], *b))),
            (Type::Set(_), Type::Set(_)) => Some(self.compare_sets(op, x[0], y[0])),
            (Type::Str, Type::Str) | (Type::Bytes, Type::Bytes) => Some(self.compare_strings(op, x[0], y[0])),
            (Type::List(a), Type::List(b)) => self.compare_lists(op, (a, x[0]), (b, y[0])),
            (Type::None, Type::None) => Some(builder.constant_bool(op == "eq")),
            // Members of one enumeration: named tuples have become tuples.
            (Type::Named { elements: a, .. }, Type::Named { elements: b, .. }) => {
                self.compare(op, &Type::Tuple(a.clone()), x, &Type::Tuple(b.clone()), y)
            }
            (Type::Tuple(a), Type::Tuple(b)) => {
                let (p, q) = (split(&self.code, a, x), split(&self.code, b, y));
                if matches!(op, "eq" | "ne") {
                    let mut equal = builder.constant_bool(a.len() == b.len());
                    for index in 0..a.len().min(b.len()) {
                        let same = self.compare("eq", &a[index], &p[index], &b[index], &q[index])?;
                        equal = builder.binary("arith.andi", equal, same);
                    }
                    return Some(if op == "eq" { equal } else { self.not(equal) });
                }
                let ends = match op {
                    "lt" => a.len() < b.len(),
                    "le" => a.len() <= b.len(),
                    "gt" => a.len() > b.len(),
                    _ => a.len() >= b.len(),
                };
                let mut result = builder.constant_bool(ends);
                for index in (0..a.len().min(b.len())).rev() {
                    let same = self.compare("eq", &a[index], &p[index], &b[index], &q[index])?;
                    let here = self.compare(op, &a[index], &p[index], &b[index], &q[index])?;
                    result = builder.select(same, result, here);
                }
                Some(result)
            }
            _ => None,
        }
    }
}

/// The first position of a list, between two, at which an element is equal to a value, or the second.
pub fn find<'c>(
    code: &mut Code<'_, 'c>,
    (list, element): (Value<'c>, &Type),
    bounds: (Value<'c>, Value<'c>),
    (ty, values): (&Type, &[Value<'c>]),
) -> Option<Value<'c>> {
    let mut comparable = true;
    let position = code.search(bounds, |code, position| {
        let here = code.get(list, element, position);
        let equal = nested(code, |lowering| lowering.compare("eq", element, &here, ty, values));
        comparable &= equal.is_some();
        equal.unwrap_or_else(|| code.builder.constant_bool(false))
    });
    comparable.then_some(position)
}
