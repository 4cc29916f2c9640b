//! The `match` statement and its patterns.

use super::{Builder, Result, atom::singleton, children::Children, expression::Operand, identifier, join};
use crate::{
    fault::Fault,
    parser::{Pair, Rule},
    tree::{BinaryOp, Constant, Expr, ExprKind, MatchCase, Pattern, PatternKind, Span, StmtKind, UnaryOp},
};

/// A pattern and the text it takes up, which with parentheses is more than its own span.
struct Closed {
    pattern: Pattern,
    outer: Span,
}

impl Builder<'_> {
    pub(super) fn match_statement(&self, mut children: Children) -> Result<StmtKind> {
        let subject = self.expression_list(children.must())?;
        let cases = children.map(|clause| self.case(clause)).collect::<Result<_>>()?;
        Ok(StmtKind::Match { subject, cases })
    }

    fn case(&self, clause: Pair) -> Result<MatchCase> {
        let mut children = Children::of(clause);
        let pattern = self.patterns(children.must())?;
        let guard = children.accept(Rule::guard);
        let guard = guard.map(|guard| self.named_expression(Children::of(guard).must())).transpose()?;
        Ok(MatchCase { pattern, guard, body: self.block(children.must())? })
    }

    /// The pattern of a `case`: one, or a sequence when there is a comma.
    fn patterns(&self, pair: Pair) -> Result<Pattern> {
        let span = self.span(&pair);
        let (mut patterns, is_sequence) = self.pattern_items(pair)?;
        if !is_sequence && let Some(only) = patterns.pop() {
            return closed_star(only);
        }
        Ok(Pattern { span, kind: PatternKind::Sequence(patterns) })
    }

    /// The patterns in a list, and whether a comma makes it a sequence.
    fn pattern_items(&self, pair: Pair) -> Result<(Vec<Pattern>, bool)> {
        let mut patterns = Vec::new();
        let mut is_sequence = false;
        for item in Children::of(pair) {
            is_sequence |= !patterns.is_empty();
            match item.as_rule() {
                Rule::trailing_comma => is_sequence = true,
                Rule::star_pattern => {
                    let span = self.span(&item);
                    let name = capture_name(&Children::of(item).must());
                    patterns.push(Pattern { span, kind: PatternKind::Star(name) });
                }
                _ => patterns.push(self.pattern(item)?),
            }
        }
        Ok((patterns, is_sequence))
    }

    /// Alternatives, with `as name` behind them.
    fn pattern(&self, pair: Pair) -> Result<Pattern> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let mut alternatives = Vec::new();
        while children.peek().is_some_and(|rule| rule != Rule::name) {
            alternatives.push(self.closed_pattern(children.must())?);
        }
        let pattern = match <[Closed; 1]>::try_from(alternatives) {
            Ok([only]) => only.pattern,
            Err(alternatives) => or_pattern(alternatives),
        };
        let Some(name) = children.next() else { return Ok(pattern) };
        let Some(text) = capture_name(&name) else {
            return Err(Fault::new("invalid-target", self.span(&name), "cannot use '_' as a target"));
        };
        Ok(Pattern { span, kind: PatternKind::As { pattern: Some(Box::new(pattern)), name: Some(text) } })
    }

    fn closed_pattern(&self, pair: Pair) -> Result<Closed> {
        let outer = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::name_pattern => self.name_pattern(pair)?,
            Rule::literal_pattern => self.literal_pattern(pair)?,
            Rule::sequence_pattern => PatternKind::Sequence(self.pattern_items(pair)?.0),
            Rule::mapping_pattern => self.mapping_pattern(pair)?,
            _ => {
                let (mut patterns, is_sequence) = self.pattern_items(pair)?;
                match patterns.pop() {
                    Some(only) if !is_sequence => return Ok(Closed { pattern: closed_star(only)?, outer }),
                    last => {
                        patterns.extend(last);
                        PatternKind::Sequence(patterns)
                    }
                }
            }
        };
        Ok(Closed { pattern: Pattern { span: outer, kind }, outer })
    }

    /// A capture, the wildcard, a dotted value, or a class with its arguments.
    fn name_pattern(&self, pair: Pair) -> Result<PatternKind> {
        let mut children = Children::of(pair);
        let first = children.must();
        let is_plain = !matches!(children.peek(), Some(Rule::name | Rule::class_pattern));
        if is_plain {
            return Ok(PatternKind::As { pattern: None, name: capture_name(&first) });
        }
        let value = self.dotted(first, &mut children);
        match children.next() {
            Some(arguments) => self.class_pattern(value, arguments),
            None => Ok(PatternKind::Value(value)),
        }
    }

    fn dotted(&self, first: Pair, children: &mut Children) -> Expr {
        let mut value = Expr { span: self.span(&first), kind: ExprKind::Name(identifier(&first)) };
        while let Some(name) = children.accept(Rule::name) {
            let attribute = self.name(&name);
            let span = join(value.span, attribute.span);
            value = Expr { span, kind: ExprKind::Attribute { value: Box::new(value), attribute } };
        }
        value
    }

    fn class_pattern(&self, class: Expr, arguments: Pair) -> Result<PatternKind> {
        let mut patterns = Vec::new();
        let mut keywords = Vec::new();
        for argument in Children::of(arguments) {
            if argument.as_rule() == Rule::keyword_pattern {
                let mut parts = Children::of(argument);
                let name = identifier(&parts.must());
                keywords.push((name, self.pattern(parts.must())?));
                continue;
            }
            let pattern = self.pattern(argument)?;
            if !keywords.is_empty() {
                let message = "positional patterns follow keyword patterns";
                return Err(Fault::new("argument-order", pattern.span, message));
            }
            patterns.push(pattern);
        }
        Ok(PatternKind::Class { class, patterns, keywords })
    }

    fn mapping_pattern(&self, pair: Pair) -> Result<PatternKind> {
        let (mut keys, mut patterns, mut rest) = (Vec::new(), Vec::new(), None);
        let mut children = Children::of(pair);
        while let Some(item) = children.next() {
            if rest.is_some() {
                let message = "nothing can follow '**' in a mapping pattern";
                return Err(Fault::new("invalid-syntax", self.span(&item), message));
            }
            if item.as_rule() == Rule::mapping_rest {
                rest = Some(identifier(&Children::of(item).must()));
                continue;
            }
            keys.push(self.mapping_key(item)?);
            patterns.push(self.pattern(children.must())?);
        }
        Ok(PatternKind::Mapping { keys, patterns, rest })
    }

    fn mapping_key(&self, pair: Pair) -> Result<Expr> {
        let key = Children::of(pair).must();
        let span = self.span(&key);
        let kind =
            if key.as_rule() == Rule::literal_pattern { self.literal_pattern(key)? } else { self.name_pattern(key)? };
        match kind {
            PatternKind::Value(expr) | PatternKind::Singleton(expr) => Ok(expr),
            _ => {
                let message = "mapping pattern keys may only be literals and attribute lookups";
                Err(Fault::new("invalid-syntax", span, message))
            }
        }
    }

    fn literal_pattern(&self, pair: Pair) -> Result<PatternKind> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let first = children.must();
        match first.as_rule() {
            Rule::singleton => {
                let kind = ExprKind::Constant(singleton(&first));
                return Ok(PatternKind::Singleton(Expr { span, kind }));
            }
            Rule::strings => {
                let kind = self.strings(first)?;
                if matches!(kind, ExprKind::JoinedStr(_)) {
                    let message = "patterns may only match literals and attribute lookups";
                    return Err(Fault::new("invalid-syntax", span, message));
                }
                return Ok(PatternKind::Value(Expr { span, kind }));
            }
            _ => {}
        }
        let real = self.signed_number(first)?;
        let Some(sign) = children.next() else { return Ok(PatternKind::Value(real)) };
        let op = if sign.as_str().starts_with('-') { BinaryOp::Sub } else { BinaryOp::Add };
        let imaginary = self.atom(children.must())?.expr;
        check_complex(&real, &imaginary)?;
        let kind = ExprKind::Binary { left: Box::new(real), op, right: Box::new(imaginary) };
        Ok(PatternKind::Value(Expr { span, kind }))
    }

    fn signed_number(&self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let is_negative = children.accept(Rule::minus).is_some();
        let Operand { expr, .. } = self.atom(children.must())?;
        if !is_negative {
            return Ok(expr);
        }
        Ok(Expr { span, kind: ExprKind::Unary { op: UnaryOp::USub, operand: Box::new(expr) } })
    }
}

fn check_complex(real: &Expr, imaginary: &Expr) -> Result<()> {
    let magnitude = match &real.kind {
        ExprKind::Unary { operand, .. } => operand,
        _ => real,
    };
    let (fault_span, message) = match (&magnitude.kind, &imaginary.kind) {
        (ExprKind::Constant(Constant::Imaginary(_)), _) => (real.span, "real number required in complex literal"),
        (_, ExprKind::Constant(Constant::Imaginary(_))) => return Ok(()),
        _ => (imaginary.span, "imaginary number required in complex literal"),
    };
    Err(Fault::new("invalid-syntax", fault_span, message))
}

fn or_pattern(alternatives: Vec<Closed>) -> Pattern {
    let spans = alternatives.iter().map(|closed| closed.outer);
    let span = spans.reduce(join).expect("a pattern has an alternative");
    Pattern { span, kind: PatternKind::Or(alternatives.into_iter().map(|closed| closed.pattern).collect()) }
}

/// A starred pattern stands only in a sequence.
fn closed_star(pattern: Pattern) -> Result<Pattern> {
    if matches!(pattern.kind, PatternKind::Star(_)) {
        let message = "a starred pattern needs a sequence around it";
        return Err(Fault::new("invalid-syntax", pattern.span, message));
    }
    Ok(pattern)
}

/// The name that a pattern binds; `_` binds none.
fn capture_name(pair: &Pair) -> Option<String> {
    let name = identifier(pair);
    (name != "_").then_some(name)
}
