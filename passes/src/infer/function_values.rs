//! Functions that become values of a signature: for each a specialisation that takes the signature's arguments and gives its result.
//!
//! A function converts to the type of its signature where it is put into a field or a list, meets another value of that type, or is
//! returned. When inference rests, these places are looked for; what they need is then inferred, until nothing new is needed.

use super::{
    body::OperationBody,
    solve::{Arguments, Id, Solver, outside},
};
use crate::builtins::function_value::{AS_RESULT, CALL_THROUGH};
use numlir_dialects::{instance, location, types::Type};
use numlir_grammar::diagnostic::Location;

/// The function of the library that a value's address leads to.
const ENTRY: &str = "function.entry";

impl<'c> Solver<'c> {
    /// Demands what conversions of functions need in all that the entry reaches. Whether there is something new to look at.
    pub fn demand_function_values(&mut self, entry: Id) -> bool {
        let mut reached: Vec<_> = self.reached(entry).into_iter().collect();
        reached.sort_unstable();
        let before = self.specialisations.len();
        for id in reached {
            let mut wanted = Vec::new();
            let body = self.decoded(self.specialisations[id].template).clone();
            for (position, block) in body.blocks.iter().enumerate() {
                if !self.specialisations[id].executable[position] {
                    continue;
                }
                let stuck = self.specialisations[id].stuck.get(&(position as u32)).copied();
                let looked_at = stuck.map_or(block.operations.len(), |stuck| stuck as usize);
                for (index, operation) in block.operations[..looked_at].iter().enumerate() {
                    self.conversions(id, operation, &mut |function, ty| {
                        let place = (position as u32, index as u32);
                        wanted.push((place, location::from_mlir(operation.operation.location()), function, ty));
                    });
                }
            }
            self.specialisations[id].values.clear();
            for (place, here, function, ty) in wanted {
                self.demand_function_value(id, (place, here), function, &ty);
            }
        }
        self.specialisations.len() > before
    }

    /// Whether a template is what the address of a function's value leads to.
    pub fn is_function_entry(&self, template: usize) -> bool {
        self.looked_up(ENTRY) == Some(template)
    }

    fn demand_function_value(
        &mut self,
        id: Id,
        (place, here): ((u32, u32), Option<Location>),
        function: Type,
        ty: &Type,
    ) {
        let Some((arguments, _)) = instance::signature(ty) else { return };
        let template = self.library(ENTRY).expect("the library has the entry of functions");
        // The arguments are the tuple of what is left over.
        let arguments = Type::tuple(arguments.iter().cloned());
        let constants = vec![None, None, outside(&arguments)];
        let inputs = Arguments { types: vec![ty.clone(), function, arguments], constants };
        match self.demand(template, inputs, here.map(|here| (here, id))) {
            Ok(made) => self.specialisations[id].values.push(made),
            Err(mut errors) => {
                self.specialisations[id].errors.insert(place, errors.remove(0));
            }
        }
    }

    /// The functions that an operation converts to types of their signatures, each with the type.
    fn conversions(&self, id: Id, op: &OperationBody<'c>, found: &mut impl FnMut(Type, Type)) {
        let specialisation = &self.specialisations[id];
        let ty = |value: u32| specialisation.facts[value as usize].ty();
        let operand = |position: usize| op.operands.get(position).and_then(|operand| ty(*operand));
        let mut convert = |from: Option<&Type>, to: Option<&Type>| {
            if let (Some(from), Some(to)) = (from, to) {
                each_function(from, to, found);
            }
        };
        match op.name {
            "cf.br" | "cf.cond_br" => {
                let blocks = &self.decoded(specialisation.template).blocks;
                for (target, first) in &op.successors {
                    let target = &blocks[*target as usize];
                    for index in 0..target.arguments {
                        convert(operand((first + index) as usize), ty(target.first_argument + index));
                    }
                }
            }
            "func.return" => convert(operand(0), specialisation.result.ty()),
            "py.yield" => convert(operand(0), specialisation.result.ty().and_then(instance::yielded)),
            "py.setattr" => {
                let field = operand(0).and_then(|object| instance::field(object, op.operation.text("name")));
                convert(operand(1), field.as_ref().map(|field| &field.ty));
            }
            "py.build_list" => {
                let element = ty(op.first_result).and_then(element_of);
                (0..op.operands.len()).for_each(|position| convert(operand(position), element));
            }
            "py.setitem" | "py.append" => {
                let element = operand(0).and_then(element_of);
                (1..op.operands.len()).for_each(|position| convert(operand(position), element));
            }
            "py.call" => match operand(0) {
                Some(Type::Method { object, .. }) => {
                    (1..op.operands.len()).for_each(|position| convert(operand(position), element_of(object)));
                }
                Some(Type::Builtin(name)) if matches!(&**name, "numlir.library.as_item" | AS_RESULT) => {
                    convert(operand(2), ty(op.first_result));
                }
                Some(Type::Builtin(name)) if &**name == CALL_THROUGH => {
                    let signature = operand(1).and_then(instance::signature);
                    let arguments = signature.map(|(arguments, _)| Type::tuple(arguments.iter().cloned()));
                    convert(operand(2), arguments.as_ref());
                }
                _ => {}
            },
            _ => {}
        }
    }
}

fn element_of(ty: &Type) -> Option<&Type> {
    match ty {
        Type::List(element) => Some(element),
        _ => None,
    }
}

/// The functions within a value that become values of a signature where it is converted.
fn each_function(from: &Type, to: &Type, found: &mut impl FnMut(Type, Type)) {
    match (from, to) {
        (Type::Function { .. } | Type::Choice(_), to) if instance::signature(to).is_some() => {
            found(from.clone(), to.clone());
        }
        (Type::Optional(from), Type::Optional(to)) => each_function(from, to, found),
        (from, Type::Optional(to)) => each_function(from, to, found),
        (Type::Tuple(from), Type::Tuple(to)) if from.len() == to.len() => {
            from.iter().zip(to.iter()).for_each(|(from, to)| each_function(from, to, found));
        }
        _ => {}
    }
}
