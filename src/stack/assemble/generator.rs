//! Generators: `yield from`, and generator expressions, which are functions of their own as in Python.
//!
//! ```text
//! (x * x for x in a)         MAKE_FUNCTION <genexpr>; LOAD_LOCAL a; CALL 1
//!   <genexpr>(.0):           LOAD_LOCAL .0; GET_ITERATOR
//!                            L1: FOR_ITERATOR L2; STORE_LOCAL x; …; YIELD; POP_TOP; JUMP L1
//!                            L2: LOAD_CONSTANT None; RETURN
//! ```

use super::{
    super::{
        code::Signature,
        instruction::Instruction,
        operand::{Constant, FunctionShape, Local},
        scope::address,
    },
    Assembler, positional,
};
use numlir_grammar::tree::{Comprehension, Expr, Span};

impl<'a> Assembler<'a> {
    /// Yields all that a value gives. The value of the expression is None: nothing is sent to compiled generators, and what
    /// they return is not kept.
    pub(super) fn yield_from(&mut self, value: &'a Expr, span: Span) {
        self.expression(value);
        let (head, end) = (self.label(), self.label());
        self.emit(Instruction::GetIterator, span);
        self.place(head);
        self.emit(Instruction::ForIterator(end.target()), span);
        self.emit(Instruction::Yield, span);
        self.emit(Instruction::PopTop, span);
        self.jump(head, span);
        self.depth -= 1;
        self.place(end);
        self.constant(Constant::None, span);
    }

    /// A generator expression that no call takes all of.
    pub(super) fn generator(&mut self, expression: &'a Expr, element: &'a Expr, generators: &'a [Comprehension]) {
        let span = expression.span;
        let [first, ..] = generators else { return };
        let node = address(expression);
        let nested = self.nested_code(node, span, "<genexpr>", |inner| inner.generator_body(element, generators, span));
        let captures = self.load_captures(node, span, Self::load_name);
        let shape = FunctionShape { nested, captures, defaults: 0, keyword_defaults: Vec::new() };
        self.emit(Instruction::MakeFunction(shape), span);
        self.expression(&first.iter);
        self.emit(Instruction::Call(positional(1)), span);
    }

    fn generator_body(&mut self, element: &'a Expr, generators: &'a [Comprehension], span: Span) {
        let parameter = self.code.locals[0].name.clone();
        self.code.signature = Signature { positional_only: vec![parameter], ..Signature::default() };
        let mut loops = Vec::with_capacity(generators.len());
        for (place, generator) in generators.iter().enumerate() {
            match place {
                0 => self.emit(Instruction::LoadLocal(Local(0)), span),
                _ => self.expression(&generator.iter),
            }
            loops.push(self.open_loop(generator));
        }
        self.expression(element);
        self.emit(Instruction::Yield, span);
        self.emit(Instruction::PopTop, span);
        while let Some(done) = loops.pop() {
            self.close_loop(&done);
        }
        self.constant(Constant::None, span);
        self.emit(Instruction::Return, span);
    }
}
