//! Looking at one operation of the `py` dialect: by its rule, by the library, or by what the solver knows of the program.

use super::{
    body::OperationBody,
    elements::{element_constant, element_of, holds_text, next_element},
    fact::Fact,
    optional::ENUMERATION,
    rules::{check_bounds, is_empty, rule, unpack, unpacking},
    solve::{Id, Solver, Step},
    strings::string_operation,
    subscript::Subscript,
};
use crate::{
    attributes::{NO_MODULE, UNDEFINED},
    code::Constant,
    made_ufunc::MadeUfunc,
};
use numlir_dialects::{location, types::Type};
use numlir_grammar::diagnostic::{Diagnostic, Kind, Location};

/// An error with no place yet.
pub type Message = (Kind, &'static str, String);

pub fn typing(code: &'static str, message: impl Into<String>) -> Message {
    (Kind::Typing, code, message.into())
}

pub fn unsupported(message: impl Into<String>) -> Message {
    (Kind::Unsupported, "unsupported", message.into())
}

pub fn here(operation: &OperationBody) -> Option<Location> {
    location::from_mlir(operation.operation.location())
}

pub fn place((kind, code, message): Message, operation: &OperationBody) -> Box<Diagnostic> {
    let mut error = Diagnostic::new(kind, code, message);
    if matches!(code, "no-operator" | "no-comparison")
        && let Some(name) = operation.operation.attribute("op").and_then(numlir_dialects::ir::attribute_text)
    {
        // Numba's words, which programs and people look for.
        error =
            error.note(format!("No implementation of function Function(<built-in function {name}>) for these types"));
    }
    Box::new(match here(operation) {
        Some(here) => error.at(here, ""),
        None => error,
    })
}

impl<'c> Solver<'c> {
    /// Looks at one operation with the present facts of its operands.
    pub fn operation(&mut self, id: Id, at: (u32, u32), op: &OperationBody<'c>) -> Result<Step, Box<Diagnostic>> {
        match op.name {
            "cf.br" => {
                let (target, _) = op.successors[0];
                self.flow(id, target, &op.operands);
                return Ok(Step::Done);
            }
            "cf.cond_br" => return self.branch(id, op),
            // What a generator returns is not kept: its result is what makes it.
            "func.return" if self.templates[self.specialisations[id].template].generator => return Ok(Step::Done),
            "func.return" => {
                self.returns(id, here(op), op.operands[0])?;
                return Ok(Step::Done);
            }
            "py.undef" => return Ok(Step::Done),
            "py.unknown_name" => return self.unknown_name(op),
            _ => {}
        }
        let specialisation = &self.specialisations[id];
        let mut facts: smallvec::SmallVec<[Fact; 4]> = smallvec::SmallVec::new();
        for (position, &operand) in op.operands.iter().enumerate() {
            let fact = &specialisation.facts[operand as usize];
            match fact {
                Fact::Nothing => return Ok(Step::Wait),
                Fact::Error => {
                    for result in 0..op.results {
                        self.set(id, op.first_result + result, Fact::Error);
                    }
                    return Ok(Step::Done);
                }
                Fact::Known(..) => {
                    let callee = facts.first().and_then(Fact::ty);
                    facts.push(self.operand_fact(op, position, (fact, callee)));
                }
            }
        }
        // What was taken out of an empty list is of no type yet.
        if facts.iter().any(|fact| matches!(fact.ty(), Some(Type::Undetermined(_)))) {
            return Ok(Step::Wait);
        }
        self.lists.here = here(op);
        // An array has a truth where it has one element, which is known when the code runs.
        if op.name == "py.truth"
            && matches!(facts[0].ty(), Some(Type::Array(array)) if array.element.record().is_none())
            && let Some(done) = self.call_library(id, at, op, "builtins.bool", &facts)
        {
            return done;
        }
        check_bounds(op.name, &facts).map_err(|message| place(message, op))?;
        if let Some(done) = self.instance_operation(id, at, op, &facts) {
            return done;
        }
        let by_rule = self.list_operation(id, at, op, &facts).or_else(|| string_operation(op, &facts));
        if let Some(outcome) = by_rule {
            let fact = outcome.map_err(|message| match op.operands.first() {
                Some(list) => self.with_origin(id, *list, place(message, op)),
                None => place(message, op),
            })?;
            if op.results > 0 {
                self.set(id, op.first_result, fact);
            }
            return Ok(Step::Done);
        }
        match op.name {
            "py.call" => return self.call(id, at, op, &facts),
            "py.unpack" if let Some(done) = self.unpack_iterable(id, at, op, &facts[0]) => return done,
            "py.yield" => {
                let value = facts[0].ty().cloned().unwrap_or(Type::None);
                self.yields(id, here(op), value)?;
                self.set(id, op.first_result, Fact::Known(Type::None, Some(Constant::None)));
            }
            "py.unpack" => {
                let types = unpack(op, &facts[0]).map_err(|message| place(message, op))?;
                for (index, fact) in types.into_iter().enumerate() {
                    self.set(id, op.first_result + index as u32, fact);
                }
            }
            "py.next" => {
                let iterator = facts[0].clone();
                let element = iterator.ty().and_then(next_element).expect("inference has typed the iterator");
                // The body of a loop over nothing is never entered.
                let empty = matches!(iterator.ty(), Some(Type::Iterator(over)) if is_empty(over));
                self.set(id, op.first_result, if empty { Fact::boolean(false) } else { Fact::of(Type::BOOL) });
                let constant = iterator.ty().and_then(element_constant);
                self.set(id, op.first_result + 1, Fact::Known(element, constant));
                self.set(id, op.first_result + 2, iterator);
            }
            "py.function" => {
                let fact = self.function(op, &facts);
                self.set(id, op.first_result, fact);
            }
            name => {
                let fact = match rule(name, op, &facts) {
                    Ok(fact) => fact,
                    Err(message) => {
                        if let Some(done) = self.by_library(id, at, op, &facts) {
                            return done;
                        }
                        if op.name == "py.getattr"
                            && let Some(step) =
                                self.users_attribute(id, at, op, (op.operation.text("name"), &facts[0]))?
                        {
                            return Ok(step);
                        }
                        return Err(place(message, op));
                    }
                };
                if op.results > 0 {
                    self.set(id, op.first_result, fact);
                }
            }
        }
        Ok(Step::Done)
    }

    /// What the operation is where no rule covers it: a method or an attribute that the library has, or a function of the
    /// library that does the operation. `None` where there is neither.
    fn by_library(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        facts: &[Fact],
    ) -> Option<Result<Step, Box<Diagnostic>>> {
        let text = |name| op.operation.text(name);
        let name = match op.name {
            "py.getattr" => {
                let object = facts[0].ty()?;
                // A function that belongs to another one: `np.add.reduce`.
                if let Type::Builtin(of) = object
                    && MadeUfunc::parse(of).is_none()
                {
                    let name = format!("{of}.{}", text("name"));
                    if self.library(&name).is_some() {
                        self.set(id, op.first_result, Fact::of(Type::builtin(&name)));
                        return Some(Ok(Step::Done));
                    }
                    // Other ufuncs of NumPy's have what those of the program have.
                    crate::builtins::ufunc_counts(of)?;
                }
                let name = format!("{}.{}", crate::builtins::family(object), text("name"));
                let template = self.library(&name)?;
                if !self.templates[template].property {
                    let symbol = self.templates[template].symbol.into();
                    self.set(
                        id,
                        op.first_result,
                        Fact::of(Type::Function { symbol, captures: [object.clone()].into() }),
                    );
                    return Some(Ok(Step::Done));
                }
                name
            }
            "py.compare" if facts.iter().all(is_array) && matches!(text("op"), "is" | "is_not") => {
                format!("operator.array_{}", text("op"))
            }
            "py.binary" | "py.inplace" | "py.compare"
                if joins_sequence(facts, op.name == "py.inplace") && !text("op").ends_with("in") =>
            {
                let kind = if op.name == "py.inplace" { "in_place" } else { "of" };
                format!("sequences.operator.{kind}_{}", text("op"))
            }
            "py.binary" | "py.inplace" | "py.unary" | "py.compare" => match text("op") {
                "in" => "operator.contained".to_owned(),
                "not_in" => "operator.not_contained".to_owned(),
                // Of comparisons only those of arrays of texts are written in the library.
                _ if op.name == "py.compare" && !facts.iter().any(holds_text) => return None,
                op => format!("operator.{op}"),
            },
            "py.setattr" if matches!(facts[0].ty(), Some(Type::Array(_))) => format!("indexing.set_{}", text("name")),
            // What is not basic among the indices of arrays, and values that have to become arrays.
            "py.getitem" | "py.setitem" if let Some(Type::Array(array)) = facts[0].ty() => {
                let is_fancy = match Subscript::of(array, facts[1].ty()?) {
                    Ok(Some(part)) => {
                        !part.is_element && array.element.record().is_none() && facts.get(2).is_some_and(is_sequence)
                    }
                    basic => basic.is_ok(),
                };
                let name = if op.name == "py.getitem" { "indexing.getitem" } else { "indexing.setitem" };
                is_fancy.then(|| name.to_owned())?
            }
            "py.getitem" if matches!(facts[0].ty(), Some(Type::Pointer(_))) => "pointer.getitem".to_owned(),
            "py.setitem" if matches!(facts[0].ty(), Some(Type::Pointer(_))) => "pointer.setitem".to_owned(),
            "py.getitem" if matches!(facts[0].ty(), Some(Type::Flat(_))) => "indexing.flat_getitem".to_owned(),
            "py.setitem" if matches!(facts[0].ty(), Some(Type::Flat(_))) => "indexing.flat_setitem".to_owned(),
            "py.getitem"
                if let Some(Type::Builtin(name)) = facts[0].ty()
                    && name.starts_with(ENUMERATION) =>
            {
                return self.member_by_name(id, at, op, (&format!("{name}.getitem"), facts));
            }
            "py.getitem" if let Some(Type::Builtin(name)) = facts[0].ty() => format!("{name}.getitem"),
            "py.getitem" => "operator.getitem".to_owned(),
            "py.setitem" => "operator.setitem".to_owned(),
            _ => return None,
        };
        // An operator of the library takes over only where an array or a container is an operand, or an object of NumPy's is indexed; an
        // attribute is any value's.
        let structured =
            |fact: &Fact| !matches!(fact.ty(), Some(Type::Scalar(_) | Type::None | Type::Builtin(_)) | None);
        let counts = op.name == "py.getattr" || facts.iter().any(structured) || name.starts_with("numpy.");
        counts.then(|| self.call_library(id, at, op, &name, facts))?
    }

    fn branch(&mut self, id: Id, op: &OperationBody<'c>) -> Result<Step, Box<Diagnostic>> {
        let condition = self.specialisations[id].facts[op.operands[0] as usize].clone();
        if condition == Fact::Nothing {
            return Ok(Step::Wait);
        }
        let [(yes, first), (no, second)] = [op.successors[0], op.successors[1]];
        let (yes_operands, no_operands) =
            (&op.operands[first as usize..second as usize], &op.operands[second as usize..]);
        let known = condition.constant();
        if known != Some(&Constant::Bool(false)) {
            self.flow(id, yes, yes_operands);
        }
        if known != Some(&Constant::Bool(true)) {
            self.flow(id, no, no_operands);
        }
        Ok(Step::Done)
    }

    /// `py.unpack` of an array, a list, or what else gives elements of one type: the library makes a tuple of them.
    fn unpack_iterable(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody<'c>,
        value: &Fact,
    ) -> Option<Result<Step, Box<Diagnostic>>> {
        let ty = value.ty()?;
        let iterable = matches!(ty, Type::Instance { .. }) || element_of(ty).is_ok();
        if !iterable || matches!(ty, Type::Tuple(_) | Type::Optional(_)) {
            return None;
        }
        let (name, counts) = unpacking(op.operation);
        let template = self.library(name)?;
        let mut inputs = super::solve::Arguments::default();
        inputs.push(value.clone());
        counts.iter().for_each(|count| inputs.push(Fact::Known(Type::INT64, Some(Constant::Int(*count)))));
        let from = here(op).map(|here| (here, id));
        let callee = match self.demand(template, inputs, from) {
            Ok(callee) => callee,
            Err(mut errors) => return Some(Err(Box::new(errors.remove(0)))),
        };
        if let Fact::Known(Type::Tuple(elements), _) = self.result_of(callee, id, at) {
            for (index, element) in elements.iter().enumerate() {
                self.set(id, op.first_result + index as u32, Fact::of(element.clone()));
            }
        }
        Some(Ok(Step::Done))
    }

    /// A name without a meaning is an error where it is used, one that is not defined where it is read.
    fn unknown_name(&self, op: &OperationBody<'c>) -> Result<Step, Box<Diagnostic>> {
        let (name, reason) = (op.operation.text("name"), op.operation.text("reason"));
        if ![UNDEFINED, NO_MODULE].contains(&reason) && !op.operation.result(0).has_uses() {
            return Ok(Step::Done);
        }
        let message = match (name, reason) {
            (name, NO_MODULE) => (Kind::Name, "import", format!("'{name}' cannot be imported")),
            (name, UNDEFINED) => (Kind::Name, "undefined-name", format!("the name '{name}' is not defined")),
            ("", what) => unsupported(format!("{what} is not compiled")),
            (name, what) => {
                typing("untyped-global", format!("the global '{name}' is of type {what}, which is not compiled"))
            }
        };
        Err(place(message, op))
    }

    /// A function value; its own defaults are captured behind its free variables.
    fn function(&mut self, op: &OperationBody<'c>, facts: &[Fact]) -> Fact {
        let symbol = op.operation.text("symbol");
        if let Some(&template) = self.symbols.get(symbol) {
            let names = op.operation.attribute("defaults").and_then(numlir_dialects::build::array_elements);
            let names = names.unwrap_or_default();
            // The function reads its own name with its captures alone; the definition knows the defaults.
            if !names.is_empty() {
                self.templates[template].captured_defaults =
                    names.into_iter().filter_map(numlir_dialects::ir::attribute_text).map(str::to_owned).collect();
            }
        }
        let captures = facts.iter().filter_map(|fact| fact.ty().cloned()).collect();
        Fact::of(Type::Function { symbol: symbol.into(), captures })
    }
}

/// Whether the operands of an operator are an array and what NumPy makes one of; in place, an array comes first.
fn joins_sequence(facts: &[Fact], in_place: bool) -> bool {
    let arrays_may_be = if in_place { &facts[..1] } else { facts };
    arrays_may_be.iter().any(is_array) && facts.iter().any(is_sequence)
}

fn is_array(fact: &Fact) -> bool {
    matches!(fact.ty(), Some(Type::Array(_)))
}

/// Whether a value is a list, a tuple or a range, which NumPy makes an array of.
pub fn is_sequence(fact: &Fact) -> bool {
    matches!(fact.ty(), Some(Type::Tuple(_) | Type::List(_) | Type::Range))
}
