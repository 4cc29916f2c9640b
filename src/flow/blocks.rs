//! Basic blocks of stack code.
//!
//! A block starts at each jump target and after each jump. Inside a `try`, one also starts after each instruction that
//! may raise, and the block before has an edge to the handler: so the variables at the end of a block are those its
//! handler sees. Blocks that nothing reaches are left out; the others are numbered in reverse postorder, entry first.

use super::graph::EdgeKind;
use crate::stack::{
    Code, Instruction, Source,
    instruction::Located,
    operand::{Capture, Local},
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};

/// The instructions `start..end`, of which only the last may jump.
#[derive(Debug)]
pub(super) struct StackBlock {
    pub start: u32,
    pub end: u32,
    /// How many values the stack holds at the start.
    pub depth: u32,
    pub successors: Vec<(EdgeKind, u32)>,
    pub predecessors: Vec<u32>,
}

#[derive(Debug)]
pub(super) struct Blocks {
    pub blocks: Vec<StackBlock>,
    /// The greatest depth of the stack.
    pub max_depth: u32,
}

/// Why the code is not valid: an instruction's place and words.
type Fault = (usize, &'static str);

/// Splits the code. `checks` tells the instructions that test whether a variable has a value, which may raise.
///
/// # Errors
/// Code whose jumps, variables or stack do not fit together.
pub(super) fn split(code: &Code, checks: &[bool], source: Source) -> Result<Blocks, Diagnostic> {
    Splitter::new(code, checks).and_then(Splitter::finish).map_err(|(place, message)| {
        let span = code.instructions.get(place).map_or(code.span, |located| located.span);
        Diagnostic::new(Kind::Internal, "invalid-stack-code", format!("instruction {place}: {message}"))
            .at(source.location(span), message)
    })
}

struct Splitter<'a> {
    code: &'a Code,
    /// The handler of each instruction that may raise, by its place in `Code::handlers`.
    handler_of: Vec<Option<u32>>,
    /// Where blocks start, sorted.
    leaders: Vec<u32>,
    blocks: Vec<StackBlock>,
    max_depth: u32,
}

impl<'a> Splitter<'a> {
    fn new(code: &'a Code, checks: &[bool]) -> Result<Self, Fault> {
        let count = code.instructions.len();
        let mut handler_of = vec![None; count];
        let mut is_leader = vec![false; count + 1];
        *is_leader.first_mut().ok_or((0, "there are no instructions"))? = true;
        for (place, Located { instruction, .. }) in code.instructions.iter().enumerate() {
            check_operand(code, place, instruction)?;
            if let Some(target) = instruction.target() {
                *is_leader.get_mut(target.0 as usize).ok_or((place, "jumps out of the code"))? = true;
            }
            is_leader[place + 1] |= instruction.ends_block();
        }
        for (number, handler) in code.handlers.iter().enumerate() {
            let (start, end) = (handler.start as usize, handler.end as usize);
            *is_leader.get_mut(handler.target as usize).ok_or((start, "the handler lies out of the code"))? = true;
            if start > end || end > count {
                return Err((start, "the handler's range lies out of the code"));
            }
            // A block lies within one region, so that all its exceptions go one way.
            is_leader[start] = true;
            is_leader[end] = true;
            for place in start..end {
                if checks[place] || code.instructions[place].instruction.raises() {
                    handler_of[place] = Some(number as u32);
                    is_leader[place + 1] = true;
                }
            }
        }
        let leaders = (0..count as u32).filter(|&place| is_leader[place as usize]).collect();
        Ok(Self { code, handler_of, leaders, blocks: Vec::new(), max_depth: 0 })
    }

    fn finish(mut self) -> Result<Blocks, Fault> {
        let count = self.code.instructions.len() as u32;
        let ends = self.leaders.iter().skip(1).copied().chain([count]);
        for (&start, end) in self.leaders.iter().zip(ends) {
            let successors = self.successors(end as usize - 1)?;
            self.blocks.push(StackBlock { start, end, depth: u32::MAX, successors, predecessors: Vec::new() });
        }
        self.separate_entry();
        let order = self.set_depths()?;
        Ok(Blocks { blocks: renumber(self.blocks, &order), max_depth: self.max_depth })
    }

    /// The edges of the block whose last instruction is at `last`.
    fn successors(&self, last: usize) -> Result<Vec<(EdgeKind, u32)>, Fault> {
        let instruction = &self.code.instructions[last].instruction;
        let target = || self.block_at(instruction.target().map_or(0, |target| target.0));
        let next = || {
            if last + 1 == self.code.instructions.len() {
                return Err((last, "control runs off the end of the code"));
            }
            Ok(self.block_at(last as u32 + 1))
        };
        let mut successors = match instruction {
            Instruction::Jump(_) => vec![(EdgeKind::Jump, target())],
            Instruction::JumpIfTrueOrPop(_) => vec![(EdgeKind::Then, target()), (EdgeKind::Else, next()?)],
            Instruction::PopJumpIfFalse(_) | Instruction::JumpIfFalseOrPop(_) | Instruction::ForIterator(_) => {
                vec![(EdgeKind::Then, next()?), (EdgeKind::Else, target())]
            }
            Instruction::Return | Instruction::Raise(_) => Vec::new(),
            _ => vec![(EdgeKind::Jump, next()?)],
        };
        if let Some(handler) = self.handler_of[last] {
            let target = self.code.handlers[handler as usize].target;
            successors.push((EdgeKind::Exception, self.block_at(target)));
        }
        Ok(successors)
    }

    fn block_at(&self, place: u32) -> u32 {
        self.leaders.partition_point(|&leader| leader < place) as u32
    }

    /// The entry has no way in but the call.
    fn separate_entry(&mut self) {
        let jumped_to = self.blocks.iter().any(|block| block.successors.iter().any(|&(_, to)| to == 0));
        if !jumped_to {
            return;
        }
        for (_, to) in self.blocks.iter_mut().flat_map(|block| &mut block.successors) {
            *to += 1;
        }
        let successors = vec![(EdgeKind::Jump, 1)];
        self.blocks.insert(0, StackBlock { start: 0, end: 0, depth: 0, successors, predecessors: Vec::new() });
    }

    /// Follows the stack's depth from the entry, and gives the reached blocks in reverse postorder.
    fn set_depths(&mut self) -> Result<Vec<u32>, Fault> {
        self.blocks[0].depth = 0;
        let mut postorder = Vec::new();
        let mut pending = vec![(0u32, 0usize)];
        while let Some((block, edge)) = pending.pop() {
            if edge == 0 {
                // Blocks without a way on are followed as well.
                self.depth_after(block, EdgeKind::Jump)?;
            }
            let Some(&(kind, to)) = self.blocks[block as usize].successors.iter().rev().nth(edge) else {
                postorder.push(block);
                continue;
            };
            pending.push((block, edge + 1));
            let depth = self.depth_after(block, kind)?;
            let successor = &mut self.blocks[to as usize];
            if successor.depth == u32::MAX {
                successor.depth = depth;
                pending.push((to, 0));
            } else if successor.depth != depth {
                return Err((successor.start as usize, "the stack has different depths on the ways to here"));
            }
        }
        postorder.reverse();
        Ok(postorder)
    }

    fn depth_after(&mut self, block: u32, kind: EdgeKind) -> Result<u32, Fault> {
        let StackBlock { start, end, depth, .. } = self.blocks[block as usize];
        let Some(last) = (end as usize).checked_sub(1).filter(|_| start < end) else { return Ok(depth) };
        if kind == EdgeKind::Exception {
            let handler = self.handler_of[last].map(|handler| self.code.handlers[handler as usize].depth);
            return handler.ok_or((last, "an exception edge without a handler"));
        }
        let mut depth = depth as usize;
        for place in start as usize..=last {
            let instruction = &self.code.instructions[place].instruction;
            if depth < reach(instruction) {
                return Err((place, "takes more values than the stack holds"));
            }
            if place == last && goes_to_target(instruction, kind) {
                return Ok(depth.saturating_add_signed(instruction.jump_effect()) as u32);
            }
            depth = depth - instruction.pops() + instruction.pushes();
            self.max_depth = self.max_depth.max(depth as u32);
        }
        Ok(depth as u32)
    }
}

/// How deep into the stack the instruction looks.
fn reach(instruction: &Instruction) -> usize {
    match instruction {
        Instruction::Copy(depth) | Instruction::Swap(depth) => depth.0 as usize,
        Instruction::ListAppend(depth) | Instruction::SetAdd(depth) | Instruction::DictAdd(depth) => {
            depth.0 as usize + instruction.pops()
        }
        Instruction::MatchException => 2,
        _ => instruction.pops(),
    }
}

fn goes_to_target(instruction: &Instruction, kind: EdgeKind) -> bool {
    match instruction {
        Instruction::JumpIfTrueOrPop(_) => kind == EdgeKind::Then,
        _ => kind == EdgeKind::Else,
    }
}

fn check_operand(code: &Code, place: usize, instruction: &Instruction) -> Result<(), Fault> {
    let valid = match instruction {
        Instruction::LoadLocal(Local(local))
        | Instruction::StoreLocal(Local(local))
        | Instruction::DeleteLocal(Local(local))
        | Instruction::CheckLocal(Local(local)) => (*local as usize) < code.locals.len(),
        Instruction::LoadCapture(Capture(capture)) => (*capture as usize) < code.captures.len(),
        Instruction::MakeFunction(shape) => (shape.nested as usize) < code.nested.len(),
        Instruction::Copy(depth) | Instruction::Swap(depth) => depth.0 > 0,
        Instruction::ListAppend(depth) | Instruction::SetAdd(depth) | Instruction::DictAdd(depth) => depth.0 > 0,
        _ => true,
    };
    if valid { Ok(()) } else { Err((place, "names what the code does not have")) }
}

/// Keeps the blocks of `order`, in that order, and tells each its predecessors.
fn renumber(blocks: Vec<StackBlock>, order: &[u32]) -> Vec<StackBlock> {
    let mut places = vec![u32::MAX; blocks.len()];
    for (new, &old) in order.iter().enumerate() {
        places[old as usize] = new as u32;
    }
    let mut kept: Vec<_> = blocks.into_iter().map(Some).collect();
    let mut ordered: Vec<_> = order.iter().filter_map(|&old| kept[old as usize].take()).collect();
    for from in 0..ordered.len() {
        for edge in 0..ordered[from].successors.len() {
            let to = places[ordered[from].successors[edge].1 as usize];
            ordered[from].successors[edge].1 = to;
            ordered[to as usize].predecessors.push(from as u32);
        }
    }
    ordered
}
