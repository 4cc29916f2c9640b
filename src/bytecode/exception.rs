//! Exceptions: the regions of handlers, and what handlers do.

use super::{Assembler, Refusal, emitter::Region, object::Entry, slot::Slot, values};
use crate::stack::{
    Instruction,
    operand::{Count, Local},
};

impl Assembler<'_> {
    /// Sets the handler of the instruction at an offset. In a comprehension that is the one around it.
    pub(super) fn enter_region(&mut self, offset: u32) {
        if self.frames.len() > 1 {
            return;
        }
        self.emitter.region = None;
        let Some(entry) = self.handler(offset) else { return };
        let stack = self.stack().clone();
        let Some(kept) = stack.get(..entry.depth as usize) else { return };
        let depth = values(kept);
        let frame = self.frame_mut();
        let label = frame.labels[&entry.target];
        frame.handlers.insert(entry.target);
        frame.expected.entry(entry.target).or_insert_with(|| {
            let mut there = kept.to_vec();
            there.extend(entry.with_place.then_some(Slot::Nothing));
            there.push(Slot::Value);
            there
        });
        self.emitter.region = Some(Region { label, depth });
    }

    /// The handler that does something for an exception raised at an offset: one that only restores the interpreter's
    /// state, or variables that a comprehension hid, hands on to that of its last instruction.
    fn handler(&self, offset: u32) -> Option<Entry> {
        let frame = self.frame();
        let mut offset = offset;
        // Each step goes to a handler around the one before.
        for _ in 0..frame.entries.len() {
            let entry = *frame.entries.iter().find(|entry| (entry.start..entry.end).contains(&offset))?;
            let start = frame.object.instructions.partition_point(|decoded| decoded.offset < entry.target);
            let body = &frame.object.instructions[start..];
            let end = body.iter().position(|decoded| decoded.name == "RERAISE")?;
            let restores = |name: &str| matches!(name, "COPY" | "POP_EXCEPT" | "SWAP" | "POP_TOP" | "STORE_FAST");
            if !body[..end].iter().all(|decoded| restores(&decoded.name)) {
                return Some(entry);
            }
            offset = body[end].offset;
        }
        None
    }

    /// The exception, just pushed, becomes the one being handled.
    pub(super) fn push_handled(&mut self) -> Result<(), Refusal> {
        self.take(1)?;
        if !self.code.tries.contains(&self.span) {
            self.code.tries.push(self.span);
        }
        let reraises = self
            .frame()
            .object
            .instructions
            .iter()
            .any(|decoded| decoded.name == "RAISE_VARARGS" && decoded.argument == 0);
        let local = if reraises {
            let local = self.temporary("exception");
            self.emit(Instruction::StoreLocal(Local(local)));
            self.emit(Instruction::LoadLocal(Local(local)));
            local
        } else {
            u32::MAX
        };
        self.push(Slot::Handled(local));
        self.push(Slot::Value);
        Ok(())
    }

    /// `raise` with so many operands.
    pub(super) fn raise(&mut self, operands: u32) -> Result<(), Refusal> {
        self.take(operands as usize)?;
        let handled = self.stack().iter().rev().find_map(|slot| match slot {
            Slot::Handled(local) => Some(*local),
            _ => None,
        });
        match handled {
            Some(local) if operands == 0 => {
                self.emit(Instruction::LoadLocal(Local(local)));
                self.emit(Instruction::Raise(Count(1)));
            }
            _ => {
                self.emit(Instruction::Raise(Count(operands)));
            }
        }
        self.stack = None;
        Ok(())
    }
}
