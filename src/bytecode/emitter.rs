//! Stack code in the making: jumps go to labels, and an instruction can be taken back.

use crate::stack::{
    Code, Handler, Instruction, Located,
    operand::{Arguments, Target},
};
use numlir_grammar::tree::Span;

/// Where exceptions of an instruction go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub label: u32,
    /// How many values of the stack the handler keeps.
    pub depth: u32,
}

#[derive(Default)]
pub struct Emitter {
    /// Those taken back are `None`.
    instructions: Vec<Option<(Located, Option<Region>)>>,
    labels: Vec<usize>,
    pub region: Option<Region>,
}

impl Emitter {
    /// Gives the place of the instruction.
    pub fn emit(&mut self, instruction: Instruction, span: Span) -> usize {
        self.instructions.push(Some((Located { instruction, span }, self.region)));
        self.instructions.len() - 1
    }

    pub fn here(&self) -> usize {
        self.instructions.len()
    }

    pub fn label(&mut self) -> u32 {
        self.labels.push(usize::MAX);
        self.labels.len() as u32 - 1
    }

    pub fn place(&mut self, label: u32) {
        self.labels[label as usize] = self.here();
    }

    /// Takes back the instruction that built a display, and gives its elements, which stay on the stack.
    pub fn take_display(&mut self, place: usize) -> Option<Arguments> {
        let (located, _) = self.instructions.get_mut(place)?.take()?;
        match located.instruction {
            Instruction::BuildTuple(elements) | Instruction::BuildList(elements) | Instruction::BuildSet(elements) => {
                Some(elements)
            }
            _ => None,
        }
    }

    /// Takes back the instructions `start..end`, if they are the last.
    pub fn take_last(&mut self, start: usize, end: usize) -> bool {
        let last = end == self.here() && !self.labels.contains(&end);
        if last {
            self.instructions.truncate(start);
        }
        last
    }

    /// Puts what was made into the code, with jumps to places.
    pub fn finish(self, code: &mut Code) {
        let mut places = Vec::with_capacity(self.instructions.len() + 1);
        let mut next = 0;
        for instruction in &self.instructions {
            places.push(next);
            next += u32::from(instruction.is_some());
        }
        places.push(next);
        let place = |label: u32| places.get(self.labels[label as usize]).copied().unwrap_or(u32::MAX);
        let kept: Vec<_> = self.instructions.into_iter().flatten().collect();
        let mut start = 0;
        for run in kept.chunk_by(|(_, a), (_, b)| a == b) {
            let end = start + run.len() as u32;
            if let Some(Region { label, depth }) = run[0].1 {
                code.handlers.push(Handler { start, end, target: place(label), depth });
            }
            start = end;
        }
        code.instructions = kept
            .into_iter()
            .map(|(mut located, _)| {
                if let Some(target) = located.instruction.target_mut() {
                    *target = Target(place(target.0));
                }
                located
            })
            .collect();
    }
}
