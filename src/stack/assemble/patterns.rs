//! `match`: each pattern is a test that makes one boolean, and binds its names as it goes.
//!
//! ```text
//! match s:                s; STORE_LOCAL subject; LOAD_LOCAL subject; LOAD_CONSTANT 1; COMPARE ==; TRUTH
//!     case 1: A           POP_JUMP_IF_FALSE L1; A; JUMP end
//!     case x if g: B      L1: LOAD_LOCAL subject; STORE_LOCAL x; g; TRUTH; POP_JUMP_IF_FALSE L2; B; JUMP end; L2: …
//! ```
//!
//! Python leaves open which names a failed pattern binds. Values, singletons, captures, `_`, alternatives and sequences
//! of a fixed length are compiled; mappings, classes and starred sequences are not.

use super::{
    super::{
        instruction::Instruction,
        operand::{Constant, Count, Local},
    },
    Assembler, Label,
};
use numlir_grammar::tree::{CompareOp, Expr, MatchCase, Pattern, PatternKind, Span};

impl<'a> Assembler<'a> {
    pub(super) fn match_statement(&mut self, subject: &'a Expr, cases: &'a [MatchCase]) {
        let end = self.label();
        self.expression(subject);
        let local = self.hidden_local("match subject".to_owned(), subject.span);
        self.emit(Instruction::StoreLocal(local), subject.span);
        for case in cases {
            let next = self.label();
            self.jump_unless_match(&case.pattern, local, next);
            if let Some(guard) = &case.guard {
                self.jump_if_false(guard, next);
            }
            self.statements(&case.body);
            self.jump(end, case.pattern.span);
            self.place(next);
        }
        self.place(end);
    }

    fn jump_unless_match(&mut self, pattern: &'a Pattern, subject: Local, next: Label) {
        if self.always_matches(pattern, subject) {
            return;
        }
        self.test(pattern, subject);
        self.emit(Instruction::PopJumpIfFalse(next.target()), pattern.span);
    }

    /// Binds the names of a capture or of `_`, which need no test.
    fn always_matches(&mut self, pattern: &'a Pattern, subject: Local) -> bool {
        let PatternKind::As { pattern: inner, name } = &pattern.kind else { return false };
        if inner.as_ref().is_some_and(|inner| !self.always_matches(inner, subject)) {
            return false;
        }
        self.capture(name.as_deref(), subject, pattern.span);
        true
    }

    fn capture(&mut self, name: Option<&'a str>, subject: Local, span: Span) {
        let Some(name) = name else { return };
        self.emit(Instruction::LoadLocal(subject), span);
        self.store_name(name, span);
    }

    /// Pushes whether the pattern matches.
    fn test(&mut self, pattern: &'a Pattern, subject: Local) {
        let span = pattern.span;
        match &pattern.kind {
            PatternKind::Value(value) => self.test_value(value, CompareOp::Eq, subject),
            PatternKind::Singleton(value) => self.test_value(value, CompareOp::Is, subject),
            PatternKind::As { pattern: inner, name } => self.test_as(inner.as_deref(), name.as_deref(), subject, span),
            PatternKind::Or(patterns) => self.test_alternatives(patterns, subject, span),
            PatternKind::Sequence(patterns) if !patterns.iter().any(is_star) => {
                self.test_sequence(patterns, subject, span);
            }
            PatternKind::Sequence(_) | PatternKind::Star(_) => self.refuse("a starred sequence", span),
            PatternKind::Mapping { .. } => self.refuse("a mapping", span),
            PatternKind::Class { .. } => self.refuse("a class", span),
        }
    }

    fn refuse(&mut self, what: &str, span: Span) {
        self.unsupported(span, format!("{what} pattern in 'match' is not compiled"));
        self.truth_of_true(span);
    }

    fn truth_of_true(&mut self, span: Span) {
        self.constant(Constant::Bool(true), span);
        self.emit(Instruction::Truth, span);
    }

    fn test_value(&mut self, value: &'a Expr, op: CompareOp, subject: Local) {
        self.emit(Instruction::LoadLocal(subject), value.span);
        self.expression(value);
        self.emit(Instruction::Compare(op), value.span);
        self.emit(Instruction::Truth, value.span);
    }

    fn test_as(&mut self, inner: Option<&'a Pattern>, name: Option<&'a str>, subject: Local, span: Span) {
        match inner {
            Some(inner) => self.test(inner, subject),
            None => self.truth_of_true(span),
        }
        self.capture(name, subject, span);
    }

    fn test_alternatives(&mut self, patterns: &'a [Pattern], subject: Local, span: Span) {
        let [first, rest @ ..] = patterns else { return };
        self.test(first, subject);
        for pattern in rest {
            let end = self.label();
            self.emit(Instruction::JumpIfTrueOrPop(end.target()), span);
            self.test(pattern, subject);
            self.place(end);
        }
    }

    /// The length first, then each element, kept in a variable of its own.
    fn test_sequence(&mut self, patterns: &'a [Pattern], subject: Local, span: Span) {
        let count = Count(patterns.len() as u32);
        self.emit(Instruction::LoadLocal(subject), span);
        self.emit(Instruction::MatchLength(count), span);
        let end = self.label();
        self.emit(Instruction::JumpIfFalseOrPop(end.target()), span);
        self.emit(Instruction::LoadLocal(subject), span);
        self.emit(Instruction::Unpack(count), span);
        let elements: Vec<_> =
            patterns.iter().map(|pattern| self.hidden_local("match element".to_owned(), pattern.span)).collect();
        for (pattern, &element) in patterns.iter().zip(&elements) {
            self.emit(Instruction::StoreLocal(element), pattern.span);
        }
        self.test_elements(patterns, &elements, span);
        // The join of the elements' tests needs a place of its own before the sequence's.
        self.jump(end, span);
        self.place(end);
    }

    fn test_elements(&mut self, patterns: &'a [Pattern], elements: &[Local], span: Span) {
        let mut tested = false;
        for (pattern, &element) in patterns.iter().zip(elements) {
            if self.always_matches(pattern, element) {
                continue;
            }
            let end = self.label();
            if tested {
                self.emit(Instruction::JumpIfFalseOrPop(end.target()), pattern.span);
            }
            self.test(pattern, element);
            self.place(end);
            tested = true;
        }
        if !tested {
            self.truth_of_true(span);
        }
    }
}

fn is_star(pattern: &Pattern) -> bool {
    matches!(pattern.kind, PatternKind::Star(_))
}
