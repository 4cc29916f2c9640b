//! Items of arrays by basic indices: elements and views, read and assigned to.

use super::{Lowered, Lowering, internal, split};
use crate::{
    code::{Operand, Values},
    elementwise,
    infer::subscript::{Part, Subscript, indices},
    scalar::lower as scalar,
};
use numlir_dialects::{
    Operation, Value, convert,
    types::{Array, Scalar, Type},
};
use smallvec::smallvec;

impl<'c> Lowering<'_, 'c> {
    /// The bounds that are there, as 64-bit integers.
    pub(super) fn slice(&mut self, op: Operation<'c>) -> Values<'c> {
        let Type::Slice(bounds) = self.ty(op.result(0)) else { return Self::nothing() };
        let given = bounds.iter().zip(op.operands()).filter(|(bound, _)| **bound != Type::None);
        given.map(|(_, value)| self.index_value(value)).collect()
    }

    pub(super) fn array_item(&mut self, op: Operation<'c>, array: &Array) -> Lowered<Values<'c>> {
        let (subscript, index) = self.subscript(op, array)?;
        let value = self.one(op.operand(0));
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
        let (subscript, index) = self.subscript(op, &array)?;
        let value = self.one(op.operand(0));
        let from = self.ty(op.operand(2));
        if subscript.is_element {
            let positions = self.positions(value, &subscript, &index);
            let stored = self.one(op.operand(2));
            let (stored, from) = match from {
                Type::Array(from) => (elementwise::only_element(&self.code, stored, from.element), from.element),
                other => (stored, other.scalar().ok_or_else(|| internal(op, "an element is set to no scalar"))?),
            };
            let stored = scalar::convert(&mut self.code, stored, from, array.element);
            self.code.builder.op("nd.store").operand(stored).operand(value).operands(positions).insert();
            return Ok(());
        }
        let view = self.select(value, &array, &subscript, &index);
        let stored = self.one(op.operand(2));
        let part = Type::Array(subscript.view(&array));
        let destination = Operand { ty: part, constant: None, values: smallvec![view] };
        let source = Operand { ty: from, constant: None, values: smallvec![stored] };
        elementwise::assign(&mut self.code, &destination, &source);
        Ok(())
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
            let view = convert::to_mlir(self.code.builder.context, &subscript.result(array));
            return self.element(value, array, &positions, view);
        }
        let mut positions = positions.into_iter();
        let code = &self.code;
        let mut offset = code.builder.constant_i64(0);
        let (mut extents, mut strides) = (Vec::new(), Vec::new());
        let mut axis = 0;
        for part in &subscript.parts {
            if *part == Part::New {
                extents.push(code.builder.constant_i64(1));
                strides.push(code.builder.constant_i64(0));
                continue;
            }
            let stride = code.stride(value, axis);
            match part {
                Part::Position { .. } => {
                    let position = positions.next().expect("each integer has a position");
                    offset = code.add(offset, code.multiply(position, stride));
                }
                Part::Slice { of, bounds } => {
                    let mut given = index[*of].iter().copied();
                    let mut bound = |position: usize| (bounds[position] != Type::None).then(|| given.next()).flatten();
                    let bounds = [bound(0), bound(1), bound(2)];
                    let slice = code.adjust_slice(bounds, code.dim(value, axis));
                    offset = code.add(offset, code.multiply(slice.first, stride));
                    extents.push(slice.length);
                    strides.push(code.multiply(slice.step, stride));
                }
                _ => {
                    extents.push(code.dim(value, axis));
                    strides.push(stride);
                }
            }
            axis += 1;
        }
        code.view(value, offset, (&extents, &strides), &subscript.view(array))
    }

    /// An element at positions that are in range, or the view of the axes that are left.
    pub(super) fn element(
        &self,
        value: Value<'c>,
        array: &Array,
        positions: &[Value<'c>],
        view: melior::ir::Type<'c>,
    ) -> Value<'c> {
        let complete = positions.len() == usize::from(array.rank);
        let (name, result) = if complete { ("nd.load", self.code.storage(array.element)) } else { ("nd.select", view) };
        self.code.builder.op(name).operand(value).operands(positions.iter().copied()).result(result).value()
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
