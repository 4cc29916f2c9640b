//! Comprehensions, assembled in place as in PEP 709: a display on the stack, loops around, and variables of their own.
//!
//! ```text
//! [x * x for x in a if x]    BUILD_LIST; LOAD_LOCAL a; GET_ITERATOR
//!                            L1: FOR_ITERATOR L3; STORE_LOCAL x'; …; POP_JUMP_IF_FALSE L2; …; LIST_APPEND 2
//!                            L2: JUMP L1; L3:
//! ```

use super::{
    super::{
        code::LocalVariable,
        instruction::Instruction,
        operand::{Arguments, Count, Depth},
        scope::target_names,
    },
    Assembler, Label,
};
use numlir_grammar::tree::{Comprehension, Expr, ExprKind, Span};
use std::collections::HashMap;

/// The loop of one generator while its body is being assembled.
pub(super) struct Loop {
    head: Label,
    next: Label,
    end: Label,
    span: Span,
}

impl<'a> Assembler<'a> {
    pub(super) fn comprehension(&mut self, expression: &'a Expr) {
        let span = expression.span;
        let (build, add, parts, generators) = match &expression.kind {
            ExprKind::ListComp { element, generators } => {
                (empty_list(), add_to_list as Add, [Some(element), None], generators)
            }
            ExprKind::SetComp { element, generators } => (
                Instruction::BuildSet(Arguments::default()),
                Instruction::SetAdd as Add,
                [Some(element), None],
                generators,
            ),
            ExprKind::DictComp { key, value, generators } => {
                (Instruction::BuildDict(Count(0)), Instruction::DictAdd as Add, [Some(key), Some(value)], generators)
            }
            ExprKind::GeneratorExp { element, generators } => {
                (empty_list(), add_to_list as Add, [Some(element), None], generators)
            }
            _ => return,
        };
        let [first, ..] = &generators[..] else { return };
        self.emit(build, span);
        self.expression(&first.iter);
        let variables = self.own_variables(generators, span);
        self.comprehensions.push(variables);
        let mut loops = Vec::with_capacity(generators.len());
        for (place, generator) in generators.iter().enumerate() {
            if place > 0 {
                self.expression(&generator.iter);
            }
            loops.push(self.open_loop(generator));
        }
        parts.into_iter().flatten().for_each(|part| self.expression(part));
        self.emit(add(Depth(generators.len() as u32 + 1)), span);
        while let Some(done) = loops.pop() {
            self.close_loop(&done);
        }
        self.comprehensions.pop();
    }

    fn own_variables(&mut self, generators: &'a [Comprehension], span: Span) -> HashMap<&'a str, super::Local> {
        let mut names: Vec<_> = target_names(generators).into_iter().collect();
        names.sort_unstable();
        names
            .into_iter()
            .map(|name| (name, self.add_local(LocalVariable { name: name.to_owned(), span, is_hidden: false })))
            .collect()
    }

    pub(super) fn open_loop(&mut self, generator: &'a Comprehension) -> Loop {
        let span = generator.iter.span;
        if generator.is_async {
            self.unsupported(span, "'async for' makes this function a coroutine; coroutines are not compiled");
        }
        let (head, next, end) = (self.label(), self.label(), self.label());
        self.emit(Instruction::GetIterator, span);
        self.place(head);
        self.emit(Instruction::ForIterator(end.target()), span);
        self.assign(&generator.target);
        for condition in &generator.conditions {
            self.jump_if_false(condition, next);
        }
        Loop { head, next, end, span }
    }

    pub(super) fn close_loop(&mut self, done: &Loop) {
        self.place(done.next);
        self.jump(done.head, done.span);
        self.depth -= 1;
        self.place(done.end);
    }
}

/// Makes the instruction that adds to the display at a depth.
type Add = fn(Depth) -> Instruction;

fn empty_list() -> Instruction {
    Instruction::BuildList(Arguments::default())
}

fn add_to_list(depth: Depth) -> Instruction {
    Instruction::ListAppend(depth)
}
