//! `match`: each pattern is a test that makes one boolean, and binds its names as it goes.
//!
//! ```text
//! match s:                s; STORE_LOCAL subject; LOAD_LOCAL subject; LOAD_CONSTANT 1; MATCH_VALUE; TRUTH
//!     case 1: A           POP_JUMP_IF_FALSE L1; A; JUMP end
//!     case x if g: B      L1: LOAD_LOCAL subject; STORE_LOCAL x; g; TRUTH; POP_JUMP_IF_FALSE L2; B; JUMP end; L2: …
//! ```
//!
//! Python leaves open which names a failed pattern binds. Values, singletons, captures, `_`, alternatives, sequences and classes are
//! compiled; mappings are not. A class may have one pattern by position where that stands for the whole value, as with Python's own.

use super::{
    super::{
        instruction::Instruction,
        operand::{Constant, Count, Local, Name, StarShape},
    },
    Assembler, Label, positional,
};
use numlir_grammar::tree::{CompareOp, Expr, ExprKind, MatchCase, Pattern, PatternKind, Span};

/// The classes whose one pattern by position is matched with the value itself.
const OWN: [&str; 11] =
    ["bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"];

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
        if let PatternKind::Star(name) = &pattern.kind {
            self.capture(name.as_deref(), subject, pattern.span);
            return true;
        }
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
            PatternKind::Value(value) => self.test_value(value, Instruction::MatchValue, subject),
            PatternKind::Singleton(value) => self.test_value(value, Instruction::Compare(CompareOp::Is), subject),
            PatternKind::As { pattern: inner, name } => self.test_as(inner.as_deref(), name.as_deref(), subject, span),
            PatternKind::Or(patterns) => self.test_alternatives(patterns, subject, span),
            PatternKind::Sequence(patterns) => self.test_sequence(patterns, subject, span),
            PatternKind::Star(name) => self.test_as(None, name.as_deref(), subject, span),
            PatternKind::Mapping { .. } => self.refuse("a mapping pattern", pattern, subject),
            PatternKind::Class { patterns, .. } if !patterns.is_empty() && !is_own(pattern) => {
                self.refuse("a pattern by position of a class that is not Python's own", pattern, subject);
            }
            PatternKind::Class { class, patterns, keywords } => {
                self.test_class(class, patterns, keywords, subject, span)
            }
        }
    }

    fn refuse(&mut self, what: &str, pattern: &'a Pattern, subject: Local) {
        // Its names have values for what reads them, so that nothing else is reported.
        self.capture_all(pattern, subject);
        self.unsupported(pattern.span, format!("{what} in 'match' is not compiled"));
        self.truth_of_true(pattern.span);
    }

    /// Binds every name of a pattern to the subject.
    fn capture_all(&mut self, pattern: &'a Pattern, subject: Local) {
        let (name, inner): (Option<&'a String>, Vec<&'a Pattern>) = match &pattern.kind {
            PatternKind::Value(_) | PatternKind::Singleton(_) => (None, Vec::new()),
            PatternKind::Star(name) => (name.as_ref(), Vec::new()),
            PatternKind::As { pattern, name } => (name.as_ref(), pattern.iter().map(|inner| &**inner).collect()),
            PatternKind::Or(patterns) | PatternKind::Sequence(patterns) => (None, patterns.iter().collect()),
            PatternKind::Mapping { patterns, rest, .. } => (rest.as_ref(), patterns.iter().collect()),
            PatternKind::Class { patterns, keywords, .. } => {
                (None, patterns.iter().chain(keywords.iter().map(|(_, pattern)| pattern)).collect())
            }
        };
        self.capture(name.map(String::as_str), subject, pattern.span);
        inner.into_iter().for_each(|inner| self.capture_all(inner, subject));
    }

    fn truth_of_true(&mut self, span: Span) {
        self.constant(Constant::Bool(true), span);
        self.emit(Instruction::Truth, span);
    }

    fn test_value(&mut self, value: &'a Expr, test: Instruction, subject: Local) {
        self.emit(Instruction::LoadLocal(subject), value.span);
        self.expression(value);
        self.emit(test, value.span);
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
        let (length, unpack) = match patterns.iter().position(is_star) {
            None => {
                let count = Count(patterns.len() as u32);
                (Instruction::MatchLength(count), Instruction::Unpack(count))
            }
            Some(before) => {
                let after = patterns.len() - before - 1;
                if let Some(second) = patterns[before + 1..].iter().find(|pattern| is_star(pattern)) {
                    self.syntax_error(second.span, "multiple starred expressions in sequence pattern");
                }
                let shape = StarShape { before: before as u32, after: after as u32 };
                (Instruction::MatchLengthStar(Count((before + after) as u32)), Instruction::UnpackStar(shape))
            }
        };
        self.emit(Instruction::LoadLocal(subject), span);
        self.emit(length, span);
        let end = self.label();
        self.emit(Instruction::JumpIfFalseOrPop(end.target()), span);
        self.emit(Instruction::LoadLocal(subject), span);
        self.emit(unpack, span);
        let elements = self.kept(patterns.iter());
        self.test_elements(patterns.iter(), &elements, span);
        // The join of the elements' tests needs a place of its own before the sequence's.
        self.jump(end, span);
        self.place(end);
    }

    /// The class first, then the attributes that are matched.
    fn test_class(
        &mut self,
        class: &'a Expr,
        patterns: &'a [Pattern],
        keywords: &'a [(String, Pattern)],
        subject: Local,
        span: Span,
    ) {
        self.emit(Instruction::LoadBuiltin(Name("isinstance".to_owned())), span);
        self.emit(Instruction::LoadLocal(subject), span);
        self.expression(class);
        self.emit(Instruction::Call(positional(2)), span);
        self.emit(Instruction::Truth, span);
        let inner: Vec<&Pattern> = patterns.iter().chain(keywords.iter().map(|(_, pattern)| pattern)).collect();
        if inner.is_empty() {
            return;
        }
        let end = self.label();
        self.emit(Instruction::JumpIfFalseOrPop(end.target()), span);
        // The last to be pushed is the first to be kept.
        for (name, pattern) in keywords.iter().rev() {
            self.emit(Instruction::LoadLocal(subject), pattern.span);
            self.emit(Instruction::LoadAttribute(Name(name.clone())), pattern.span);
        }
        if !patterns.is_empty() {
            self.emit(Instruction::LoadLocal(subject), span);
        }
        let values = self.kept(inner.iter().copied());
        self.test_elements(inner.into_iter(), &values, span);
        self.jump(end, span);
        self.place(end);
    }

    /// Takes values from the stack, the first from its top, into a variable for each pattern.
    fn kept(&mut self, patterns: impl Iterator<Item = &'a Pattern>) -> Vec<Local> {
        let keep = |pattern: &'a Pattern| {
            let local = self.hidden_local("match element".to_owned(), pattern.span);
            self.emit(Instruction::StoreLocal(local), pattern.span);
            local
        };
        patterns.map(keep).collect()
    }

    fn test_elements(&mut self, patterns: impl Iterator<Item = &'a Pattern>, elements: &[Local], span: Span) {
        let mut tested = false;
        for (pattern, &element) in patterns.zip(elements) {
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

/// Whether a class pattern is of a class of Python's own, with one pattern by position.
fn is_own(pattern: &Pattern) -> bool {
    match &pattern.kind {
        PatternKind::Class { class: Expr { kind: ExprKind::Name(name), .. }, patterns, .. } => {
            patterns.len() == 1 && OWN.contains(&name.as_str())
        }
        _ => false,
    }
}

fn is_star(pattern: &Pattern) -> bool {
    matches!(pattern.kind, PatternKind::Star(_))
}
