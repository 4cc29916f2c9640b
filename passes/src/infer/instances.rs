//! The typing rules of instances: their fields, and the operators that functions of the library do for them.
//!
//! An operator with an instance among its operands is `instances.operator.<name>` of the library, which calls the class's method of that
//! meaning. What iterating over one gives is a tuple that the library makes and takes apart again.

use super::{
    Passed,
    body::OperationBody,
    fact::{Fact, unify},
    operation::{Message, place, typing},
    solve::{Arguments, Id, Solver, Step, outside},
};
use numlir_dialects::{
    instance,
    types::{Array, Scalar, Type},
};
use numlir_grammar::diagnostic::Diagnostic;

fn is_instance(fact: &Fact) -> bool {
    matches!(fact.ty(), Some(Type::Instance { .. }))
}

/// Whether a value of a type can be put where another is, converted as an assignment to a field converts: numbers to numbers,
/// but no complex number to a real one.
pub fn converts(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Scalar(from), Type::Scalar(to)) => {
            !matches!((from, to), (Scalar::Record(_), _) | (_, Scalar::Record(_)))
                && (!from.is_complex() || to.is_complex())
        }
        (Type::Tuple(from), Type::Tuple(to)) => {
            from.len() == to.len() && from.iter().zip(to.iter()).all(|(from, to)| converts(from, to))
        }
        _ => unify(from, to).as_ref() == Some(to),
    }
}

impl<'c> Solver<'c> {
    /// The rule of an operation with an instance among its operands; `None` where it is like any other.
    pub fn instance_operation(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        facts: &[Fact],
    ) -> Option<Result<Step, Box<Diagnostic>>> {
        if op.name == "py.next" && matches!(facts[0].ty(), Some(Type::Tuple(_))) {
            return Some(self.next_of_instance(id, at, op, &facts[0]));
        }
        if op.name == "py.iter"
            && let Some(generator) = facts[0].ty().filter(|ty| instance::yielded(ty).is_some())
        {
            let iterator = Type::Iterator(generator.clone().into());
            self.set(id, op.first_result, Fact::of(iterator));
            return Some(Ok(Step::Done));
        }
        if op.name == "py.build_dict" && facts.is_empty() {
            let made = Fact::of(self.fresh_instance(id, at, "typeddict"));
            self.set(id, op.first_result, made);
            return Some(Ok(Step::Done));
        }
        if op.name == "py.build_dict" {
            return self.call_library(id, at, op, "instances.operator.build_dict", facts);
        }
        let literal = facts.first()?.ty().is_some_and(|ty| instance::literal_keys(ty).is_some());
        let first = is_instance(facts.first()?);
        let text = |name| op.operation.text(name);
        let name = match op.name {
            "py.getattr" if literal => return None,
            "py.getattr" if first => {
                let field = instance::field(facts[0].ty()?, text("name"))?;
                let constant = outside(&field.ty);
                self.set(id, op.first_result, Fact::Known(field.ty, constant));
                return Some(Ok(Step::Done));
            }
            "py.setattr" if first => {
                let Some(field) = instance::field(facts[0].ty()?, text("name")) else {
                    return self.set_property(id, at, op, facts);
                };
                let outcome = self.put_field(facts[0].ty()?, &field, facts[1].ty()?);
                return Some(outcome.map(|()| Step::Done).map_err(|message| place(message, op)));
            }
            "py.getitem" if literal => "literaldict.__getitem__".to_owned(),
            "py.getitem" if first => "instances.operator.getitem".to_owned(),
            "py.setitem" if first => "instances.operator.setitem".to_owned(),
            "py.delitem" if first => "instances.operator.delitem".to_owned(),
            "py.iter" if first => "instances.operator.iter".to_owned(),
            "py.truth" if first => "instances.operator.truth".to_owned(),
            "py.unary" if first => format!("instances.operator.{}", text("op")),
            "py.inplace" if first => format!("instances.operator.i{}", text("op")),
            "py.binary" if text("op") == "matmul" => return None,
            "py.binary" | "py.inplace" if facts.iter().any(is_instance) => format!("instances.operator.{}", text("op")),
            "py.compare" if facts.iter().any(is_instance) => match text("op") {
                "in" if is_instance(&facts[1]) => "operator.contained".to_owned(),
                "not_in" if is_instance(&facts[1]) => "operator.not_contained".to_owned(),
                "in" | "not_in" => return None,
                // Only where both are instances is it not known from the types.
                "is" | "is_not" if !facts.iter().all(is_instance) => return None,
                "is" => "instances.operator.is_".to_owned(),
                op => format!("instances.operator.{op}"),
            },
            _ => return None,
        };
        // `and` and `or` are no names in Python.
        let name = if name.ends_with(".and") || name.ends_with(".or") { name + "_" } else { name };
        self.call_library(id, at, op, &name, facts)
    }

    /// The type of a container that is made here, of which nothing is known yet.
    pub fn fresh_instance(&mut self, id: Id, at: (u32, u32), class: &str) -> Type {
        // Two places at one operation: for what it holds, and for the values.
        const VALUES: u32 = 1 << 31;
        let element = |solver: &mut Self, at| match solver.fresh_part(id, at) {
            Ok(Type::List(element)) => Type::clone(&element),
            _ => Type::INT64,
        };
        match class {
            "typedlist" => instance::typed_list(element(self, at)),
            "typedset" => instance::table(class, element(self, at), Type::None),
            _ => {
                let key = element(self, at);
                instance::table(class, key, element(self, (at.0, at.1 | VALUES)))
            }
        }
    }

    /// An assignment to a property of a user's class: its setter is called.
    fn set_property(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        facts: &[Fact],
    ) -> Option<Result<Step, Box<Diagnostic>>> {
        let name = format!("setattr.{}", op.operation.text("name"));
        let (object, attribute) = (facts[0].ty()?.clone(), op.operation.text("name"));
        let missing = || typing("no-such-attribute", format!("{object} has no attribute '{attribute}'"));
        self.call_overload(id, at, op, (&name, facts), missing)
    }

    /// `Color[name]`: what the package knows of a class of `enum`.
    pub(super) fn member_by_name(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        (name, facts): (&str, &[Fact]),
    ) -> Option<Result<Step, Box<Diagnostic>>> {
        let given = facts.get(1)?.clone();
        let missing = || {
            let given = match (given.constant(), given.ty()) {
                (Some(constant), _) => constant.to_string(),
                (None, ty) => ty.map_or_else(String::new, Type::to_string),
            };
            typing("no-member", format!("an enumeration has no member {given}"))
        };
        self.call_overload(id, at, op, (name, facts), missing)
    }

    /// An operation that a function given by users, or by the package, does; its operands are the arguments.
    fn call_overload(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        (name, facts): (&str, &[Fact]),
        missing: impl FnOnce() -> Message,
    ) -> Option<Result<Step, Box<Diagnostic>>> {
        let passed =
            |fact: &Fact| Some(Passed { keyword: None, ty: fact.ty()?.clone(), constant: fact.constant().cloned() });
        let passed: Vec<_> = facts.iter().map(passed).collect::<Option<_>>()?;
        match self.overload(name, &passed) {
            Ok(Some(template)) => {
                let mut inputs = Arguments::default();
                facts.iter().for_each(|fact| inputs.push(fact.clone()));
                Some(self.call_template(id, at, op, template, inputs))
            }
            Ok(None) => Some(Err(place(missing(), op))),
            Err(message) => Some(Err(place(typing("overload", message), op))),
        }
    }

    fn put_field(&mut self, object: &Type, field: &instance::Field, value: &Type) -> Result<(), Message> {
        self.lists.equate_within(&field.ty, value);
        // As in numba, a field that is declared as an array to be written to takes one that Python may not write to.
        let held = match (value, &field.ty) {
            (Type::Array(given), Type::Array(declared)) => {
                Type::Array(Array { readonly: given.readonly && declared.readonly, ..*given })
            }
            (value, _) => value.clone(),
        };
        if converts(&held, &field.ty) {
            return Ok(());
        }
        let (name, ty) = (&field.name, &field.ty);
        Err(typing("field-type", format!("the field '{name}' of {object} is {ty}, and cannot hold {value}")))
    }

    /// `py.next` of what `instances.operator.iter` of the library made: whether there is an element, the element, and the rest.
    fn next_of_instance(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        iterator: &Fact,
    ) -> Result<Step, Box<Diagnostic>> {
        let template = self.library("instances.operator.next").expect("the library has instances.operator.next");
        let mut inputs = Arguments::default();
        inputs.push(iterator.clone());
        let from = super::operation::here(op).map(|here| (here, id));
        let callee = self.demand(template, inputs, from).map_err(|mut errors| Box::new(errors.remove(0)))?;
        let result = self.result_of(callee, id, at);
        // The loop goes on behind it even where nothing is known of the elements yet.
        self.set(id, op.first_result, Fact::of(Type::BOOL));
        self.set(id, op.first_result + 2, Fact::of(iterator.ty().cloned().unwrap_or(Type::None)));
        if let Some(Type::Tuple(parts)) = result.ty()
            && let Some(element) = parts.get(1)
        {
            self.set(id, op.first_result + 1, Fact::Known(element.clone(), outside(element)));
        }
        Ok(Step::Done)
    }
}
