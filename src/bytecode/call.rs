//! Calls.

use super::{Assembler, Refusal, slot::Slot};
use crate::stack::{
    Instruction,
    operand::{ArgumentKind, Arguments, Local},
};

impl Assembler<'_> {
    /// A call with so many arguments on the stack, the last of which are those of `self.keywords`.
    pub(super) fn call(&mut self, count: usize) -> Result<(), Refusal> {
        let keywords = std::mem::take(&mut self.keywords);
        let positional = count.checked_sub(keywords.len()).ok_or("a call with more keywords than arguments")?;
        let comprehension = match self.stack().last_chunk::<2>() {
            Some([Slot::Comprehension(constant), Slot::Value]) if count == 0 => Some(*constant),
            _ => None,
        };
        if let Some(constant) = comprehension {
            let kept = self.stack().len() - 2;
            self.stack().truncate(kept);
            return self.comprehension(constant);
        }
        self.take(count)?;
        let with_first = self.take_callee()?;
        let mut arguments = vec![ArgumentKind::Positional; positional + usize::from(with_first)];
        arguments.extend(keywords.into_iter().map(ArgumentKind::Keyword));
        self.emit(Instruction::Call(Arguments(arguments)));
        self.push(Slot::Value);
        Ok(())
    }

    /// What is called, with the mark beside it, whose side depends on the version. Tells whether a first argument lies there
    /// instead, as for the message of an `assert`.
    fn take_callee(&mut self) -> Result<bool, Refusal> {
        let callee = [self.pop()?, self.pop()?];
        match callee.iter().filter(|slot| slot.is_value()).count() {
            0 => Err("a call of what is not compiled".into()),
            values => Ok(values == 2),
        }
    }

    /// A call with a tuple of arguments, and a dictionary of keywords on top where there are any.
    pub(super) fn call_spread(&mut self, has_keywords: bool) -> Result<(), Refusal> {
        let mut keywords = Vec::new();
        if has_keywords {
            let Slot::Dict(dict) = self.pop()? else { return Err("'**' in a call is not compiled".into()) };
            if !self.emitter.take_last(dict.start, dict.end) {
                return Err("'**' in a call is not compiled".into());
            }
            keywords.clone_from(&dict.entries);
        }
        let mut arguments = match self.pop()? {
            Slot::Display(place) => self.emitter.take_display(place).ok_or("a display that is gone")?.0,
            slot if slot.is_value() => vec![ArgumentKind::Star],
            _ => return Err("a call without arguments".into()),
        };
        if self.take_callee()? {
            return Err("a call of a method with '*' is not compiled".into());
        }
        for (name, local) in keywords {
            self.emit(Instruction::LoadLocal(Local(local)));
            arguments.push(ArgumentKind::Keyword(name));
        }
        self.emit(Instruction::Call(Arguments(arguments)));
        self.push(Slot::Value);
        Ok(())
    }
}
