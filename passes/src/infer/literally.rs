//! `literally(x)`: the function is specialised by the value of the argument that `x` is, as those of the library are by parameters that are
//! annotated `Literal`.
//!
//! What a call wants of its caller's arguments the caller's own callers have to give, up to the entry; whoever compiles the entry is
//! told which of its arguments have to be known ([`wanted_literals`]). Inference starts over when something new is wanted.

use super::{
    body::OperationBody,
    call::Supplied,
    fact::Fact,
    operation::{place, typing},
    solve::{Arguments, Id, Solver, Step},
};
use crate::code::Constant;
use numlir_grammar::diagnostic::{Diagnostic, Kind};

pub const LITERALLY: &str = "numlir.literally";

/// The code of the error that names the arguments of the entry whose values have to be known.
const WANTED: &str = "wanted-literals";

/// The positions of the arguments whose values the compilation of an entry asked for.
pub fn wanted_literals(errors: &[Diagnostic]) -> Option<Vec<usize>> {
    let error = errors.iter().find(|error| error.code == WANTED)?;
    Some(error.notes.first()?.split(' ').filter_map(|position| position.parse().ok()).collect())
}

impl<'c> Solver<'c> {
    /// A call of `literally` whose argument is not known.
    pub fn literally(
        &mut self,
        id: Id,
        op: &OperationBody<'c>,
        arguments: &[Supplied<'c>],
    ) -> Result<Step, Box<Diagnostic>> {
        let [only] = arguments else {
            return Err(place(typing("bad-call", "literally() takes one argument"), op));
        };
        if let Fact::Known(ty, Some(constant)) = &only.fact
            && constant.is_known()
        {
            self.set(id, op.first_result, Fact::Known(ty.clone(), Some(constant.clone())));
            return Ok(Step::Done);
        }
        let operand = op.operands[only.operand + 1];
        match self.parameter(id, operand) {
            Some(parameter) if self.want(id, parameter) => Ok(Step::Wait),
            Some(_) => Err(place(typing("no-literal", "Cannot request literal type."), op)),
            None => {
                let ty = only.fact.ty().map(ToString::to_string).unwrap_or_default();
                let message = format!(
                    "Invalid use of non-Literal type in literally({ty}): it takes an argument of the function as it came, or a constant"
                );
                Err(place(typing("no-literal", message), op))
            }
        }
    }

    /// The parameter of a specialisation's function that a value is, of those that callers give.
    fn parameter(&self, id: Id, value: u32) -> Option<usize> {
        let template = &self.templates[self.specialisations[id].template];
        let entry = &self.decoded(self.specialisations[id].template).blocks[0];
        let position = value.checked_sub(entry.first_argument).filter(|position| *position < entry.arguments)? as usize;
        (position >= template.captures).then_some(position)
    }

    /// Notes that a parameter's value is wanted. Whether somebody can be asked for it.
    fn want(&mut self, id: Id, parameter: usize) -> bool {
        let is_entry = id == 0;
        let template = self.base(self.specialisations[id].template);
        let is_new = !std::mem::replace(&mut self.templates[template].literals[parameter], true);
        self.wants_more |= is_new;
        if is_entry {
            self.wanted.insert(parameter);
        }
        is_new || is_entry
    }

    /// Asks the callers of a function for what their callee wants to know, where an argument is one of theirs.
    ///
    /// # Errors
    /// Where it is none, so that nobody can say its value.
    pub fn ask_callers(
        &mut self,
        id: Id,
        op: &OperationBody<'c>,
        (template, inputs): (usize, &Arguments),
        operands: &[Option<u32>],
    ) -> Result<(), Box<Diagnostic>> {
        if self.templates[template].library {
            return Ok(());
        }
        for (parameter, constant) in inputs.constants.iter().enumerate() {
            let is_wanted = self.templates[template].literals.get(parameter) == Some(&true);
            if !is_wanted || constant.as_ref().is_some_and(Constant::is_known) {
                continue;
            }
            let own = operands.get(parameter).copied().flatten().and_then(|operand| self.parameter(id, operand));
            if own.is_none_or(|own| !self.want(id, own)) {
                let name = self.templates[template].name;
                let message = format!(
                    "Cannot request literal type. {name}() is compiled for the value of an argument that is not known here"
                );
                return Err(place(typing("no-literal", message), op));
            }
        }
        Ok(())
    }

    /// What the compilation of the entry still has to be told.
    pub fn wanted_of_entry(&self) -> Option<Diagnostic> {
        let positions: Vec<_> = self.wanted.iter().map(ToString::to_string).collect();
        let known = |position: &usize| {
            let constant = self.specialisations[0].arguments.constants.get(*position);
            constant.is_some_and(|constant| constant.as_ref().is_some_and(Constant::is_known))
        };
        if self.wanted.iter().all(known) {
            return None;
        }
        let message = "Cannot request literal type. The function is compiled for the values of arguments, which are not known where signatures are written down";
        Some(Diagnostic::new(Kind::Typing, WANTED, message).note(positions.join(" ")))
    }
}
