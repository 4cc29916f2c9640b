//! Tests: the boolean of an expression, `and`, `or`, `not`, comparisons and jumps on them.

use super::{
    super::{
        instruction::Instruction,
        operand::{Constant, Depth},
    },
    Assembler, Label,
    expression::constant,
};
use numlir_grammar::tree::{BoolOp, CompareOp, Expr, ExprKind, Span, UnaryOp};

/// What an expression with branches leaves on the stack.
#[derive(Clone, Copy, PartialEq)]
enum Result {
    /// The operand, as Python has it.
    Value,
    /// Its truth.
    Boolean,
}

/// A chained comparison, `left ops[0] comparators[0] ops[1] …`.
#[derive(Clone, Copy)]
struct Chain<'a> {
    left: &'a Expr,
    ops: &'a [CompareOp],
    comparators: &'a [Expr],
}

impl<'a> Assembler<'a> {
    /// Goes on where the test holds. A constant test leaves no jump, so that what follows `while True` is dead.
    pub(super) fn jump_if_false(&mut self, test: &'a Expr, label: Label) {
        match constant_truth(test) {
            Some(true) => {}
            Some(false) => self.jump(label, test.span),
            None => {
                self.condition(test);
                self.emit(Instruction::PopJumpIfFalse(label.target()), test.span);
            }
        }
    }

    /// Pushes the truth of an expression.
    pub(super) fn condition(&mut self, test: &'a Expr) {
        match &test.kind {
            ExprKind::BoolOp { op, values } => self.boolean_operation(*op, values, Result::Boolean),
            ExprKind::Unary { op: UnaryOp::Not, operand } => {
                self.condition(operand);
                self.emit(Instruction::Not, test.span);
            }
            ExprKind::Compare { left, ops, comparators } if ops.len() > 1 => {
                self.chain(Chain { left, ops, comparators }, Result::Boolean);
            }
            _ => {
                self.expression(test);
                self.emit(Instruction::Truth, test.span);
            }
        }
    }

    /// `and` and `or` as values.
    pub(super) fn boolean_value(&mut self, op: BoolOp, values: &'a [Expr]) {
        self.boolean_operation(op, values, Result::Value);
    }

    /// Joins after each operand: `(a and b) and c`, so that each join has two ways in.
    fn boolean_operation(&mut self, op: BoolOp, values: &'a [Expr], result: Result) {
        let [first, rest @ ..] = values else { return };
        self.operand(first, result);
        let mut before = first.span;
        for value in rest {
            let end = self.label();
            match result {
                Result::Boolean => self.emit(keeping_jump(op, end), before),
                Result::Value => self.keep_or_pop(op, end, before),
            }
            self.operand(value, result);
            self.place(end);
            before = Span { start: first.span.start, end: value.span.end };
        }
    }

    fn operand(&mut self, value: &'a Expr, result: Result) {
        match result {
            Result::Boolean => self.condition(value),
            Result::Value => self.expression(value),
        }
    }

    /// Jumps with the value kept where its truth decides the operation, and drops it elsewhere.
    fn keep_or_pop(&mut self, op: BoolOp, end: Label, span: Span) {
        self.emit(Instruction::Copy(Depth(1)), span);
        self.emit(Instruction::Truth, span);
        if op == BoolOp::Or {
            self.emit(Instruction::Not, span);
        }
        self.emit(Instruction::PopJumpIfFalse(end.target()), span);
        self.emit(Instruction::PopTop, span);
    }

    pub(super) fn comparison(&mut self, left: &'a Expr, ops: &'a [CompareOp], comparators: &'a [Expr]) {
        self.chain(Chain { left, ops, comparators }, Result::Value);
    }

    /// Evaluates each operand once. Where a link fails, its result is the result and the next operand is dropped.
    fn chain(&mut self, chain: Chain<'a>, result: Result) {
        let mut failures = Vec::new();
        self.expression(chain.left);
        for (place, (&op, comparator)) in chain.ops.iter().zip(chain.comparators).enumerate() {
            let span = Span { start: chain.left.span.start, end: comparator.span.end };
            match (&comparator.kind, op) {
                // Nobody else sees the list: CPython makes a tuple of it, too.
                (ExprKind::List(elements), CompareOp::In | CompareOp::NotIn) if !elements.is_empty() => {
                    self.display(elements, comparator.span, Instruction::BuildTuple);
                }
                _ => self.expression(comparator),
            }
            if place + 1 == chain.ops.len() {
                self.link(op, span, result);
                break;
            }
            self.emit(Instruction::Swap(Depth(2)), span);
            self.emit(Instruction::Copy(Depth(2)), span);
            self.link(op, span, result);
            self.emit(Instruction::Copy(Depth(1)), span);
            if result == Result::Value {
                self.emit(Instruction::Truth, span);
            }
            let failure = self.label();
            self.emit(Instruction::PopJumpIfFalse(failure.target()), span);
            self.emit(Instruction::PopTop, span);
            failures.push((failure, span));
        }
        for (failure, span) in failures.into_iter().rev() {
            let end = self.label();
            self.jump(end, span);
            self.place(failure);
            self.depth += 1;
            self.emit(Instruction::Swap(Depth(2)), span);
            self.emit(Instruction::PopTop, span);
            self.place(end);
        }
    }

    fn link(&mut self, op: CompareOp, span: Span, result: Result) {
        self.emit(Instruction::Compare(op), span);
        if result == Result::Boolean {
            self.emit(Instruction::Truth, span);
        }
    }

    pub(super) fn ternary(&mut self, test: &'a Expr, body: &'a Expr, orelse: &'a Expr) {
        let (otherwise, end) = (self.label(), self.label());
        self.jump_if_false(test, otherwise);
        self.expression(body);
        self.jump(end, body.span);
        self.depth -= 1;
        self.place(otherwise);
        self.expression(orelse);
        self.place(end);
    }
}

fn keeping_jump(op: BoolOp, end: Label) -> Instruction {
    match op {
        BoolOp::And => Instruction::JumpIfFalseOrPop(end.target()),
        BoolOp::Or => Instruction::JumpIfTrueOrPop(end.target()),
    }
}

fn constant_truth(test: &Expr) -> Option<bool> {
    match &test.kind {
        ExprKind::Constant(value) => constant(value).as_ref().map(Constant::is_true),
        ExprKind::Unary { op: UnaryOp::Not, operand } => constant_truth(operand).map(|truth| !truth),
        _ => None,
    }
}
