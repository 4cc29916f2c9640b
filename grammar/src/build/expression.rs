//! Expressions: a flat sequence of operands and operators becomes a tree by precedence, with an explicit stack
//! instead of recursion.

use std::iter::Peekable;

use super::{Builder, Result, join, operators::Operator, trimmed};
use crate::{
    fault::Fault,
    parser::{Pair, Pairs, Rule},
    tree::{BoolOp, Expr, ExprKind, Span, UnaryOp},
};

pub(super) type Stream<'i> = Peekable<Pairs<'i>>;

/// An expression and the text it takes up, which with parentheses is more than its own span.
pub(super) struct Operand {
    pub expr: Expr,
    pub outer: Span,
}

impl Operand {
    pub(super) fn bare(span: Span, kind: ExprKind) -> Self {
        Self { expr: Expr { span, kind }, outer: span }
    }

    pub(super) fn is_parenthesized(&self) -> bool {
        self.outer != self.expr.span
    }
}

/// Operators that wait for their right operand. Prefixes remember where they stand.
struct Pending {
    operator: Operator,
    start: u32,
}

impl Builder<'_> {
    pub(super) fn expression(&self, pair: Pair) -> Result<Expr> {
        Ok(self.operand_of(pair)?.expr)
    }

    /// Reads an `expression`, `disjunction` or `target`.
    pub(super) fn operand_of(&self, pair: Pair) -> Result<Operand> {
        let stream = &mut pair.into_inner().peekable();
        let first = self.operation(stream)?;
        if stream.peek().is_none() {
            return Ok(first);
        }
        let mut heads = Vec::new();
        let mut last = first;
        while stream.next().is_some() {
            let test = self.operation(stream)?;
            stream.next();
            heads.push((last, test));
            last = self.operation(stream)?;
        }
        Ok(heads.into_iter().rev().fold(last, |orelse, (body, test)| {
            let span = join(body.outer, orelse.outer);
            let [test, body, orelse] = [test, body, orelse].map(|operand| Box::new(operand.expr));
            Operand::bare(span, ExprKind::IfExp { test, body, orelse })
        }))
    }

    /// Reads up to the end or to the `if` or `else` of a conditional expression.
    fn operation(&self, stream: &mut Stream) -> Result<Operand> {
        let mut pending: Vec<Pending> = Vec::new();
        let mut operands = Vec::new();
        loop {
            while let Some(pair) = stream.next_if(|pair| pair.as_rule() == Rule::prefix) {
                self.push_prefix(&mut pending, &pair)?;
            }
            let operand = self.operand(stream)?;
            let Some(pair) = stream.next_if(|pair| pair.as_rule() == Rule::operator) else {
                if pending.is_empty() {
                    return Ok(operand);
                }
                operands.push(operand);
                break;
            };
            operands.push(operand);
            let operator = Operator::infix(trimmed(&pair));
            while let Some(top) = pending.last() {
                let (left, right) = (top.operator.level(), operator.level());
                if left < right || left == right && !operator.is_left_associative() {
                    break;
                }
                apply(&mut pending, &mut operands);
            }
            pending.push(Pending { operator, start: 0 });
        }
        while !pending.is_empty() {
            apply(&mut pending, &mut operands);
        }
        Ok(operands.pop().expect("applying operators leaves their result"))
    }

    fn push_prefix(&self, pending: &mut Vec<Pending>, pair: &Pair) -> Result<()> {
        let operator = Operator::prefix(trimmed(pair));
        let span = self.span(pair);
        let binds_tighter = |top: &Pending| top.operator.level() > operator.level();
        if operator == Operator::Prefix(UnaryOp::Not) && pending.last().is_some_and(binds_tighter) {
            let fault = Fault::new("invalid-syntax", span, "'not' cannot follow this operator");
            return Err(fault.help("put parentheses around 'not …'"));
        }
        pending.push(Pending { operator, start: span.start });
        Ok(())
    }

    /// An atom with what is attached to it: attributes, calls, subscripts, and `await` before it.
    fn operand(&self, stream: &mut Stream) -> Result<Operand> {
        let mut pair = stream.next().expect("the grammar requires an operand");
        if pair.as_rule() == Rule::lambda {
            let expr = self.lambda(pair)?;
            return Ok(Operand { outer: expr.span, expr });
        }
        let await_span = (pair.as_rule() == Rule::kw_await).then(|| self.span(&pair));
        if await_span.is_some() {
            pair = stream.next().expect("the grammar requires an operand after await");
        }
        let mut operand = self.atom(pair)?;
        while let Some(trailer) =
            stream.next_if(|pair| matches!(pair.as_rule(), Rule::attribute | Rule::call | Rule::subscript))
        {
            operand = self.attach(operand, trailer)?;
        }
        if let Some(start) = await_span {
            let span = join(start, operand.outer);
            operand = Operand::bare(span, ExprKind::Await(Box::new(operand.expr)));
        }
        Ok(operand)
    }

    fn attach(&self, operand: Operand, trailer: Pair) -> Result<Operand> {
        let trailer_span = self.span(&trailer);
        let span = join(operand.outer, trailer_span);
        let value = Box::new(operand.expr);
        let kind = match trailer.as_rule() {
            Rule::attribute => {
                let name = trailer.into_inner().next().expect("an attribute has a name");
                ExprKind::Attribute { value, attribute: self.name(&name) }
            }
            Rule::call => {
                let (arguments, keywords) = self.arguments(trailer)?;
                ExprKind::Call { function: value, arguments, keywords }
            }
            _ => ExprKind::Subscript { value, index: Box::new(self.subscript(trailer)?) },
        };
        Ok(Operand::bare(span, kind))
    }
}

/// Applies the operator on top to its operands. Comparisons and boolean operators take the whole run of their like.
fn apply(pending: &mut Vec<Pending>, operands: &mut Vec<Operand>) {
    const PROMISE: &str = "every operator was pushed with its operands";
    let top = pending.pop().expect("the caller saw an operator");
    let right = operands.pop().expect(PROMISE);
    let result = match top.operator {
        Operator::Prefix(op) => {
            let span = Span { start: top.start, end: right.outer.end };
            Operand::bare(span, ExprKind::Unary { op, operand: Box::new(right.expr) })
        }
        Operator::Binary(op) => {
            let left = operands.pop().expect(PROMISE);
            let span = join(left.outer, right.outer);
            Operand::bare(span, ExprKind::Binary { left: Box::new(left.expr), op, right: Box::new(right.expr) })
        }
        Operator::Compare(op) => {
            let mut ops = vec![op];
            while let Some(Pending { operator: Operator::Compare(op), .. }) = pending.last() {
                ops.push(*op);
                pending.pop();
            }
            ops.reverse();
            let (left, comparators, span) = run(operands, right, ops.len());
            Operand::bare(span, ExprKind::Compare { left: Box::new(left), ops, comparators })
        }
        Operator::Bool(op) => {
            let count = pending.iter().rev().take_while(|other| other.operator == top.operator).count();
            pending.truncate(pending.len() - count);
            let (first, mut values, span) = run(operands, right, count + 1);
            values.insert(0, first);
            Operand::bare(span, ExprKind::BoolOp { op, values })
        }
    };
    operands.push(result);
}

/// The operands of `count` operators in a row: the first, the others, and the span of all.
fn run(operands: &mut Vec<Operand>, last: Operand, count: usize) -> (Expr, Vec<Expr>, Span) {
    let others = operands.split_off(operands.len() + 1 - count);
    let first = operands.pop().expect("a run has one operand more than operators");
    let span = join(first.outer, last.outer);
    (first.expr, others.into_iter().chain([last]).map(|operand| operand.expr).collect(), span)
}

/// Whether an operand may follow `*` in a list, tuple or set: nothing that binds as loosely as a comparison.
pub(super) fn may_be_unpacked(operand: &Operand) -> bool {
    let loose = matches!(
        operand.expr.kind,
        ExprKind::BoolOp { op: BoolOp::And | BoolOp::Or, .. }
            | ExprKind::Compare { .. }
            | ExprKind::Unary { op: UnaryOp::Not, .. }
            | ExprKind::IfExp { .. }
            | ExprKind::Lambda { .. }
    );
    !loose || operand.is_parenthesized()
}
