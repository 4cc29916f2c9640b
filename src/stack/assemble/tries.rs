//! `try` and `raise`.
//!
//! ```text
//! try: A                A (region R); D; JUMP end
//! except C as e: B      R: PUSH_EXCEPTION; C; MATCH_EXCEPTION; POP_JUMP_IF_FALSE next; STORE_LOCAL e; B; JUMP end
//! else: D               next: RAISE
//! ```

use super::{
    super::{
        instruction::Instruction,
        operand::{Count, Depth},
    },
    Assembler, Frame, Label, Region,
    exits::Last,
};
use numlir_grammar::tree::{ExceptHandler, Expr, ExprKind, Span, Stmt, WithItem};

/// The parts of a `try` statement.
#[derive(Clone, Copy)]
pub(super) struct Try<'a> {
    pub span: Span,
    pub body: &'a [Stmt],
    pub handlers: &'a [ExceptHandler],
    pub orelse: &'a [Stmt],
    pub finally: &'a [Stmt],
}

impl<'a> Assembler<'a> {
    pub(super) fn try_statement(&mut self, statement: Try<'a>) {
        if !self.code.tries.contains(&statement.span) {
            self.code.tries.push(statement.span);
        }
        if statement.finally.is_empty() {
            return self.try_except(statement);
        }
        self.with_last(Last::Statements(statement.finally), statement.span, |assembler| {
            if statement.handlers.is_empty() {
                assembler.statements(statement.body);
            } else {
                assembler.try_except(statement);
            }
        });
    }

    /// A body, behind which something is done however the body ends.
    fn with_last(&mut self, last: Last<'a>, span: Span, body: impl FnOnce(&mut Self)) {
        let (end, handler) = (self.label(), self.label());
        let outer = self.enter_region(handler);
        self.frames.push(Frame::Finally { last, outer });
        body(self);
        self.frames.pop();
        self.region = outer;
        self.last(last);
        self.jump(end, span);

        self.place(handler);
        self.emit(Instruction::PushException, span);
        self.frames.push(Frame::Handler { depth: self.depth, name: None, outer });
        self.last(last);
        self.frames.pop();
        self.emit(Instruction::Raise(Count(1)), span);
        self.place(end);
    }

    /// `with parallel_chunksize(n):`. In compiled code the function sets the size and gives what it was, so that calling it with that
    /// ends the block.
    pub(super) fn with_chunksize(&mut self, item: &'a WithItem, body: &'a [Stmt], span: Span) {
        let ExprKind::Call { function, .. } = &item.context.kind else { return };
        if !self.code.tries.contains(&span) {
            self.code.tries.push(span);
        }
        let before = self.hidden_local("chunk size before".to_owned(), item.context.span);
        self.expression(&item.context);
        self.emit(Instruction::StoreLocal(before), item.context.span);
        if let Some(target) = &item.target {
            self.emit(Instruction::LoadLocal(before), target.span);
            self.assign(target);
        }
        self.with_last(Last::Call(function, before), span, |assembler| assembler.statements(body));
    }

    fn try_except(&mut self, statement: Try<'a>) {
        let (end, handler) = (self.label(), self.label());
        let outer = self.enter_region(handler);
        self.statements(statement.body);
        self.region = outer;
        self.statements(statement.orelse);
        self.jump(end, statement.span);

        self.place(handler);
        self.emit(Instruction::PushException, statement.span);
        for handler in statement.handlers {
            self.except(handler, end);
        }
        let catches_all = statement.handlers.last().is_some_and(|last| last.class.is_none());
        if catches_all {
            self.depth -= 1;
        } else {
            self.emit(Instruction::Raise(Count(1)), statement.span);
        }
        self.place(end);
    }

    /// Starts a region of the given handler, and tells the one around it.
    fn enter_region(&mut self, handler: Label) -> Option<u32> {
        self.regions.push(Region { handler, depth: self.depth });
        self.region.replace(self.regions.len() as u32 - 1)
    }

    /// One `except` clause, with the exception on the stack before it and, where it does not match, after it.
    fn except(&mut self, clause: &'a ExceptHandler, end: Label) {
        let next = self.label();
        if let Some(class) = &clause.class {
            self.expression(class);
            self.emit(Instruction::MatchException, class.span);
            self.emit(Instruction::PopJumpIfFalse(next.target()), class.span);
        }
        let depth = self.depth;
        let outer = self.region;
        let cleanup = self.label();
        if let Some(name) = &clause.name {
            self.emit(Instruction::Copy(Depth(1)), name.span);
            self.store_name(&name.text, name.span);
            // Without a `try` around, nobody sees the variable after an exception of the body.
            if outer.is_some() {
                self.enter_region(cleanup);
            }
        }
        self.frames.push(Frame::Handler { depth, name: clause.name.as_ref(), outer });
        self.statements(&clause.body);
        self.frames.pop();
        self.region = outer;
        self.unbind_exception(clause.name.as_ref(), clause.span);
        self.emit(Instruction::PopTop, clause.span);
        self.jump(end, clause.span);

        if clause.name.is_some() && outer.is_some() {
            self.place(cleanup);
            self.depth = depth;
            self.emit(Instruction::PushException, clause.span);
            self.unbind_exception(clause.name.as_ref(), clause.span);
            self.emit(Instruction::Raise(Count(1)), clause.span);
        }
        self.place(next);
        self.depth = depth;
    }

    pub(super) fn raise(&mut self, exception: Option<&'a Expr>, cause: Option<&'a Expr>, span: Span) {
        let Some(exception) = exception else { return self.reraise(span) };
        self.expression(exception);
        if let Some(cause) = cause {
            self.expression(cause);
        }
        self.emit(Instruction::Raise(Count(1 + u32::from(cause.is_some()))), span);
    }
}
