//! Sets: displays, operators, comparisons.

use super::{Lowered, Lowering, internal, nested};
use crate::{
    builtins::set::slots,
    code::{Code, Values},
};
use numlir_dialects::{Operation, Predicate, Value, build::dense_i64_values, hash, types::Type};
use smallvec::smallvec;

impl<'c> Code<'_, 'c> {
    pub fn new_set(&self, element: &Type, capacity: Value<'c>) -> Value<'c> {
        // What is never put into has elements of no type: as integers.
        let kinds = self.builder.constant_i64(hash::slot_kinds(element).unwrap_or(0) as i64);
        let width = self.builder.constant_i64(element.slots().max(1) as i64);
        self.make("numlir_set_new", &[capacity, width, kinds], &Type::Set(element.clone().into()))
    }

    /// Adds a value of the set's own type.
    pub fn add_to_set(&mut self, set: Value<'c>, element: &Type, values: &[Value<'c>]) {
        let Some(scalar) = element.scalar() else {
            let held = self.held(element, values);
            return self.change("numlir_set_add_held", &[set, held]);
        };
        let [low, high] = slots(self, scalar, values[0]);
        self.change("numlir_set_add", &[set, low, high]);
    }

    /// A list of one element, in which the runtime is told of values that are no single number.
    pub fn held(&mut self, element: &Type, values: &[Value<'c>]) -> Value<'c> {
        let (zero, one) = (self.builder.constant_i64(0), self.builder.constant_i64(1));
        let held = self.new_list(element, one);
        self.put(held, zero, values, true);
        self.set_length(held, one);
        held
    }

    /// Adds all that an iterable gives.
    pub fn update_set(&mut self, set: Value<'c>, element: &Type, (ty, values): (&Type, &[Value<'c>])) -> Option<()> {
        if matches!(ty, Type::Set(other) if **other == *element) {
            self.change("numlir_set_update", &[set, values[0]]);
            return Some(());
        }
        let mut done = Some(());
        self.each(ty, values, |code, from, values| {
            match nested(code, |lowering| lowering.cast(&values, from, element)) {
                Some(values) => code.add_to_set(set, element, &values),
                None => done = None,
            }
        })?;
        done
    }
}

impl<'c> Lowering<'_, 'c> {
    pub(super) fn build_set(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        let Type::Set(element) = self.ty(op.result(0)) else { return Err(internal(op, "no set is made")) };
        let stars = op.attribute("stars").and_then(dense_i64_values).unwrap_or_default();
        let capacity = self.code.builder.constant_i64(op.operand_count() as i64);
        let set = self.code.new_set(&element, capacity);
        for (position, operand) in op.operands().enumerate() {
            let (from, values) = (self.ty(operand), self.get(operand));
            let odd = || internal(op, format!("{from} in a set"));
            if stars.contains(&(position as i64)) {
                self.code.update_set(set, &element, (&from, &values)).ok_or_else(odd)?;
            } else {
                let values = self.cast(&values, &from, &element).ok_or_else(odd)?;
                self.code.add_to_set(set, &element, &values);
            }
        }
        Ok(smallvec![set])
    }

    /// `|`, `&`, `-`, `^` and their augmented forms.
    pub(super) fn set_binary(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        let ty = self.ty(op.result(0));
        let (x, y) = (self.one(op.operand(0)), self.one(op.operand(1)));
        let (keep, drop) = (self.code.builder.constant_bool(true), self.code.builder.constant_bool(false));
        let copy = |code: &Code<'_, 'c>, set: Value<'c>| code.make("numlir_set_copy", &[set], &ty);
        let set = if op.is("py.inplace") { x } else { copy(&self.code, x) };
        match op.text("op") {
            "or" => self.code.change("numlir_set_update", &[set, y]),
            "and" => {
                self.code.runtime("numlir_set_filter", &[set, y, keep], None);
            }
            "sub" => {
                self.code.runtime("numlir_set_filter", &[set, y, drop], None);
            }
            _ => {
                let others = copy(&self.code, y);
                self.code.runtime("numlir_set_filter", &[others, x, drop], None);
                self.code.runtime("numlir_set_filter", &[set, y, drop], None);
                self.code.change("numlir_set_update", &[set, others]);
            }
        }
        Ok(smallvec![set])
    }

    /// Compares sets by what they hold: less is a part.
    pub(super) fn compare_sets(&mut self, op: &str, x: Value<'c>, y: Value<'c>) -> Value<'c> {
        let builder = self.code.builder;
        let (x, y) = if matches!(op, "gt" | "ge") { (y, x) } else { (x, y) };
        let within = self.code.runtime("numlir_set_within", &[x, y], Some(builder.i1())).result(0);
        let (n, m) = (self.code.length(x), self.code.length(y));
        let with = |predicate| builder.binary("arith.andi", within, builder.compare_int(predicate, n, m));
        match op {
            "eq" => with(Predicate::Eq),
            "ne" => self.not(with(Predicate::Eq)),
            "lt" | "gt" => with(Predicate::Slt),
            _ => within,
        }
    }
}
