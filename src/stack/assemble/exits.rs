//! Ways out of loops, `try` statements and the function: `break`, `continue` and `return`.

use super::{
    super::{
        instruction::Instruction,
        operand::{Constant, Count, Depth, Local},
    },
    Assembler, Label, positional,
};
use numlir_grammar::tree::{Expr, Name, Span, Stmt};

/// A statement around the present one that a jump out must take care of.
#[derive(Clone, Copy)]
pub(super) enum Frame<'a> {
    Loop {
        next: Label,
        next_depth: u32,
        end: Label,
        end_depth: u32,
    },
    /// What every way out does at last, itself under the region around the statement.
    Finally {
        last: Last<'a>,
        outer: Option<u32>,
    },
    /// The body of a handler, where the stack holds the exception at `depth` (counted from the bottom, the exception
    /// included). Its variable is unbound on the way out.
    Handler {
        depth: u32,
        name: Option<&'a Name>,
        outer: Option<u32>,
    },
}

/// What a statement does at its end, however that is reached.
#[derive(Clone, Copy)]
pub(super) enum Last<'a> {
    /// The body of `finally`.
    Statements(&'a [Stmt]),
    /// A function is called with what a local variable holds.
    Call(&'a Expr, Local),
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum LoopExit {
    Break,
    Continue,
}

impl<'a> Assembler<'a> {
    pub(super) fn exit_loop(&mut self, exit: LoopExit, span: Span) {
        let position = self.frames.iter().rposition(|frame| matches!(frame, Frame::Loop { .. }));
        let Some(position) = position else {
            let word = if exit == LoopExit::Break { "break" } else { "continue" };
            return self.syntax_error(span, format!("'{word}' outside loop"));
        };
        let Frame::Loop { next, next_depth, end, end_depth } = self.frames[position] else { return };
        let (label, depth) = if exit == LoopExit::Break { (end, end_depth) } else { (next, next_depth) };
        let region = self.region;
        self.leave_frames(position + 1, span);
        while self.depth > depth {
            self.emit(Instruction::PopTop, span);
        }
        self.emit(Instruction::Jump(label.target()), span);
        self.region = region;
    }

    pub(super) fn return_statement(&mut self, value: Option<&'a Expr>, span: Span) {
        match value {
            Some(value) => self.expression(value),
            None => self.constant(Constant::None, span),
        }
        let region = self.region;
        self.leave_frames(0, span);
        self.emit(Instruction::Return, span);
        self.region = region;
    }

    /// Executes what the frames from `position` on ask for, innermost first. The region is then the outermost one's;
    /// the caller sets it back after the jump.
    fn leave_frames(&mut self, position: usize, span: Span) {
        let frames = self.frames.clone();
        for (place, frame) in frames.iter().enumerate().skip(position).rev() {
            self.frames.truncate(place);
            match *frame {
                Frame::Loop { .. } => {}
                Frame::Finally { last, outer } => {
                    self.region = outer;
                    self.last(last);
                }
                Frame::Handler { name, outer, .. } => {
                    self.region = outer;
                    self.unbind_exception(name, span);
                }
            }
        }
        self.frames = frames;
    }

    pub(super) fn last(&mut self, last: Last<'a>) {
        match last {
            Last::Statements(body) => self.statements(body),
            Last::Call(function, argument) => {
                self.expression(function);
                self.emit(Instruction::LoadLocal(argument), function.span);
                self.emit(Instruction::Call(positional(1)), function.span);
                self.emit(Instruction::PopTop, function.span);
            }
        }
    }

    /// The variable of a handler has no value after it, whether or not its body deleted it.
    pub(super) fn unbind_exception(&mut self, name: Option<&'a Name>, span: Span) {
        let Some(name) = name else { return };
        let Some(&place) = self.scope.bindings.places.get(name.text.as_str()) else { return };
        self.emit(Instruction::DeleteLocal(Local(place)), span);
    }

    /// `raise` without an exception: the one whose handler this is, or else the caller's.
    pub(super) fn reraise(&mut self, span: Span) {
        let handled = self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Handler { depth, .. } => Some(*depth),
            _ => None,
        });
        let Some(depth) = handled else { return self.emit(Instruction::Raise(Count(0)), span) };
        let below_top = self.depth - depth + 1;
        self.emit(Instruction::Copy(Depth(below_top)), span);
        self.emit(Instruction::Raise(Count(1)), span);
    }

    pub(super) fn jump(&mut self, label: Label, span: Span) {
        self.emit(Instruction::Jump(label.target()), span);
    }
}
