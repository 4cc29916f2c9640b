//! Statements: each leaves the stack as deep as it was.

use super::{
    super::{
        import::Import,
        instruction::Instruction,
        operand::{Constant, Count, Name},
    },
    Assembler, Frame,
    exits::LoopExit,
    object_block::{called_name, outputs},
    tries::Try,
};
use numlir_grammar::tree::{Alias, Expr, ExprKind, Span, Stmt, StmtKind, WithItem};

/// The parts of a `for` or `while`.
#[derive(Clone, Copy)]
struct Bodies<'a> {
    body: &'a [Stmt],
    orelse: &'a [Stmt],
}

impl<'a> Assembler<'a> {
    pub(super) fn statements(&mut self, statements: &'a [Stmt]) {
        for statement in statements {
            let depth = self.depth;
            self.statement(statement);
            // After a jump the stack is counted on from before it.
            self.depth = depth;
        }
    }

    fn statement(&mut self, statement: &'a Stmt) {
        let span = statement.span;
        match &statement.kind {
            StmtKind::FunctionDef(def) => self.definition(def, span),
            StmtKind::ClassDef(class) => {
                self.unsupported(span, "'class' inside a compiled function is not compiled");
                self.placeholder(&class.name.text, class.name.span);
            }
            StmtKind::Return(value) => self.return_statement(value.as_ref(), span),
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.delete(target)),
            StmtKind::Assign { targets, value } => self.assignment(targets, value),
            StmtKind::AugAssign { target, op, value } => self.augmented(target, *op, value, span),
            StmtKind::AnnAssign { target, value: Some(value), .. } => {
                self.expression(value);
                self.assign(target);
            }
            StmtKind::AnnAssign { value: None, .. } => {}
            StmtKind::TypeAlias { name, .. } => {
                self.unsupported(span, "'type' inside a compiled function is not compiled");
                self.constant(Constant::None, span);
                self.assign(name);
            }
            StmtKind::For { is_async, target, iter, body, orelse } => {
                if *is_async {
                    self.unsupported(span, "'async for' makes this function a coroutine; coroutines are not compiled");
                }
                self.for_loop(target, iter, Bodies { body, orelse });
            }
            StmtKind::While { test, body, orelse } => self.while_loop(test, Bodies { body, orelse }),
            StmtKind::If { .. } => self.if_chain(statement),
            StmtKind::With { is_async, items, body } => self.with(*is_async, items, body, span),
            StmtKind::Match { subject, cases } => self.match_statement(subject, cases),
            StmtKind::Raise { exception, cause } => self.raise(exception.as_ref(), cause.as_ref(), span),
            StmtKind::Try { is_star, body, handlers, orelse, finally } => {
                if *is_star {
                    self.unsupported(span, "'except*' is not compiled");
                }
                self.try_statement(Try { span, body, handlers, orelse, finally });
            }
            StmtKind::Assert { test, message } => self.assert(test, message.as_ref(), span),
            StmtKind::Import(names) => names.iter().for_each(|alias| self.import(&Import::of_module(alias), alias)),
            StmtKind::ImportFrom { module, names, level } => {
                let of = |alias| Import::of_member(*level, module.as_deref(), alias);
                names.iter().for_each(|alias| self.import(&of(alias), alias));
            }
            StmtKind::Expr(Expr { kind: ExprKind::Constant(_), .. })
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_)
            | StmtKind::Pass => {}
            StmtKind::Expr(value) => {
                self.expression(value);
                self.emit(Instruction::PopTop, span);
            }
            StmtKind::Break => self.exit_loop(LoopExit::Break, span),
            StmtKind::Continue => self.exit_loop(LoopExit::Continue, span),
        }
    }

    /// Binds what an `import` names. (`*` is a syntax error within a function.)
    fn import(&mut self, import: &Import, alias: &'a Alias) {
        let first = alias.name.split('.').next().unwrap_or_default();
        self.emit(Instruction::LoadGlobal(Name(import.name())), alias.span);
        self.store_name(alias.alias.as_deref().unwrap_or(first), alias.span);
    }

    /// Binds the name of a construct that is not compiled, so that its readers are not reported as well.
    fn placeholder(&mut self, name: &'a str, span: Span) {
        self.constant(Constant::None, span);
        self.store_name(name, span);
    }

    /// `if` with its `elif`s, in a loop, since the chain is as long as the user likes.
    fn if_chain(&mut self, mut statement: &'a Stmt) {
        let end = self.label();
        while let StmtKind::If { test, body, orelse } = &statement.kind {
            let otherwise = self.label();
            self.jump_if_false(test, otherwise);
            self.statements(body);
            if !orelse.is_empty() {
                self.jump(end, statement.span);
            }
            self.place(otherwise);
            match &orelse[..] {
                [next] if matches!(next.kind, StmtKind::If { .. }) => statement = next,
                _ => {
                    self.statements(orelse);
                    break;
                }
            }
        }
        self.place(end);
    }

    /// One latch jumps back to the head; `continue` goes there.
    fn while_loop(&mut self, test: &'a Expr, bodies: Bodies<'a>) {
        let (head, next, exit, end) = (self.label(), self.label(), self.label(), self.label());
        // The jump gives the loop a block before it, even where a join lies here.
        self.jump(head, test.span);
        self.place(head);
        self.jump_if_false(test, exit);
        let depth = self.depth;
        self.frames.push(Frame::Loop { next, next_depth: depth, end, end_depth: depth });
        self.statements(bodies.body);
        self.frames.pop();
        self.place(next);
        self.jump(head, test.span);
        self.place(exit);
        self.statements(bodies.orelse);
        self.place(end);
    }

    fn for_loop(&mut self, target: &'a Expr, iter: &'a Expr, bodies: Bodies<'a>) {
        let (head, next, exit, end) = (self.label(), self.label(), self.label(), self.label());
        let end_depth = self.depth;
        self.expression(iter);
        self.emit(Instruction::GetIterator, iter.span);
        self.place(head);
        let next_depth = self.depth;
        self.emit(Instruction::ForIterator(exit.target()), iter.span);
        self.assign(target);
        self.frames.push(Frame::Loop { next, next_depth, end, end_depth });
        self.statements(bodies.body);
        self.frames.pop();
        self.place(next);
        self.jump(head, iter.span);
        self.place(exit);
        self.depth = end_depth;
        self.statements(bodies.orelse);
        self.place(end);
    }

    /// But for blocks in object mode, chunk sizes and `np.errstate` `with` is not compiled; its parts are assembled for what else they hold.
    fn with(&mut self, is_async: bool, items: &'a [WithItem], body: &'a [Stmt], span: Span) {
        if !is_async && let Some(keywords) = outputs(items) {
            return self.object_block(keywords, body, span);
        }
        if !is_async
            && let [item] = items
            && let ExprKind::Call { function, .. } = &item.context.kind
            && called_name(function) == Some("parallel_chunksize")
        {
            return self.with_chunksize(item, body, span);
        }
        if !is_async && items.iter().all(is_error_state) {
            return self.with_error_states(items, body);
        }
        let word = if is_async { "async with" } else { "with" };
        self.unsupported(span, format!("'{word}' is not compiled"));
        for item in items {
            self.expression(&item.context);
            match &item.target {
                Some(target) => self.assign(target),
                None => self.emit(Instruction::PopTop, item.context.span),
            }
        }
        self.statements(body);
    }

    /// `with np.errstate(all='ignore'):`. Compiled code has no state of floating-point errors, so nothing is to be done at the end; the
    /// call checks what is asked for.
    fn with_error_states(&mut self, items: &'a [WithItem], body: &'a [Stmt]) {
        for item in items {
            self.expression(&item.context);
            self.emit(Instruction::PopTop, item.context.span);
        }
        self.statements(body);
    }

    fn assert(&mut self, test: &'a Expr, message: Option<&'a Expr>, span: Span) {
        let (failure, end) = (self.label(), self.label());
        self.jump_if_false(test, failure);
        self.jump(end, span);
        self.place(failure);
        self.emit(Instruction::LoadBuiltin(Name("AssertionError".to_owned())), span);
        if let Some(message) = message {
            self.expression(message);
            self.emit(Instruction::Call(super::positional(1)), span);
        }
        self.emit(Instruction::Raise(Count(1)), span);
        self.place(end);
    }
}

/// Whether a `with` is entered by calling `errstate`, by whatever path.
fn is_error_state(item: &WithItem) -> bool {
    item.target.is_none()
        && matches!(&item.context.kind, ExprKind::Call { function, .. } if called_name(function) == Some("errstate"))
}
