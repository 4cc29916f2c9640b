//! The end of inference: the type of the entry's result, or what is wrong.

use super::super::{
    body::Body,
    fact::{MOST_OPTIONALS, optionals},
};
use super::{Id, REJECTED, Solver, Specialisation};
use numlir_dialects::{location, types::Type};
use numlir_grammar::diagnostic::{Diagnostic, Kind, Location};
use rustc_hash::FxHashSet;

impl<'c> Solver<'c> {
    pub(super) fn definition(&self, body: &Body<'c>, number: u32) -> Option<Location> {
        let value = body.values[number as usize];
        let location = match value.defining_operation() {
            Some(operation) => operation.location(),
            None => value.location(),
        };
        location::from_mlir(location)
    }

    pub(super) fn conflict(&self, id: Id, body: &Body<'c>, argument: u32, operand: u32, new: &Type) -> Diagnostic {
        let name = location::name_of(body.values[argument as usize].location());
        let what = name.map_or("this value".to_owned(), |name| format!("the variable '{name}'"));
        let (first, old) = match self.specialisations[id].first_definitions.get(&argument) {
            Some((operand, ty)) => (self.definition(body, *operand), ty.clone()),
            None => (None, new.clone()),
        };
        let here = self.definition(body, operand);
        if optionals(new) >= MOST_OPTIONALS {
            let error =
                Diagnostic::new(Kind::Typing, "endless-types", format!("the type of {what} grows with each turn"));
            return here.into_iter().fold(error, |error, here| error.at(here, "it is put into itself here"));
        }
        let mut error = Diagnostic::new(
            Kind::Typing,
            "no-unified-type",
            format!("{what} is {old} on one path and {new} on another"),
        )
        .note(format!("Cannot unify {old} and {new}"));
        if let Some(here) = here {
            error = error.at(here, format!("here it is {new}"));
        }
        if let Some(there) = first {
            error = error.and(there, format!("here it is {old}"));
        }
        error.help("give both the same type, or use two variables")
    }

    /// The specialisations that an entry calls, itself and through others. Others were wanted for types that were taken back.
    pub fn reached(&self, entry: Id) -> FxHashSet<Id> {
        let mut reached = FxHashSet::default();
        let mut open = vec![entry];
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                open.extend(self.specialisations[id].callees.values());
                open.extend(&self.specialisations[id].values);
            }
        }
        reached
    }

    /// The type of the entry's result, once nothing changes any more.
    ///
    /// # Errors
    /// All that was found, callees first as they were demanded last.
    pub fn finish(&self, entry: Id) -> Result<Type, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let reached = self.reached(entry);
        for (_, specialisation) in self.specialisations.iter().enumerate().filter(|(id, _)| reached.contains(id)) {
            let template = &self.templates[specialisation.template];
            for error in specialisation.conflicts.values().chain(specialisation.errors.values()) {
                let mut error = error.clone();
                if template.library {
                    error = self.seen_from_outside(specialisation, error);
                    // What a call into the library does not suit is said once for each call.
                    let place = |error: &Diagnostic| error.labels.first().map(|label| label.location.clone());
                    if errors.iter().any(|known| place(known) == place(&error)) {
                        continue;
                    }
                } else if let Some((from, _)) = &specialisation.called_from {
                    error = error.and(from.clone(), format!("{}() is called here", template.name));
                }
                if !errors.contains(&error) {
                    errors.push(error);
                }
            }
        }
        if errors.is_empty() {
            errors.extend(
                (0..self.specialisations.len()).filter(|id| reached.contains(id)).filter_map(|id| self.endless(id)),
            );
        }
        if errors.is_empty() {
            errors.extend(self.specialisations.iter().filter_map(|known| self.yields_nothing(known)));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(self.specialisations[entry].result.ty().cloned().unwrap_or(Type::None))
    }

    /// A generator that reaches no `yield` has no type.
    pub(super) fn yields_nothing(&self, specialisation: &Specialisation) -> Option<Diagnostic> {
        let template = &self.templates[specialisation.template];
        if !template.generator || specialisation.result.ty().is_some() {
            return None;
        }
        let message = format!("Cannot type generator: it does not yield any value in {}()", template.name);
        let error = Diagnostic::new(Kind::Typing, "yields-nothing", message);
        if template.library {
            return Some(self.seen_from_outside(specialisation, error));
        }
        Some(match location::from_mlir(template.operation.location()) {
            Some(here) => error.at(here, "this generator"),
            None => error,
        })
    }

    /// An error inside the library, at the place where the user's program calls into it.
    pub(super) fn seen_from_outside(&self, specialisation: &Specialisation, error: Diagnostic) -> Diagnostic {
        let name = |specialisation: &Specialisation| self.templates[specialisation.template].name;
        let mut inner = specialisation;
        while let Some((from, caller)) = &inner.called_from {
            let outer = &self.specialisations[*caller];
            if self.templates[outer.template].library {
                inner = outer;
                continue;
            }
            let mut shown = Diagnostic::new(error.kind, error.code, error.message).at(from.clone(), "");
            shown.help = error.help;
            shown.notes = error.notes;
            if error.code != REJECTED {
                shown = shown.note(format!("found in {}(), a function of the library", name(specialisation)));
                if let Some(label) = error.labels.first() {
                    shown = shown.note(format!("at {}:{}", label.location.file, label.location.start.0));
                }
            }
            return shown;
        }
        error
    }

    /// Whether what waits for no result raises, or waits for one that does.
    pub(super) fn always_raises(&self, mut id: Id) -> bool {
        let mut seen = FxHashSet::default();
        while seen.insert(id) {
            let waiting = &self.specialisations[id];
            let Some((&block, &operation)) = waiting.stuck.iter().min() else { return true };
            let Some(&callee) = waiting.callees.get(&(block, operation)) else {
                return self.uses_nothing(id, (block, operation));
            };
            id = callee;
        }
        false
    }

    /// Whether the operation at a place uses a local that has no value on any way there.
    pub(super) fn uses_nothing(&self, id: Id, (block, operation): (u32, u32)) -> bool {
        let waiting = &self.specialisations[id];
        let body = self.decoded(waiting.template);
        body.blocks[block as usize].operations[operation as usize].uses_nothing(&waiting.facts)
    }

    /// A recursion whose result has no type, because every path goes through it.
    pub(super) fn endless(&self, id: Id) -> Option<Diagnostic> {
        let specialisation = &self.specialisations[id];
        let (&block, &operation) = specialisation.stuck.iter().min()?;
        let body = self.decoded(specialisation.template);
        let call = &body.blocks[block as usize].operations[operation as usize];
        let callee = specialisation.callees.get(&(block, operation));
        // A callee that always raises has no result: what follows the call is never reached.
        if callee.is_some_and(|&callee| self.always_raises(callee)) {
            return None;
        }
        if callee.is_none() && self.uses_nothing(id, (block, operation)) {
            return None;
        }
        let template = &self.templates[specialisation.template];
        // Where functions of the library call one another without end, nothing of theirs suits the arguments of the user's call.
        if template.library {
            return None;
        }
        if let Some(callee) = callee.map(|&callee| &self.specialisations[callee])
            && self.templates[callee.template].library
        {
            if let Some(error) = self.builtin_errors.get(&(id, (block, operation))) {
                return Some(Diagnostic::clone(error));
            }
            let types: Vec<_> = callee.arguments.types.iter().map(Type::to_string).collect();
            let name = self.templates[callee.template].name;
            let message = format!("{name}() does not take such arguments: ({})", types.join(", "));
            let error = Diagnostic::new(Kind::Typing, REJECTED, message);
            return Some(error.at(location::from_mlir(call.operation.location())?, ""));
        }
        let name = template.name;
        let message = format!("the type of {name}() cannot be inferred: it calls itself on every path");
        let error =
            Diagnostic::new(Kind::Typing, "endless-recursion", message).note("cannot type infer runaway recursion");
        let here = location::from_mlir(call.operation.location())?;
        Some(error.at(here, "its result is needed here").help("return a value on a path without the recursive call"))
    }
}
