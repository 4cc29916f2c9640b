//! Calls of builtins.

use super::{Lowered, Lowering, constant_of, internal, weakness};
use crate::{
    builtins,
    code::{Operand, Values},
    infer::{NAMED_TUPLE, Slot, fact::Fact, named_arguments, slots, supplied},
    made_ufunc::MadeUfunc,
};
use numlir_dialects::{Operation, types::Type};
use smallvec::smallvec;

impl<'c> Lowering<'_, 'c> {
    /// A named tuple that is made.
    fn named_tuple(&mut self, op: Operation<'c>, class: &str, result: &Type) -> Lowered<Values<'c>> {
        let values: Vec<_> = op.operands().skip(1).collect();
        let facts: Vec<_> = values.iter().map(|value| Fact::of(self.ty(*value))).collect();
        let arguments = supplied(op, &facts).map_err(|ty| internal(op, format!("{ty} is spread")))?;
        let order = named_arguments(class, &arguments).map_err(|message| internal(op, message))?;
        let Type::Named { elements, .. } = result else { return Err(internal(op, format!("{result} is made"))) };
        let mut made = Values::new();
        for (position, to) in order.into_iter().zip(elements.iter()) {
            let argument = &arguments[position];
            let value = values[argument.operand];
            let all = self.get(value);
            let part = match (argument.element, self.ty(value).elements()) {
                (Some(element), Some(elements)) => super::split(&self.code, elements, &all).swap_remove(element),
                _ => all,
            };
            let from = argument.fact.ty().cloned().unwrap_or(Type::None);
            let part = self.cast(&part, &from, to).ok_or_else(|| internal(op, format!("no cast of {from} to {to}")))?;
            made.extend(part);
        }
        Ok(made)
    }

    pub(super) fn call(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        let result = self.ty(op.result(0));
        // An exception is made where it is raised.
        if matches!(result, Type::Exception(_)) {
            return Ok(smallvec![]);
        }
        let (name, object) = match self.ty(op.operand(0)) {
            Type::Builtin(name) if let Some(made) = MadeUfunc::parse(&name) => return self.made_ufunc(op, &made),
            Type::Builtin(name) => (name.to_string(), None),
            Type::Method { object, name } => (format!("{}.{name}", builtins::family(&object)), Some(object)),
            other => return Err(internal(op, format!("{other} is called"))),
        };
        if let Some(class) = name.strip_prefix(NAMED_TUPLE) {
            return self.named_tuple(op, class, &result);
        }
        // What is known from types alone needs no values.
        if builtins::is_query(&name)
            && let Some(constant) = op.attribute("constant")
        {
            return Ok(self.constant(constant));
        }
        let builtin = builtins::find(&name).ok_or_else(|| internal(op, format!("no builtin {name}")))?;
        let values: Vec<_> = op.operands().skip(1).collect();
        let facts: Vec<_> = values.iter().map(|value| Fact::of(self.ty(*value))).collect();
        let arguments = supplied(op, &facts).map_err(|ty| internal(op, format!("{ty} is spread")))?;
        let slots = slots(builtin, object.is_some(), &arguments).map_err(|message| internal(op, message))?;
        let operands: Vec<Option<Operand<'c>>> = slots
            .iter()
            .map(|slot| match slot {
                Slot::Absent => None,
                Slot::Object => object.as_deref().map(|ty| Operand {
                    ty: ty.clone(),
                    constant: None,
                    values: self.get(op.operand(0)),
                }),
                Slot::Argument(position) => {
                    let argument = &arguments[*position];
                    let value = values[argument.operand];
                    let all = self.get(value);
                    let ty = argument.fact.ty().cloned().unwrap_or(Type::None);
                    let weakness = weakness(op, *position);
                    let Some(element) = argument.element else {
                        return Some(Operand { ty, constant: constant_of(value).or(weakness), values: all });
                    };
                    let ty_of_all = self.ty(value);
                    let values = super::split(&self.code, ty_of_all.elements()?, &all).swap_remove(element);
                    Some(Operand { ty, constant: weakness, values })
                }
            })
            .collect();
        Ok((builtin.lower)(&mut self.code, &operands, &result))
    }
}
