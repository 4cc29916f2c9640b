//! Which variables an instruction reads and writes, stack places included.
//!
//! Three families of variables are numbered one after another: the locals, for each local whether it has a value
//! (its *bound flag*), and the places of the stack from the bottom.

use crate::stack::{
    Code, Instruction,
    operand::{Depth, Local},
};

/// The number of a variable.
pub(super) type Variable = u32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read(Variable),
    Write(Variable),
}

/// The numbering of a function's variables.
#[derive(Clone, Copy)]
pub(super) struct Variables {
    pub locals: u32,
    pub count: u32,
}

impl Variables {
    pub fn new(code: &Code, max_depth: u32) -> Self {
        let locals = code.locals.len() as u32;
        Self { locals, count: 2 * locals + max_depth }
    }

    pub fn flag(self, local: u32) -> Variable {
        self.locals + local
    }

    pub fn slot(self, depth: u32) -> Variable {
        2 * self.locals + depth
    }

    /// The place on the stack, from the bottom, that a variable stands for.
    pub fn slot_of(self, variable: Variable) -> Option<u32> {
        variable.checked_sub(2 * self.locals)
    }

    /// Tells the accesses of an instruction that starts with `depth` values on the stack, reads first.
    /// `flagged` says of a local whether its bound flag is kept, `checked` whether this instruction tests it.
    pub fn accesses(
        self,
        instruction: &Instruction,
        depth: u32,
        (flagged, checked): (&[bool], bool),
        mut visit: impl FnMut(Access),
    ) {
        let write_flag = |local: u32| flagged[local as usize].then(|| Access::Write(self.flag(local)));
        match *instruction {
            Instruction::PopTop => {}
            Instruction::Copy(Depth(below)) => {
                visit(Access::Read(self.slot(depth - below)));
                visit(Access::Write(self.slot(depth)));
            }
            Instruction::Swap(Depth(below)) => {
                let (top, other) = (self.slot(depth - 1), self.slot(depth - below));
                [Access::Read(top), Access::Read(other), Access::Write(top), Access::Write(other)]
                    .into_iter()
                    .for_each(visit);
            }
            Instruction::LoadLocal(Local(local)) | Instruction::CheckLocal(Local(local)) => {
                if checked {
                    visit(Access::Read(self.flag(local)));
                    visit(Access::Write(self.flag(local)));
                }
                if matches!(instruction, Instruction::LoadLocal(_)) {
                    visit(Access::Read(local));
                    visit(Access::Write(self.slot(depth)));
                }
            }
            Instruction::StoreLocal(Local(local)) => {
                visit(Access::Read(self.slot(depth - 1)));
                visit(Access::Write(local));
                write_flag(local).map(visit);
            }
            Instruction::DeleteLocal(Local(local)) => {
                visit(Access::Write(local));
                write_flag(local).map(visit);
            }
            // Where these jump they leave the boolean in its place.
            Instruction::JumpIfFalseOrPop(_) | Instruction::JumpIfTrueOrPop(_) => {
                visit(Access::Read(self.slot(depth - 1)));
            }
            _ => {
                if let Some(kept) = kept_operand(instruction) {
                    visit(Access::Read(self.slot(depth - kept)));
                }
                let bottom = depth - instruction.pops() as u32;
                (bottom..depth).for_each(|slot| visit(Access::Read(self.slot(slot))));
                (bottom..bottom + instruction.pushes() as u32).for_each(|slot| visit(Access::Write(self.slot(slot))));
            }
        }
    }
}

/// How far below the top lies an operand that the instruction reads and leaves.
pub(super) fn kept_operand(instruction: &Instruction) -> Option<u32> {
    match instruction {
        Instruction::ListAppend(depth) | Instruction::SetAdd(depth) | Instruction::DictAdd(depth) => {
            Some(depth.0 + instruction.pops() as u32)
        }
        Instruction::MatchException => Some(2),
        _ => None,
    }
}
