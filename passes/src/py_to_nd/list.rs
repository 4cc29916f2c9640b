//! Lists and sets: what is done to them in place, element by element. What moves many elements is in the runtime.

use super::{Lowered, Lowering, internal, nested};
use crate::{
    code::{Code, Values},
    scalar::lower as scalar,
};
use melior::ir::Type as MlirType;
use numlir_dialects::{
    Block, Operation, Predicate, Value,
    build::dense_i64_values,
    convert,
    types::{Scalar, Type},
};
use smallvec::smallvec;

impl<'c> Code<'_, 'c> {
    /// Calls a function of the runtime.
    pub fn runtime(&self, symbol: &str, operands: &[Value<'c>], result: Option<MlirType<'c>>) -> Operation<'c> {
        let builder = &self.builder;
        builder
            .op("nd.runtime")
            .attribute("symbol", builder.string(symbol))
            .operands(operands.iter().copied())
            .results(result)
            .insert()
    }

    /// Calls a function of the runtime that makes a list, set or string; MemoryError where it cannot.
    pub fn make(&self, symbol: &str, operands: &[Value<'c>], ty: &Type) -> Value<'c> {
        let ty = convert::to_mlir(self.builder.context, ty);
        let made = self.runtime(symbol, operands, Some(ty)).result(0);
        let failed = self.builder.op("nd.is_null").operand(made).result(self.builder.i1()).value();
        self.out_of_memory(failed);
        made
    }

    /// Calls a function of the runtime that says whether memory is out.
    pub fn change(&self, symbol: &str, operands: &[Value<'c>]) {
        let failed = self.runtime(symbol, operands, Some(self.builder.i1())).result(0);
        self.out_of_memory(failed);
    }

    fn out_of_memory(&self, failed: Value<'c>) {
        self.builder
            .op("nd.raise_if")
            .operand(failed)
            .attribute("exception", self.builder.string("MemoryError"))
            .attribute("arguments", self.builder.array(&[]))
            .insert();
    }

    pub fn new_list(&self, element: &Type, capacity: Value<'c>) -> Value<'c> {
        let builder = &self.builder;
        let width = builder.constant_i64(element.slots() as i64);
        let references = builder.constant_i64(element.owners() as i64);
        self.make("numlir_list_new", &[capacity, width, references], &Type::List(element.clone().into()))
    }

    /// How many elements a list, set or string has.
    pub fn length(&self, object: Value<'c>) -> Value<'c> {
        self.builder.op("nd.length").operand(object).result(self.builder.i64()).value()
    }

    /// The element of a list or set at a position that is in range.
    pub fn get(&self, list: Value<'c>, element: &Type, position: Value<'c>) -> Values<'c> {
        self.read(list, element, position, false)
    }

    /// As `get`, with the list's references: the caller closes the gap.
    pub fn take(&self, list: Value<'c>, element: &Type, position: Value<'c>) -> Values<'c> {
        self.read(list, element, position, true)
    }

    fn read(&self, list: Value<'c>, element: &Type, position: Value<'c>, take: bool) -> Values<'c> {
        let builder = &self.builder;
        builder
            .op("nd.get")
            .operand(list)
            .operand(position)
            .maybe_attribute("take", take.then(|| builder.unit()))
            .results(self.flat_types(element))
            .insert()
            .results()
            .collect()
    }

    /// Writes an element at a position; `fresh` where none was there.
    pub fn put(&self, list: Value<'c>, position: Value<'c>, values: &[Value<'c>], fresh: bool) {
        let builder = &self.builder;
        builder
            .op("nd.put")
            .operand(list)
            .operand(position)
            .operands(values.iter().copied())
            .maybe_attribute("fresh", fresh.then(|| builder.unit()))
            .insert();
    }

    pub fn append(&mut self, list: Value<'c>, values: &[Value<'c>]) {
        let builder = self.builder;
        let length = self.length(list);
        let capacity = builder.op("nd.capacity").operand(list).result(builder.i64()).value();
        let full = builder.compare_int(Predicate::Eq, length, capacity);
        let more = builder.binary("arith.addi", length, builder.constant_i64(1));
        self.when(full, |code| code.change("numlir_list_grow", &[list, more]));
        self.put(list, length, values, true);
        self.set_length(list, more);
    }

    pub fn set_length(&self, list: Value<'c>, length: Value<'c>) {
        self.builder.op("nd.set_length").operand(length).operand(list).insert();
    }

    /// Does something where a condition holds.
    pub fn when(&mut self, condition: Value<'c>, work: impl FnOnce(&mut Self)) {
        let outside = self.builder;
        let operation = outside.op("scf.if").operand(condition).region().region().insert();
        self.builder.set_to_end(Block::append(operation.region(0), &[]));
        work(self);
        self.builder.op("scf.yield").insert();
        self.builder = outside;
    }

    /// Computes values of these types in one of two ways, of which only the chosen one runs.
    pub fn choose(
        &mut self,
        condition: Value<'c>,
        types: &[MlirType<'c>],
        yes: impl FnOnce(&mut Self) -> Values<'c>,
        no: impl FnOnce(&mut Self) -> Values<'c>,
    ) -> Values<'c> {
        let outside = self.builder;
        let operation =
            outside.op("scf.if").operand(condition).results(types.iter().copied()).region().region().insert();
        self.builder.set_to_end(Block::append(operation.region(0), &[]));
        let values = yes(self);
        self.builder.op("scf.yield").operands(values).insert();
        self.builder.set_to_end(Block::append(operation.region(1), &[]));
        let values = no(self);
        self.builder.op("scf.yield").operands(values).insert();
        self.builder = outside;
        operation.results().collect()
    }

    /// The first position from `start` on at which `stop` holds, or `end`.
    pub fn search(
        &mut self,
        (start, end): (Value<'c>, Value<'c>),
        stop: impl FnOnce(&mut Self, Value<'c>) -> Value<'c>,
    ) -> Value<'c> {
        let outside = self.builder;
        let (i64, i1) = (outside.i64(), outside.i1());
        let operation = outside.op("scf.while").operand(start).result(i64).region().region().insert();
        let before = Block::append(operation.region(0), &[(i64, outside.location)]);
        self.builder.set_to_end(before);
        let position = before.argument(0);
        let inside = self.builder.compare_int(Predicate::Slt, position, end);
        let no = self.builder.constant_bool(false);
        let on = self.choose(
            inside,
            &[i1],
            |code| {
                let found = stop(code, position);
                let yes = code.builder.constant_bool(true);
                smallvec![code.builder.binary("arith.xori", found, yes)]
            },
            |_| smallvec![no],
        );
        self.builder.op("scf.condition").operand(on[0]).operand(position).insert();
        let after = Block::append(operation.region(1), &[(i64, outside.location)]);
        self.builder.set_to_end(after);
        let one = self.builder.constant_i64(1);
        let next = self.builder.binary("arith.addi", after.argument(0), one);
        self.builder.op("scf.yield").operand(next).insert();
        self.builder = outside;
        operation.result(0)
    }

    /// A position of a sequence from a Python index; an IndexError with the message where it is outside.
    pub fn position(&self, index: Value<'c>, length: Value<'c>, signed: bool, message: &str) -> Value<'c> {
        let builder = &self.builder;
        let position = if signed {
            let negative = builder.compare_int(Predicate::Slt, index, builder.constant_i64(0));
            builder.select(negative, builder.binary("arith.addi", index, length), index)
        } else {
            index
        };
        let outside = builder.compare_int(Predicate::Uge, position, length);
        self.raise_if(outside, "IndexError", message);
        position
    }

    /// A bound of a slice or search as a position from 0 to the length, as CPython adjusts it for positive steps.
    pub fn bound(&self, index: Value<'c>, length: Value<'c>) -> Value<'c> {
        let builder = &self.builder;
        let zero = builder.constant_i64(0);
        let negative = builder.compare_int(Predicate::Slt, index, zero);
        let wrapped = builder.select(negative, builder.binary("arith.addi", index, length), index);
        let low = builder.binary("arith.maxsi", wrapped, zero);
        builder.binary("arith.minsi", low, length)
    }

    /// Appends each element of an iterable, converted; a list of the same elements at once.
    pub fn extend(&mut self, list: Value<'c>, element: &Type, (ty, values): (&Type, &[Value<'c>])) -> Option<()> {
        if matches!(ty, Type::List(other) if **other == *element) {
            self.change("numlir_list_extend", &[list, values[0]]);
            return Some(());
        }
        if let Type::Tuple(elements) = ty {
            for (from, part) in elements.iter().zip(super::split(self, elements, values)) {
                let part = nested(self, |lowering| lowering.cast(&part, from, element))?;
                self.append(list, &part);
            }
            return Some(());
        }
        let mut done = Some(());
        self.each(ty, values, |code, from, values| {
            match nested(code, |lowering| lowering.cast(&values, from, element)) {
                Some(values) => code.append(list, &values),
                None => done = None,
            }
        })?;
        done
    }

    /// How many elements an iterable has, where that is cheap to say; otherwise 0.
    pub fn length_hint(&mut self, ty: &Type, values: &[Value<'c>]) -> Value<'c> {
        match ty {
            Type::Tuple(elements) => self.builder.constant_i64(elements.len() as i64),
            Type::Range => crate::builtins::iterate::range_length(self, values),
            Type::Array(_) => self.dim(values[0], 0),
            Type::List(_) | Type::Set(_) | Type::Str | Type::Bytes => self.length(values[0]),
            Type::Enumerate(over) => self.length_hint(over, &values[1..]),
            _ => self.builder.constant_i64(0),
        }
    }

    /// Runs code for each element of an iterable.
    pub fn each(
        &mut self,
        ty: &Type,
        values: &[Value<'c>],
        body: impl FnOnce(&mut Self, &Type, Values<'c>),
    ) -> Option<()> {
        let element = crate::infer::element_of(ty).ok()?;
        let start = nested(self, |lowering| lowering.start(ty, values));
        let outside = self.builder;
        let located = |types: &[MlirType<'c>]| types.iter().map(|ty| (*ty, outside.location)).collect::<Vec<_>>();
        let iterator: Vec<_> = start.iter().map(|value| value.ty()).collect();
        let mut carried = iterator.clone();
        carried.extend(self.flat_types(&element));
        let operation = outside
            .op("scf.while")
            .operands(start.iter().copied())
            .results(carried.iter().copied())
            .region()
            .region()
            .insert();
        let before = Block::append(operation.region(0), &located(&iterator));
        self.builder.set_to_end(before);
        let arguments: Values<'c> = before.arguments().collect();
        let next = nested(self, |lowering| lowering.advance(ty, &arguments))?;
        self.builder
            .op("scf.condition")
            .operand(next.has_next)
            .operands(next.rest.iter().copied())
            .operands(next.element.iter().copied())
            .insert();
        let after = Block::append(operation.region(1), &located(&carried));
        self.builder.set_to_end(after);
        let element_values: Values<'c> = after.arguments().skip(iterator.len()).collect();
        body(self, &element, element_values);
        self.builder.op("scf.yield").operands(after.arguments().take(iterator.len())).insert();
        self.builder = outside;
        Some(())
    }
}

impl<'c> Lowering<'_, 'c> {
    pub(super) fn build_list(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        let element = match self.ty(op.result(0)) {
            Type::List(element) => element,
            // What only NumPy gets may be one.
            Type::Tuple(_) => return Ok(op.operands().flat_map(|operand| self.get(operand)).collect()),
            // A display of fields: what there is to know of it is its type.
            Type::Dtype(_) => return Ok(smallvec![]),
            _ => return Err(internal(op, "no list is made")),
        };
        let stars = op.attribute("stars").and_then(dense_i64_values).unwrap_or_default();
        let capacity = self.code.builder.constant_i64((op.operand_count() - stars.len()) as i64);
        let list = self.code.new_list(&element, capacity);
        for (position, operand) in op.operands().enumerate() {
            let (from, values) = (self.ty(operand), self.get(operand));
            let odd = || internal(op, format!("{from} in a list"));
            if stars.contains(&(position as i64)) {
                self.code.extend(list, &element, (&from, &values)).ok_or_else(odd)?;
            } else {
                let values = self.cast(&values, &from, &element).ok_or_else(odd)?;
                if stars.is_empty() {
                    let position = self.code.builder.constant_i64(position as i64);
                    self.code.put(list, position, &values, true);
                } else {
                    self.code.append(list, &values);
                }
            }
        }
        if stars.is_empty() && op.operand_count() > 0 {
            self.code.set_length(list, capacity);
        }
        Ok(smallvec![list])
    }

    /// Adds an element of a comprehension.
    pub(super) fn append_operation(&mut self, op: Operation<'c>) -> Lowered<()> {
        let (container, values) = (self.one(op.operand(0)), self.get(op.operand(1)));
        let from = self.ty(op.operand(1));
        match self.ty(op.operand(0)) {
            Type::List(element) => {
                let values =
                    self.cast(&values, &from, &element).ok_or_else(|| internal(op, format!("{from} in a list")))?;
                self.code.append(container, &values);
            }
            Type::Set(element) => {
                let values =
                    self.cast(&values, &from, &element).ok_or_else(|| internal(op, format!("{from} in a set")))?;
                self.code.add_to_set(container, &element, &values);
            }
            other => return Err(internal(op, format!("{from} is added to {other}"))),
        }
        Ok(())
    }

    pub(super) fn list_item(&mut self, op: Operation<'c>, element: &Type) -> Lowered<Values<'c>> {
        let list = self.one(op.operand(0));
        if let Type::Slice(_) = self.ty(op.operand(1)) {
            let length = self.code.length(list);
            let (start, step, count) = self.slice_of(op.operand(1), length);
            let ty = Type::List(element.clone().into());
            return Ok(smallvec![self.code.make("numlir_list_slice", &[list, start, step, count], &ty)]);
        }
        let position = self.list_position(op, list, "list index out of range")?;
        Ok(self.code.get(list, element, position))
    }

    pub(super) fn set_list_item(&mut self, op: Operation<'c>, element: &Type) -> Lowered<()> {
        let list = self.one(op.operand(0));
        let (from, values) = (self.ty(op.operand(2)), self.get(op.operand(2)));
        if let Type::Slice(bounds) = self.ty(op.operand(1)) {
            return self.set_list_slice(op, (list, element), (&from, &values), bounds[2] == Type::None);
        }
        let values = self.cast(&values, &from, element).ok_or_else(|| internal(op, format!("{from} in a list")))?;
        let position = self.list_position(op, list, "list assignment index out of range")?;
        self.code.put(list, position, &values, false);
        Ok(())
    }

    /// `list[start:stop:step] = values`. Without a step any number of values fits.
    fn set_list_slice(
        &mut self,
        op: Operation<'c>,
        (list, element): (Value<'c>, &Type),
        (from, values): (&Type, &[Value<'c>]),
        any_number: bool,
    ) -> Lowered<()> {
        let builder = self.code.builder;
        let source = if matches!(from, Type::List(other) if **other == *element) {
            values[0]
        } else {
            let capacity = self.code.length_hint(from, values);
            let made = self.code.new_list(element, capacity);
            self.code.extend(made, element, (from, values)).ok_or_else(|| internal(op, format!("{from} in a list")))?;
            made
        };
        let length = self.code.length(list);
        let (start, step, count) = self.slice_of(op.operand(1), length);
        if !any_number {
            let given = self.code.length(source);
            let uneven = builder.compare_int(Predicate::Ne, given, count);
            let unit = builder.compare_int(Predicate::Eq, step, builder.constant_i64(1));
            let yes = builder.constant_bool(true);
            let bad = builder.binary("arith.andi", uneven, builder.binary("arith.xori", unit, yes));
            builder
                .op("nd.raise_if")
                .operand(bad)
                .operands([given, count])
                .attribute("exception", builder.string("ValueError"))
                .attribute(
                    "arguments",
                    builder.strings(&["attempt to assign sequence of size {} to extended slice of size {}"]),
                )
                .insert();
        }
        self.code.change("numlir_list_assign", &[list, start, step, count, source]);
        Ok(())
    }

    pub(super) fn delete_item(&mut self, op: Operation<'c>) -> Lowered<()> {
        let Type::List(_) = self.ty(op.operand(0)) else { return Err(internal(op, "an item is deleted")) };
        let list = self.one(op.operand(0));
        if let Type::Slice(_) = self.ty(op.operand(1)) {
            let builder = self.code.builder;
            let length = self.code.length(list);
            let (start, step, count) = self.slice_of(op.operand(1), length);
            // Backwards or forwards, the same elements go.
            let back = builder.compare_int(Predicate::Slt, step, self.zero());
            let steps = builder.binary("arith.subi", count, builder.constant_i64(1));
            let last = builder.binary("arith.addi", start, builder.binary("arith.muli", steps, step));
            let start = builder.select(back, last, start);
            let step = builder.select(back, builder.binary("arith.subi", self.zero(), step), step);
            self.code.runtime("numlir_list_delete", &[list, start, step, count], None);
            return Ok(());
        }
        let position = self.list_position(op, list, "list assignment index out of range")?;
        let one = self.code.builder.constant_i64(1);
        self.code.runtime("numlir_list_delete", &[list, position, one, one], None);
        Ok(())
    }

    /// The position that an operation's index means.
    fn list_position(&mut self, op: Operation<'c>, list: Value<'c>, message: &str) -> Lowered<Value<'c>> {
        let Some(from) = self.ty(op.operand(1)).scalar() else { return Err(internal(op, "an odd index")) };
        let index = self.one(op.operand(1));
        let index = scalar::convert(&mut self.code, index, from, Scalar::Int64);
        let length = self.code.length(list);
        Ok(self.code.position(index, length, !from.is_unsigned(), message))
    }

    /// `+`, `*` and their augmented forms.
    pub(super) fn list_binary(&mut self, op: Operation<'c>, element: &Type) -> Lowered<Values<'c>> {
        let result = Type::List(element.clone().into());
        let (lhs, rhs) = (self.ty(op.operand(0)), self.ty(op.operand(1)));
        let (x, y) = (self.one(op.operand(0)), self.get(op.operand(1)));
        let inplace = op.is("py.inplace");
        let odd = || internal(op, format!("no lowering of {lhs} {} {rhs}", op.text("op")));
        if op.text("op") == "mul" {
            let (list, times, from) = match (&lhs, &rhs) {
                (Type::List(_), Type::Scalar(from)) => (x, y[0], *from),
                (Type::Scalar(from), Type::List(_)) => (y[0], x, *from),
                _ => return Err(odd()),
            };
            let times = scalar::convert(&mut self.code, times, from, Scalar::Int64);
            if inplace && matches!(lhs, Type::List(_)) {
                let repeated = self.code.make("numlir_list_repeat", &[list, times], &result);
                let (zero, one, length) = (self.zero(), self.code.builder.constant_i64(1), self.code.length(list));
                self.code.change("numlir_list_assign", &[list, zero, one, length, repeated]);
                return Ok(smallvec![list]);
            }
            return Ok(smallvec![self.code.make("numlir_list_repeat", &[list, times], &result)]);
        }
        if inplace {
            self.code.extend(x, element, (&rhs, &y)).ok_or_else(odd)?;
            return Ok(smallvec![x]);
        }
        if lhs == result && rhs == result {
            return Ok(smallvec![self.code.make("numlir_list_concat", &[x, y[0]], &result)]);
        }
        let (first, second) = (self.code.length(x), self.code.length(y[0]));
        let capacity = self.code.builder.binary("arith.addi", first, second);
        let list = self.code.new_list(element, capacity);
        self.code.extend(list, element, (&lhs, &[x])).ok_or_else(odd)?;
        self.code.extend(list, element, (&rhs, &y)).ok_or_else(odd)?;
        Ok(smallvec![list])
    }

    /// Compares two lists by their first elements that differ, then by length.
    pub(super) fn compare_lists(
        &mut self,
        op: &str,
        (a, x): (&Type, Value<'c>),
        (b, y): (&Type, Value<'c>),
    ) -> Option<Value<'c>> {
        let builder = self.code.builder;
        let (n, m) = (self.code.length(x), self.code.length(y));
        let common = builder.binary("arith.minsi", n, m);
        let mut failed = false;
        let equal = |code: &mut Code<'_, 'c>, position: Value<'c>| {
            let (p, q) = (code.get(x, a, position), code.get(y, b, position));
            nested(code, |lowering| lowering.compare("eq", a, &p, b, &q))
        };
        let predicate = match op {
            "eq" | "ne" => {
                // Lists of different lengths differ, whatever is in them.
                let same = builder.compare_int(Predicate::Eq, n, m);
                let end = builder.select(same, common, self.zero());
                let zero = self.zero();
                let first = self.code.search((zero, end), |code, position| {
                    let same = equal(code, position);
                    failed |= same.is_none();
                    let yes = code.builder.constant_bool(true);
                    same.map_or(yes, |same| code.builder.binary("arith.xori", same, yes))
                });
                let all = builder.compare_int(Predicate::Eq, first, end);
                let equal = builder.binary("arith.andi", same, all);
                let result = if op == "eq" { equal } else { self.not(equal) };
                return (!failed).then_some(result);
            }
            "lt" => Predicate::Slt,
            "le" => Predicate::Sle,
            "gt" => Predicate::Sgt,
            _ => Predicate::Sge,
        };
        let zero = self.zero();
        let first = self.code.search((zero, common), |code, position| {
            let same = equal(code, position);
            failed |= same.is_none();
            let yes = code.builder.constant_bool(true);
            same.map_or(yes, |same| code.builder.binary("arith.xori", same, yes))
        });
        let differ = builder.compare_int(Predicate::Slt, first, common);
        let i1 = builder.i1();
        let result = self.code.choose(
            differ,
            &[i1],
            |code| {
                let (p, q) = (code.get(x, a, first), code.get(y, b, first));
                let result = nested(code, |lowering| lowering.compare(op, a, &p, b, &q));
                failed |= result.is_none();
                smallvec![result.unwrap_or(differ)]
            },
            |code| smallvec![code.builder.compare_int(predicate, n, m)],
        );
        (!failed).then_some(result[0])
    }
}
