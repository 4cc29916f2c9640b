//! Instances: made, and their fields read and written.

use super::{Lowered, Lowering, internal};
use crate::code::{Code, Values};
use numlir_dialects::{
    Operation, Value,
    instance::{self, Field},
    types::Type,
};
use smallvec::smallvec;

impl<'c> Code<'_, 'c> {
    /// An instance whose fields are all zero: null where they hold references.
    pub fn new_instance(&mut self, ty: &Type) -> Value<'c> {
        let (slots, masks) = instance::layout(ty);
        let operands: Vec<_> = std::iter::once(slots as i64)
            .chain(masks.map(|mask| mask as i64))
            .map(|n| self.builder.constant_i64(n))
            .collect();
        self.make("numlir_instance_new", &operands, ty)
    }

    /// A container with nothing in it: its lists are empty, its numbers zero.
    pub fn empty_instance(&mut self, ty: &Type) -> Value<'c> {
        let made = self.new_instance(ty);
        for field in instance::fields(ty).unwrap_or_default() {
            if let Type::List(element) = &field.ty {
                let zero = self.builder.constant_i64(0);
                let list = self.new_list(element, zero);
                self.set_field(made, &field, &[list], true);
            }
        }
        made
    }

    pub fn get_field(&self, instance: Value<'c>, field: &Field) -> Values<'c> {
        let builder = &self.builder;
        builder
            .op("nd.get_field")
            .operand(instance)
            .attribute("slot", builder.integer(builder.i64(), field.slot as i64))
            .results(self.flat_types(&field.ty))
            .insert()
            .results()
            .collect()
    }

    /// Writes a field; `fresh` where it held no references.
    pub fn set_field(&self, instance: Value<'c>, field: &Field, values: &[Value<'c>], fresh: bool) {
        let builder = &self.builder;
        builder
            .op("nd.set_field")
            .operand(instance)
            .attribute("slot", builder.integer(builder.i64(), field.slot as i64))
            .operands(values.iter().copied())
            .maybe_attribute("fresh", fresh.then(|| builder.unit()))
            .insert();
    }
}

impl<'c> Lowering<'_, 'c> {
    fn field_of(&self, op: Operation<'c>) -> Lowered<Field> {
        let (ty, name) = (self.ty(op.operand(0)), op.text("name"));
        instance::field(&ty, name).ok_or_else(|| internal(op, format!("{ty} has no field '{name}'")))
    }

    pub(super) fn instance_attribute(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        let field = self.field_of(op)?;
        Ok(self.code.get_field(self.one(op.operand(0)), &field))
    }

    pub(super) fn set_instance_attribute(&mut self, op: Operation<'c>) -> Lowered<()> {
        let field = self.field_of(op)?;
        let (from, values) = (self.ty(op.operand(1)), self.get(op.operand(1)));
        let cast = self.cast(&values, &from, &field.ty);
        let cast = cast.ok_or_else(|| internal(op, format!("no cast of {from} to {}", field.ty)))?;
        self.code.set_field(self.one(op.operand(0)), &field, &cast, false);
        Ok(())
    }

    /// `{}`: a dictionary with nothing in it.
    pub(super) fn empty_dict(&mut self, op: Operation<'c>) -> Values<'c> {
        let ty = self.ty(op.result(0));
        smallvec![self.code.empty_instance(&ty)]
    }
}
