//! Iteration. An iterator is the values it is made of; the one after an element is made of new ones.

use super::{Lowered, Lowering, internal};
use crate::{builtins, code::Values};
use numlir_dialects::{Builder, Operation, Predicate, Value, convert, instance, types::Type};
use smallvec::smallvec;

/// What asking an iterator for its next element gives.
pub struct Next<'c> {
    pub has_next: Value<'c>,
    pub element: Values<'c>,
    pub rest: Values<'c>,
}

impl<'c> Lowering<'_, 'c> {
    pub(super) fn iter(&mut self, op: Operation<'c>) -> Values<'c> {
        let values = self.get(op.operand(0));
        let ty = self.ty(op.operand(0));
        self.start(&ty, &values)
    }

    pub fn start(&mut self, ty: &Type, values: &[Value<'c>]) -> Values<'c> {
        match ty {
            Type::Range => {
                let length = self.range_length(values);
                smallvec![values[0], values[2], length]
            }
            Type::Enumerate(over) => {
                let mut all: Values<'c> = smallvec![values[0]];
                all.extend(self.start(over, &values[1..]));
                all
            }
            Type::Zip(over) => {
                let parts = super::split(&self.code, over, values);
                over.iter().zip(parts).flat_map(|(over, part)| self.start(over, &part)).collect()
            }
            Type::Flat(of) | Type::ElementViews(of) => self.start_flat(of, values),
            ty if instance::yielded(ty).is_some() => values.iter().copied().collect(),
            Type::Set(_) => smallvec![values[0], self.zero(), self.code.length(values[0])],
            _ => values.iter().copied().chain([self.zero()]).collect(),
        }
    }

    pub(super) fn next(&mut self, op: Operation<'c>) -> Lowered<()> {
        let Type::Iterator(over) = self.ty(op.operand(0)) else { return Err(internal(op, "no iterator")) };
        let values = self.get(op.operand(0));
        let next = self.advance(&over, &values).ok_or_else(|| internal(op, format!("no iteration over {over}")))?;
        self.set(op.result(0), smallvec![next.has_next]);
        self.set(op.result(1), next.element);
        self.set(op.result(2), next.rest);
        Ok(())
    }

    pub fn advance(&mut self, over: &Type, values: &[Value<'c>]) -> Option<Next<'c>> {
        let builder = self.code.builder;
        let one = builder.constant_i64(1);
        match over {
            Type::Range => {
                let [element, step, left] = values else { return None };
                let has_next = builder.compare_int(Predicate::Sgt, *left, self.zero());
                let after = builder.binary("arith.addi", *element, *step);
                let fewer = builder.binary("arith.subi", *left, one);
                Some(Next { has_next, element: smallvec![*element], rest: smallvec![after, *step, fewer] })
            }
            Type::Enumerate(over) => {
                let inner = self.advance(over, &values[1..])?;
                let number = builder.binary("arith.addi", values[0], one);
                let with = |first: Value<'c>, others: Values<'c>| std::iter::once(first).chain(others).collect();
                Some(Next {
                    has_next: inner.has_next,
                    element: with(values[0], inner.element),
                    rest: with(number, inner.rest),
                })
            }
            Type::Zip(over) => self.advance_zip(over, values),
            Type::Flat(of) | Type::ElementViews(of) => self.advance_flat(over, of, values),
            Type::Array(array) => {
                let [value, position] = values else { return None };
                let extent = self.code.dim(*value, 0);
                let has_next = builder.compare_int(Predicate::Slt, *position, extent);
                let after = builder.binary("arith.addi", *position, one);
                // The element is read only where there is one: past the end, the first position is as good as any, but an
                // empty array has none, so the position is kept and the read guarded.
                let view = convert::to_mlir(builder.context, &crate::infer::element_of(over).ok()?);
                let element = self.guarded(has_next, *value, array, *position, view);
                Some(Next { has_next, element: smallvec![element], rest: smallvec![*value, after] })
            }
            Type::Str | Type::Bytes => {
                let [string, position] = values else { return None };
                let (string, position) = (*string, *position);
                let length = self.code.length(string);
                let has_next = builder.compare_int(Predicate::Slt, position, length);
                let after = builder.binary("arith.addi", position, one);
                let is_bytes = *over == Type::Bytes;
                let ty = self.code.flat_types(&if is_bytes { Type::INT64 } else { Type::Str })[0];
                let element = self.code.choose(
                    has_next,
                    &[ty],
                    |code| match is_bytes {
                        true => smallvec![code.byte_at(string, position)],
                        false => smallvec![code.make("numlir_str_slice", &[string, position, one, one], &Type::Str)],
                    },
                    |code| smallvec![code.builder.op("nd.undef").result(ty).value()],
                );
                Some(Next { has_next, element, rest: smallvec![string, after] })
            }
            Type::Set(element) => {
                let [set, position, count] = values else { return None };
                let changed = builder.compare_int(Predicate::Ne, self.code.length(*set), *count);
                self.code.raise_if(changed, "RuntimeError", "Set changed size during iteration");
                let list = Type::List(element.clone());
                let mut next = self.advance(&list, &[*set, *position])?;
                next.rest.push(*count);
                Some(next)
            }
            Type::List(element) => {
                let [list, position] = values else { return None };
                let (list, position) = (*list, *position);
                // The list may become longer or shorter meanwhile.
                let length = self.code.length(list);
                let has_next = builder.compare_int(Predicate::Slt, position, length);
                let after = builder.binary("arith.addi", position, one);
                let types = self.code.flat_types(element);
                let element = self.code.choose(
                    has_next,
                    &types,
                    |code| code.get(list, element, position),
                    |code| types.iter().map(|ty| code.builder.op("nd.undef").result(*ty).value()).collect(),
                );
                Some(Next { has_next, element, rest: smallvec![list, after] })
            }
            generator if instance::yielded(generator).is_some() => self.advance_generator(generator, values),
            Type::Tuple(elements) => {
                let (position, tuple) = values.split_last()?;
                let length = builder.constant_i64(elements.len() as i64);
                let has_next = builder.compare_int(Predicate::Slt, *position, length);
                let element = self.choose(elements, tuple, *position).unwrap_or_default();
                let after = builder.binary("arith.addi", *position, one);
                let rest = tuple.iter().copied().chain([after]).collect();
                Some(Next { has_next, element, rest })
            }
            _ => None,
        }
    }

    /// Runs a generator up to its next `yield`. What it holds behind its end is never used.
    fn advance_generator(&mut self, ty: &Type, values: &[Value<'c>]) -> Option<Next<'c>> {
        let &[generator] = values else { return None };
        let builder = self.code.builder;
        let exhausted = self.code.runtime("numlir_stack_exhausted", &[], Some(builder.i1())).result(0);
        self.code.raise_if(exhausted, "RecursionError", "maximum recursion depth exceeded");
        builder.op("nd.resume").operand(generator).insert();
        let state = self.code.get_field(generator, &instance::field(ty, "_state")?);
        let has_next = builder.compare_int(Predicate::Ne, state[0], builder.constant_i64(instance::FINISHED));
        let element = self.code.get_field(generator, &instance::field(ty, "_value")?);
        Some(Next { has_next, element, rest: smallvec![generator] })
    }

    /// Writes code where another builder stands.
    pub(super) fn within(&mut self, builder: Builder<'c>, write: impl FnOnce(&Self) -> Value<'c>) -> Value<'c> {
        let outside = std::mem::replace(&mut self.code.builder, builder);
        let value = write(self);
        self.code.builder = outside;
        value
    }

    /// Reads an element where there is one.
    fn guarded(
        &mut self,
        has_next: Value<'c>,
        array: Value<'c>,
        ty: &numlir_dialects::types::Array,
        position: Value<'c>,
        view: melior::ir::Type<'c>,
    ) -> Value<'c> {
        if ty.rank > 1 || ty.element.record().is_some() {
            return self.element(array, ty, &[position], view);
        }
        let result = self.code.flat_types(&ty.element.value())[0];
        let builder = self.code.builder;
        let guard = builder.op("scf.if").operand(has_next).result(result).region().region().insert();
        let branch = |region: usize| {
            let block = numlir_dialects::Block::append(guard.region(region), &[]);
            let mut inner = builder;
            inner.set_to_end(block);
            inner
        };
        let yes = branch(0);
        let read = self.within(yes, |lowering| lowering.element(array, ty, &[position], view));
        yes.op("scf.yield").operand(read).insert();
        let no = branch(1);
        let none = no.op("nd.undef").result(result).value();
        no.op("scf.yield").operand(none).insert();
        guard.result(0)
    }

    fn advance_zip(&mut self, over: &[Type], values: &[Value<'c>]) -> Option<Next<'c>> {
        let builder = self.code.builder;
        let iterators: Vec<_> = over.iter().map(|over| Type::Iterator(over.clone().into())).collect();
        let parts = super::split(&self.code, &iterators, values);
        let mut all =
            Next { has_next: builder.constant_bool(!over.is_empty()), element: smallvec![], rest: smallvec![] };
        for (place, (over, part)) in over.iter().zip(parts).enumerate() {
            // Asking a generator changes it, so it is asked only where those before it have an element.
            let next = match place > 0 && runs_code(over) {
                true => self.advance_where(all.has_next, over, &part)?,
                false => self.advance(over, &part)?,
            };
            all.has_next = builder.binary("arith.andi", all.has_next, next.has_next);
            all.element.extend(next.element);
            all.rest.extend(next.rest);
        }
        Some(all)
    }

    /// Advances an iterator where a condition holds.
    fn advance_where(&mut self, condition: Value<'c>, over: &Type, values: &[Value<'c>]) -> Option<Next<'c>> {
        let element = self.code.flat_types(&crate::infer::element_of(over).ok()?);
        let rest = self.code.flat_types(&Type::Iterator(over.clone().into()));
        let builder = self.code.builder;
        let types: Vec<_> = std::iter::once(builder.i1()).chain(element.clone()).chain(rest).collect();
        let asked = builder.op("scf.if").operand(condition).results(types.clone()).region().region().insert();
        self.code.builder.set_to_end(numlir_dialects::Block::append(asked.region(0), &[]));
        let next = self.advance(over, values)?;
        let given = std::iter::once(next.has_next).chain(next.element).chain(next.rest);
        self.code.builder.op("scf.yield").operands(given.collect::<Vec<_>>()).insert();
        self.code.builder.set_to_end(numlir_dialects::Block::append(asked.region(1), &[]));
        let inner = self.code.builder;
        let nothing = element.iter().map(|ty| inner.op("nd.undef").result(*ty).value());
        let kept = std::iter::once(inner.constant_bool(false)).chain(nothing).chain(values.iter().copied());
        inner.op("scf.yield").operands(kept.collect::<Vec<_>>()).insert();
        self.code.builder = builder;
        let results: Values<'c> = asked.results().collect();
        let (element, rest) = results[1..].split_at(element.len());
        Some(Next { has_next: results[0], element: element.into(), rest: rest.into() })
    }

    pub(super) fn range_length(&mut self, range: &[Value<'c>]) -> Value<'c> {
        builtins::iterate::range_length(&mut self.code, range)
    }

    /// `py.range_bounds` and `py.range_length`.
    pub(super) fn range_parts(&mut self, op: Operation<'c>) -> Lowered<()> {
        let range = self.get(op.operand(0));
        if op.is("py.range_length") {
            let length = self.range_length(&range);
            self.set(op.result(0), smallvec![length]);
            return Ok(());
        }
        for (result, value) in op.results().zip(range) {
            self.set(result, smallvec![value]);
        }
        Ok(())
    }
}

/// Whether asking for the next element runs a generator.
fn runs_code(over: &Type) -> bool {
    match over {
        Type::Enumerate(over) => runs_code(over),
        Type::Zip(over) => over.iter().any(runs_code),
        other => instance::yielded(other).is_some(),
    }
}
