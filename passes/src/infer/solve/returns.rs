//! What functions return and yield, and who waits for it.

use super::super::{
    fact::{Fact, MOST_OPTIONALS, optionals, unify},
    instances::converts,
    lists::{has_holes, holdable},
};
use super::{Id, Solver, outside};
use crate::{code::Constant, conversion::conversion};
use numlir_dialects::{instance, types::Type};
use numlir_grammar::diagnostic::{Diagnostic, Kind, Location};

impl<'c> Solver<'c> {
    /// Says the type of a specialisation's result: what is returned converts to it.
    pub fn declare(&mut self, id: Id, result: Option<&Type>) {
        if let Some(ty) = result {
            let specialisation = &mut self.specialisations[id];
            specialisation.declared = Some(ty.clone());
            specialisation.result = Fact::Known(ty.clone(), outside(ty));
        }
    }

    /// Checks that what a return brings converts to the type that the signature says.
    pub(super) fn returns_declared(
        &mut self,
        declared: &Type,
        here: Option<Location>,
        fact: &Fact,
    ) -> Result<(), Box<Diagnostic>> {
        let Some(ty) = fact.ty() else { return Ok(()) };
        if has_holes(ty) {
            self.lists.equate_within(declared, ty);
            return Ok(());
        }
        if conversion(ty, declared).is_some() || converts(ty, declared) {
            return Ok(());
        }
        let message = format!("No conversion from {ty} to {declared}, which the signature says is returned");
        let mut error = Diagnostic::new(Kind::Typing, "return-conversion", message);
        if let Some(here) = here {
            error = error.at(here, format!("{ty} is returned here"));
        }
        Err(Box::new(error))
    }

    /// Joins what a return brings with the result; callers look again where it rose.
    pub fn returns(&mut self, id: Id, here: Option<Location>, value: u32) -> Result<(), Box<Diagnostic>> {
        let fact = self.specialisations[id].facts[value as usize].clone();
        if let Some(declared) = self.specialisations[id].declared.clone() {
            return self.returns_declared(&declared, here, &fact);
        }
        if let (Some(old), Some(new)) = (self.specialisations[id].result.ty(), fact.ty()) {
            self.lists.equate_within(old, new);
        }
        match self.specialisations[id].result.join(&fact) {
            Ok(joined) => self.raise_result(id, here, joined),
            Err(_) if self.is_outdated(id, self.specialisations[id].first_returned.as_ref()) => {
                self.specialisations[id].revisions += 1;
                self.specialisations[id].first_returned = None;
                self.raise_result(id, here, fact.clone());
            }
            Err((old, new)) => return Err(self.uneven(id, here, (&old, &new), ("function returns", "returned"))),
        }
        let specialisation = &mut self.specialisations[id];
        if specialisation.first_returned.is_none() {
            specialisation.first_returned = fact.ty().map(|ty| (value, ty.clone()));
        }
        Ok(())
    }

    /// Unifies what a generator yields with what it has yielded elsewhere.
    pub fn yields(&mut self, id: Id, here: Option<Location>, value: Type) -> Result<(), Box<Diagnostic>> {
        let held = if let Type::Optional(of) = &value { of } else { &value };
        if let Err((kind, code, message)) = holdable(held) {
            let error = Diagnostic::new(kind, code, message.replace("a list cannot hold", "a generator cannot yield"));
            return Err(Box::new(here.into_iter().fold(error, |error, here| error.at(here, ""))));
        }
        let known = self.specialisations[id].result.ty().and_then(instance::yielded).cloned();
        let unified = match &known {
            Some(old) => {
                self.lists.equate_within(old, &value);
                let uneven =
                    |solver: &Self| solver.uneven(id, here.clone(), (old, &value), ("generator yields", "yielded"));
                unify(old, &value).ok_or_else(|| uneven(self))?
            }
            None => value,
        };
        self.raise_result(id, here, Fact::of(instance::generator(unified)));
        Ok(())
    }

    pub(super) fn uneven(
        &self,
        id: Id,
        here: Option<Location>,
        (old, new): (&Type, &Type),
        (does, done): (&str, &str),
    ) -> Box<Diagnostic> {
        if optionals(new) >= MOST_OPTIONALS {
            let message = format!(
                "Return type of recursive function does not converge: the {does} a type that grows with each recursion"
            );
            let error = Diagnostic::new(Kind::Typing, "endless-types", message);
            return Box::new(here.into_iter().fold(error, |error, here| error.at(here, format!("{done} here"))));
        }
        let message = format!("the {does} {old} on one path and {new} on another");
        let verb = if done == "returned" { "return" } else { "yield" };
        let mut error = Diagnostic::new(Kind::Typing, "no-unified-return", message)
            .note(format!("Can't unify {verb} type from the following types: {old}, {new}"));
        if let Some(here) = here {
            error = error.at(here, format!("{new} is {done} here"));
        }
        if let Some(first) = self.specialisations[id].first_return.clone() {
            error = error.and(first, format!("{old} is {done} here"));
        }
        Box::new(error)
    }

    /// Notes what is known of the result; callers look again where it rose.
    pub(super) fn raise_result(&mut self, id: Id, here: Option<Location>, joined: Fact) {
        let specialisation = &mut self.specialisations[id];
        if specialisation.first_return.is_none() {
            specialisation.first_return = here;
        }
        if joined == specialisation.result {
            return;
        }
        let library = self.templates[specialisation.template].library;
        specialisation.result = match joined {
            // A user's function is not looked through: of its result is known what is known from its type.
            Fact::Known(ty, constant) if !library => Fact::Known(ty, constant.as_ref().and_then(Constant::weakness)),
            other => other,
        };
        let mut waiting: Vec<_> = specialisation.waiting.iter().copied().collect();
        waiting.sort_unstable();
        for (caller, block, operation) in waiting {
            self.enqueue(caller, block, operation);
        }
    }

    /// The result of a callee; the caller looks again at this operation when it rises.
    pub fn result_of(&mut self, callee: Id, caller: Id, place: (u32, u32)) -> Fact {
        self.specialisations[caller].callees.insert(place, callee);
        let specialisation = &mut self.specialisations[callee];
        specialisation.waiting.insert((caller, place.0, place.1));
        specialisation.result.clone()
    }
}
