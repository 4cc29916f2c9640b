//! Arrays: attributes, elements, views.

use super::{Lowered, Lowering, internal, split};
use crate::{builtins, code::Values, infer::record, made_ufunc::MadeUfunc};
use numlir_dialects::{
    Operation, Value, named,
    types::{Array, Type},
};
use smallvec::smallvec;

impl<'c> Lowering<'_, 'c> {
    pub(super) fn attribute(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        let name = op.text("name");
        let ty = self.ty(op.operand(0));
        // A method of the library, before its call, is its object.
        if matches!(self.ty(op.result(0)), Type::Function { .. } | Type::Method { .. }) {
            return Ok(self.get(op.operand(0)));
        }
        let array = match &ty {
            Type::Array(array) => array,
            Type::Instance { .. } => return self.instance_attribute(op),
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
            Type::Named { class, elements } => {
                let position = named::position(class, name).ok_or_else(|| internal(op, "a field without a place"))?;
                return Ok(split(&self.code, elements, &self.get(op.operand(0))).swap_remove(position));
            }
            Type::Range => {
                let position = ["start", "stop", "step"].iter().position(|bound| *bound == name).unwrap_or(0);
                return Ok(smallvec![self.get(op.operand(0))[position]]);
            }
            Type::Slice(bounds) => {
                let position = ["start", "stop", "step"].iter().position(|bound| *bound == name).unwrap_or(0);
                return Ok(split(&self.code, bounds, &self.get(op.operand(0))).swap_remove(position));
            }
            Type::Builtin(of) if MadeUfunc::parse(of).is_some() || builtins::ufunc_counts(of).is_some() => {
                return Ok(self.ufunc_attribute(op));
            }
            Type::Dtype(scalar)
                if name == "names"
                    && let Some(record) = scalar.record() =>
            {
                return Ok(record.fields.iter().map(|field| self.code.string(&field.name)).collect());
            }
            Type::Dtype(scalar) if name == "itemsize" => {
                return Ok(smallvec![self.code.builder.constant_i64(scalar.size().into())]);
            }
            Type::Builtin(of)
                if let Some(builtin) = builtins::find(&format!("{of}.{name}"))
                    && builtins::cuda::is_value(builtin.name) =>
            {
                let result = self.ty(op.result(0));
                return Ok((builtin.lower)(&mut self.code, &[], &result));
            }
            // A method before its call is its object.
            _ => return Ok(self.get(op.operand(0))),
        };
        let builder = self.code.builder;
        let value = self.one(op.operand(0));
        Ok(match name {
            _ if let Some((field, view)) = record::field(array, name)
                && !matches!(self.ty(op.result(0)), Type::Method { .. } | Type::Tuple(_)) =>
            {
                let part = self.field(value, array, (field, &view));
                smallvec![self.read(part, &view)]
            }
            "shape" => (0..array.rank).map(|axis| self.code.dim(value, axis)).collect(),
            "strides" => (0..array.rank).map(|axis| self.code.stride(value, axis)).collect(),
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
        let extents: Vec<_> = (0..array.rank).map(|axis| self.code.dim(value, axis)).collect();
        self.code.product(&extents)
    }

    pub(super) fn item(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        match self.ty(op.operand(0)) {
            Type::Tuple(elements) | Type::Named { elements, .. } => self.tuple_item(op, &elements),
            Type::Array(array) => self.array_item(op, &array),
            Type::List(element) => self.list_item(op, &element),
            Type::Str | Type::Bytes => self.string_item(op),
            // `float64[:]` is a type, which has no values.
            Type::Builtin(_) | Type::Dtype(_) => Ok(Self::nothing()),
            other => Err(internal(op, format!("items of {other}"))),
        }
    }
}
