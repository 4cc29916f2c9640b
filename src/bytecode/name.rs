//! Names: reading, binding and deleting variables.

use super::{Assembler, Refusal, slot::Slot};
use crate::stack::{
    Constant, Instruction,
    operand::{Capture, Local, Name},
};
use std::rc::Rc;

/// What a variable's name means in a code object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Local(u32),
    Capture(u32),
    /// The function being executed.
    Itself,
    /// A name beyond all that is compiled here.
    Global,
    /// A function that is bound once.
    Defined,
}

impl<'a> Assembler<'a> {
    pub(super) fn meaning(&self, name: &str) -> Meaning {
        for (level, frame) in self.frames.iter().enumerate().rev() {
            let hidden =
                self.stack.iter().flatten().any(|slot| matches!(slot, Slot::Hidden(hidden) if **hidden == *name));
            if hidden && let Some(&local) = frame.hidden.get(name) {
                return Meaning::Local(local);
            }
            if let Some(&local) = frame.locals.get(name) {
                let defined = level == 0 && self.definitions.contains_key(name);
                return if defined { Meaning::Defined } else { Meaning::Local(local) };
            }
        }
        self.free.get(name).copied().unwrap_or(Meaning::Global)
    }

    pub(super) fn load_name(&mut self, name: &str) -> Result<(), Refusal> {
        self.load(name)?;
        self.push(Slot::Value);
        Ok(())
    }

    /// Emits what reads a variable.
    pub(super) fn load(&mut self, name: &str) -> Result<(), Refusal> {
        let instruction = match self.meaning(name) {
            Meaning::Local(local) => Instruction::LoadLocal(Local(local)),
            Meaning::Capture(place) => Instruction::LoadCapture(Capture(place)),
            Meaning::Itself => Instruction::LoadSelf,
            Meaning::Global => Instruction::LoadGlobal(Name(name.to_owned())),
            Meaning::Defined => return self.materialise(name),
        };
        self.emit(instruction);
        Ok(())
    }

    pub(super) fn store_name(&mut self, name: &str) -> Result<(), Refusal> {
        match self.pop()? {
            // The end of a comprehension in place: what it hid is seen again.
            Slot::Hidden(_) => return Ok(()),
            slot if slot.is_value() => {}
            _ => return Err(format!("'{name}' would hold a mark of the interpreter")),
        }
        let local = self.own(name, "assigned")?;
        if self.code.locals[local as usize].span == self.code.span {
            self.code.locals[local as usize].span = self.span;
        }
        self.emit(Instruction::StoreLocal(Local(local)));
        Ok(())
    }

    pub(super) fn delete_name(&mut self, name: &str) -> Result<(), Refusal> {
        let local = self.own(name, "deleted")?;
        self.emit(Instruction::CheckLocal(Local(local)));
        self.emit(Instruction::DeleteLocal(Local(local)));
        Ok(())
    }

    /// The variable of a name that is bound here.
    pub(super) fn own(&self, name: &str, done: &str) -> Result<u32, Refusal> {
        match self.meaning(name) {
            Meaning::Local(local) => Ok(local),
            Meaning::Defined => Ok(self.frames[0].locals[name]),
            _ => Err(format!(
                "'{name}' is nonlocal and is {done} here; compiled functions cannot change nonlocal variables"
            )),
        }
    }

    /// Hides a variable, as a comprehension in place does from CPython 3.12 on.
    pub(super) fn hide(&mut self, name: &str) {
        let local = super::function::add_local(&mut self.code, name, self.span, false);
        let name: Rc<str> = name.into();
        self.frame_mut().hidden.insert(name.clone(), local);
        self.push(Slot::Hidden(name));
    }

    pub(super) fn constant(&mut self, constant: Constant) {
        self.emit(Instruction::LoadConstant(constant));
        self.push(Slot::Value);
    }
}
