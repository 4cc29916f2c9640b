//! Arrays: attributes, elements, views.

use super::{Lowered, Lowering, internal};
use crate::{code::Values, scalar::lower as scalar};
use numlir_dialects::{
    Operation, Value,
    types::{Array, Type},
};
use smallvec::smallvec;

impl<'c> Lowering<'_, 'c> {
    pub(super) fn dim(&self, array: Value<'c>, axis: u8) -> Value<'c> {
        let builder = &self.code.builder;
        builder
            .op("nd.dim")
            .operand(array)
            .attribute("axis", builder.integer(builder.i64(), axis.into()))
            .result(builder.i64())
            .value()
    }

    pub(super) fn attribute(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        let name = op.text("name");
        let ty = self.ty(op.operand(0));
        // A method of the library, before its call, is its object.
        if matches!(self.ty(op.result(0)), Type::Function { .. }) {
            return Ok(self.get(op.operand(0)));
        }
        let array = match &ty {
            Type::Array(array) => array,
            Type::Scalar(scalar) => {
                let value = self.one(op.operand(0));
                let part = match (name, scalar.is_complex()) {
                    ("real", true) => self.code.builder.convert("complex.re", value, self.code.storage(scalar.real())),
                    ("imag", true) => self.code.builder.convert("complex.im", value, self.code.storage(scalar.real())),
                    ("imag", false) => self.code.constant(*scalar, 0.0),
                    _ => value,
                };
                return Ok(smallvec![part]);
            }
            Type::Dtype(scalar) if name == "itemsize" => {
                return Ok(smallvec![self.code.builder.constant_i64(scalar.size().into())]);
            }
            // A method before its call is its object.
            _ => return Ok(self.get(op.operand(0))),
        };
        let builder = self.code.builder;
        let value = self.one(op.operand(0));
        Ok(match name {
            "shape" => (0..array.rank).map(|axis| self.dim(value, axis)).collect(),
            "strides" => (0..array.rank)
                .map(|axis| {
                    let axis = builder.integer(builder.i64(), axis.into());
                    builder.op("nd.stride").operand(value).attribute("axis", axis).result(builder.i64()).value()
                })
                .collect(),
            "ndim" => smallvec![builder.constant_i64(array.rank.into())],
            "itemsize" => smallvec![builder.constant_i64(array.element.size().into())],
            "size" => smallvec![self.size(value, array)],
            "nbytes" => {
                let size = self.size(value, array);
                smallvec![builder.binary("arith.muli", size, builder.constant_i64(array.element.size().into()))]
            }
            "dtype" => Self::nothing(),
            // A method before its call is its array.
            _ => smallvec![value],
        })
    }

    fn size(&self, value: Value<'c>, array: &Array) -> Value<'c> {
        let builder = &self.code.builder;
        let extents: Vec<_> = (0..array.rank).map(|axis| self.dim(value, axis)).collect();
        let product = extents.into_iter().reduce(|product, extent| builder.binary("arith.muli", product, extent));
        product.unwrap_or_else(|| builder.constant_i64(1))
    }

    pub(super) fn item(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        match self.ty(op.operand(0)) {
            Type::Tuple(elements) => self.tuple_item(op, &elements),
            Type::Array(array) => {
                let value = self.one(op.operand(0));
                let positions = self.positions(value, op.operand(1));
                Ok(smallvec![self.element(value, &array, &positions, op.result(0).ty())])
            }
            Type::List(element) => self.list_item(op, &element),
            other => Err(internal(op, format!("items of {other}"))),
        }
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

    pub(super) fn set_item(&mut self, op: Operation<'c>) -> Lowered<()> {
        if let Type::List(element) = self.ty(op.operand(0)) {
            return self.set_list_item(op, &element);
        }
        let (Type::Array(array), Some(from)) = (self.ty(op.operand(0)), self.ty(op.operand(2)).scalar()) else {
            return Err(internal(op, "an item is set"));
        };
        let (value, stored) = (self.one(op.operand(0)), self.one(op.operand(2)));
        let positions = self.positions(value, op.operand(1));
        let stored = scalar::convert(&mut self.code, stored, from, array.element);
        self.code.builder.op("nd.store").operand(stored).operand(value).operands(positions).insert();
        Ok(())
    }

    /// Positions on the first axes from a Python index: an integer or a tuple of them.
    fn positions(&mut self, array: Value<'c>, index: Value<'c>) -> Vec<Value<'c>> {
        let ty = self.ty(index);
        let single = [ty.clone()];
        let types: &[Type] = match &ty {
            Type::Tuple(elements) => elements,
            _ => &single,
        };
        let values = self.get(index);
        let mut positions = Vec::with_capacity(types.len());
        for (axis, (ty, value)) in types.iter().zip(values).enumerate() {
            let Some(from) = ty.scalar() else { continue };
            let wide = if from.size() == 8 {
                value
            } else {
                scalar::convert(&mut self.code, value, from, numlir_dialects::types::Scalar::Int64)
            };
            let extent = self.dim(array, axis as u8);
            let builder = &self.code.builder;
            let flag = |set: bool| set.then(|| builder.unit());
            positions.push(
                builder
                    .op("nd.index")
                    .operand(wide)
                    .operand(extent)
                    .attribute("axis", builder.integer(builder.i64(), axis as i64))
                    .maybe_attribute("wrap", flag(!from.is_unsigned()))
                    .maybe_attribute("check", flag(self.code.settings.boundscheck))
                    .result(builder.i64())
                    .value(),
            );
        }
        positions
    }
}
