//! Items of arrays by basic indices: elements and views, read and assigned to.

use super::{Lowered, Lowering, constant_of, internal, split};
use crate::{
    code::{Operand, Values},
    elementwise,
    infer::{
        record,
        subscript::{Part, Subscript, indices},
    },
    scalar::lower as scalar,
};
use numlir_dialects::{
    Operation, Value, convert,
    record::Field,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::smallvec;

impl<'c> Lowering<'_, 'c> {
    /// The bounds that are there, integers as those of 64 bits.
    pub(super) fn slice(&mut self, op: Operation<'c>) -> Values<'c> {
        let Type::Slice(bounds) = self.ty(op.result(0)) else { return Self::nothing() };
        let given = bounds.iter().zip(op.operands()).filter(|(bound, _)| **bound != Type::None);
        given
            .map(|(bound, value)| if *bound == Type::INT64 { self.index_value(value) } else { self.one(value) })
            .collect()
    }

    pub(super) fn array_item(&mut self, op: Operation<'c>, array: &Array) -> Lowered<Values<'c>> {
        let value = self.one(op.operand(0));
        if let Some(name) = record::named(array, constant_of(op.operand(1)).as_ref()) {
            let (field, view) = record::field(array, &name).ok_or_else(|| internal(op, "no such field"))?;
            let part = self.field(value, array, (field, &view));
            return Ok(smallvec![self.read(part, &view)]);
        }
        let (subscript, index) = self.subscript(op, array)?;
        Ok(smallvec![self.select(value, array, &subscript, &index)])
    }

    pub(super) fn set_item(&mut self, op: Operation<'c>) -> Lowered<()> {
        let array = match self.ty(op.operand(0)) {
            Type::Array(array) => array,
            Type::List(element) => return self.set_list_item(op, &element),
            other => return Err(internal(op, format!("an item of {other} is set"))),
        };
        if is_written_already(op) {
            return Ok(());
        }
        let value = self.one(op.operand(0));
        let from = self.ty(op.operand(2));
        let given = self.get(op.operand(2));
        if let Some(name) = record::named(&array, constant_of(op.operand(1)).as_ref()) {
            return self.set_field(op, (value, &array), &name, (&given, &from));
        }
        let (subscript, index) = self.subscript(op, &array)?;
        if subscript.is_element {
            let positions = self.positions(value, &subscript, &index);
            if array.element.chars().is_some() {
                let place = Array { rank: 0, layout: Layout::C, ..array };
                let ty = convert::to_mlir(self.code.builder.context, &Type::Array(place));
                let place_of = |positions: Vec<Value<'c>>| {
                    self.code.builder.op("nd.select").operand(value).operands(positions).result(ty).value()
                };
                let target = if array.rank == 0 { value } else { place_of(positions) };
                self.assign((target, &place), (&given, &from));
                return Ok(());
            }
            let (stored, from) = match (self.one(op.operand(2)), from) {
                (stored, Type::Array(from)) => {
                    (elementwise::only_element(&self.code, stored, from.element), from.element)
                }
                (stored, Type::Scalar(from)) => (stored, from),
                _ => return Err(internal(op, "an element is set to no scalar")),
            };
            let stored = scalar::convert(&mut self.code, stored, from, array.element);
            self.code.builder.op("nd.store").operand(stored).operand(value).operands(positions).insert();
            return Ok(());
        }
        let view = self.select(value, &array, &subscript, &index);
        self.assign((view, &subscript.view(&array)), (&given, &from));
        Ok(())
    }

    pub(super) fn set_attribute(&mut self, op: Operation<'c>) -> Lowered<()> {
        let array = match self.ty(op.operand(0)) {
            Type::Array(array) => array,
            Type::Instance { .. } => return self.set_instance_attribute(op),
            _ => return Err(internal(op, "an attribute is set")),
        };
        let (from, given) = (self.ty(op.operand(1)), self.get(op.operand(1)));
        self.set_field(op, (self.one(op.operand(0)), &array), op.text("name"), (&given, &from))
    }

    fn set_field(
        &mut self,
        op: Operation<'c>,
        (value, array): (Value<'c>, &Array),
        name: &str,
        given: (&[Value<'c>], &Type),
    ) -> Lowered<()> {
        let (field, view) = record::field(array, name).ok_or_else(|| internal(op, "no such field"))?;
        let part = self.field(value, array, (field, &view));
        self.assign((part, &view), given);
        Ok(())
    }

    /// The view of a field of all records of an array.
    pub(super) fn field(&mut self, value: Value<'c>, array: &Array, (field, view): (&Field, &Array)) -> Value<'c> {
        let code = &self.code;
        let own = |number: i64| code.builder.constant_i64(number);
        let axes = || 0..array.rank;
        let extents = axes().map(|axis| code.dim(value, axis)).chain(field.shape.iter().map(|&n| own(n.into())));
        let strides = axes().map(|axis| code.stride(value, axis)).chain(field.strides().into_iter().map(own));
        let (extents, strides): (Vec<_>, Vec<_>) = extents.zip(strides).unzip();
        code.view(value, code.builder.constant_i64(field.offset.into()), (&extents, &strides), view)
    }

    /// The number, date or text in an array without axes; any other array is itself.
    pub(super) fn read(&self, value: Value<'c>, array: &Array) -> Value<'c> {
        match array.element {
            Scalar::Chars(chars) if array.rank == 0 => self.code.read_text(value, chars),
            element if array.rank == 0 && element.is_value() => {
                self.code.builder.convert("nd.load", value, self.code.storage(element))
            }
            _ => value,
        }
    }

    /// The parts of an index, and the values of each of the indices it is made of.
    fn subscript(&self, op: Operation<'c>, array: &Array) -> Lowered<(Subscript, Vec<Values<'c>>)> {
        let ty = self.ty(op.operand(1));
        let subscript = Subscript::of(array, &ty).ok().flatten().ok_or_else(|| internal(op, "no basic index"))?;
        Ok((subscript, split(&self.code, indices(&ty), &self.get(op.operand(1)))))
    }

    /// Positions on the axes that have integers, in order.
    fn positions(&mut self, array: Value<'c>, subscript: &Subscript, index: &[Values<'c>]) -> Vec<Value<'c>> {
        let axes = subscript.parts.iter().filter(|part| **part != Part::New);
        let integers = axes.enumerate().filter_map(|(axis, part)| match part {
            Part::Position { of, scalar } => Some((axis as u8, index[*of][0], *scalar)),
            _ => None,
        });
        integers.map(|(axis, value, scalar)| self.position(array, axis, (value, scalar))).collect()
    }

    /// The position on an axis that a Python index means.
    fn position(&mut self, array: Value<'c>, axis: u8, (value, from): (Value<'c>, Scalar)) -> Value<'c> {
        let wide = if from.size() == 8 { value } else { scalar::convert(&mut self.code, value, from, Scalar::Int64) };
        let extent = self.code.dim(array, axis);
        let builder = &self.code.builder;
        let flag = |set: bool| set.then(|| builder.unit());
        builder
            .op("nd.index")
            .operand(wide)
            .operand(extent)
            .attribute("axis", builder.integer(builder.i64(), axis.into()))
            .maybe_attribute("wrap", flag(!from.is_unsigned()))
            .maybe_attribute("check", flag(self.code.settings.boundscheck))
            .result(builder.i64())
            .value()
    }

    /// An element, or a view.
    fn select(&mut self, value: Value<'c>, array: &Array, subscript: &Subscript, index: &[Values<'c>]) -> Value<'c> {
        let positions = self.positions(value, subscript, index);
        if subscript.is_element
            || subscript.leading_positions().is_some_and(|count| count > 0 && count < subscript.parts.len())
        {
            let view = convert::to_mlir(self.code.builder.context, &Type::Array(subscript.view(array)));
            return self.element(value, array, &positions, view);
        }
        let view = self.code.axes(value, &subscript.parts, (&positions, index));
        self.code.view(value, view.offset, (&view.extents, &view.strides), &subscript.view(array))
    }

    /// An element at positions that are in range, or the view of the axes that are left.
    pub(super) fn element(
        &self,
        value: Value<'c>,
        array: &Array,
        positions: &[Value<'c>],
        view: melior::ir::Type<'c>,
    ) -> Value<'c> {
        let complete = positions.len() == usize::from(array.rank) && array.element.record().is_none();
        if let Some(chars) = array.element.chars().filter(|_| complete) {
            return self.code.text_at(value, array, chars, positions);
        }
        let (name, result) = if complete { ("nd.load", self.code.storage(array.element)) } else { ("nd.select", view) };
        self.code.builder.op(name).operand(value).operands(positions.iter().copied()).result(result).value()
    }

    /// `part[...] = value`, broadcast and converted; records field by field.
    fn assign(&mut self, (part, to): (Value<'c>, &Array), (values, from): (&[Value<'c>], &Type)) {
        if let Some(record) = to.element.record() {
            for (position, field) in record.fields.iter().enumerate() {
                let view = record::view_of(to, field);
                let target = self.field(part, to, (field, &view));
                match from {
                    Type::Tuple(elements) => {
                        let given = split(&self.code, elements, values).swap_remove(position);
                        self.assign((target, &view), (&given, &elements[position]));
                    }
                    Type::Array(array) if let Some(record) = array.element.record() => {
                        let field = &record.fields[position];
                        let given = record::view_of(array, field);
                        let source = self.field(values[0], array, (field, &given));
                        self.assign((target, &view), (&[source], &Type::Array(given)));
                    }
                    _ => self.assign((target, &view), (values, from)),
                }
            }
            return;
        }
        let destination = Operand { ty: Type::Array(*to), constant: None, values: smallvec![part] };
        let source = Operand { ty: from.clone(), constant: None, values: values.iter().copied().collect() };
        elementwise::assign(&mut self.code, &destination, &source);
    }
}

/// Whether `a[i] op= x` has written its part in place: the value is that very part.
fn is_written_already(op: Operation) -> bool {
    let Some(inplace) = op.operand(2).defining_operation().filter(|inplace| inplace.is("py.inplace")) else {
        return false;
    };
    let Some(part) = inplace.operand(0).defining_operation().filter(|part| part.is("py.getitem")) else { return false };
    convert::is_array(part.result(0).ty())
        && part.result(0).ty() == inplace.result(0).ty()
        && (0..2).all(|index| part.operand(index) == op.operand(index))
}
