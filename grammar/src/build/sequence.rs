//! Comma-separated expressions: tuples without parentheses, the contents of brackets, subscripts, loop targets.

use super::{
    Builder, Result,
    children::Children,
    expression::{Operand, may_be_unpacked},
    join,
};
use crate::{
    fault::Fault,
    parser::{Pair, Rule},
    tree::{Expr, ExprKind, Span},
};

impl Builder<'_> {
    /// An `expression_list` or a `yield_expression`, whichever stands where both may.
    pub(super) fn value(&self, pair: Pair) -> Result<Expr> {
        if pair.as_rule() == Rule::yield_expression { self.yield_expression(pair) } else { self.expression_list(pair) }
    }

    /// One expression, or a tuple when there is a comma.
    pub(super) fn expression_list(&self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        let (mut elements, is_tuple) = self.listed(Children::of(pair))?;
        match elements.pop() {
            Some(only) if !is_tuple => Ok(only),
            last => {
                elements.extend(last);
                Ok(Expr { span, kind: ExprKind::Tuple(elements) })
            }
        }
    }

    /// The elements of a list, and whether a comma makes it more than one expression.
    pub(super) fn listed(&self, mut children: Children) -> Result<(Vec<Expr>, bool)> {
        let mut elements = Vec::new();
        while let Some(rule) = children.peek() {
            if rule == Rule::trailing_comma {
                return Ok((elements, true));
            }
            elements.push(self.element(&mut children)?.expr);
        }
        let is_tuple = elements.len() > 1;
        Ok((elements, is_tuple))
    }

    /// An expression, a starred one, or `name := value`.
    pub(super) fn element(&self, children: &mut Children) -> Result<Operand> {
        let pair = children.must();
        if pair.as_rule() == Rule::starred {
            return self.starred(pair, may_be_unpacked);
        }
        let operand = self.operand_of(pair)?;
        if children.accept(Rule::walrus).is_some() {
            return self.named(operand, children.must());
        }
        Ok(operand)
    }

    pub(super) fn named_expression(&self, pair: Pair) -> Result<Expr> {
        Ok(self.element(&mut Children::of(pair))?.expr)
    }

    pub(super) fn named(&self, target: Operand, value: Pair) -> Result<Operand> {
        if !matches!(target.expr.kind, ExprKind::Name(_)) || target.is_parenthesized() {
            let what = super::target::describe(&target.expr);
            let message = format!("cannot use assignment expressions with {what}");
            return Err(Fault::new("invalid-target", target.outer, message));
        }
        let value = self.operand_of(value)?;
        let span = join(target.outer, value.outer);
        let (target, value) = (Box::new(target.expr), Box::new(value.expr));
        Ok(Operand::bare(span, ExprKind::NamedExpr { target, value }))
    }

    /// `*value`, where `allowed` says whether the value binds tightly enough.
    pub(super) fn starred(&self, pair: Pair, allowed: fn(&Operand) -> bool) -> Result<Operand> {
        let span = self.span(&pair);
        let value = self.operand_of(Children::of(pair).must())?;
        if !allowed(&value) {
            let fault = Fault::new("invalid-syntax", value.outer, "this expression after '*' needs parentheses");
            return Err(fault);
        }
        Ok(Operand::bare(span, ExprKind::Starred(Box::new(value.expr))))
    }

    pub(super) fn yield_expression(&self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        let kind = match Children::of(pair).next() {
            None => ExprKind::Yield(None),
            Some(value) if value.as_rule() == Rule::expression => {
                ExprKind::YieldFrom(Box::new(self.expression(value)?))
            }
            Some(value) => ExprKind::Yield(Some(Box::new(self.expression_list(value)?))),
        };
        Ok(Expr { span, kind })
    }

    /// What stands in the brackets of a subscript. A starred index makes a tuple even alone.
    pub(super) fn subscript(&self, pair: Pair) -> Result<Expr> {
        let mut slices = Vec::new();
        let mut span: Option<Span> = None;
        let mut is_tuple = false;
        for part in Children::of(pair) {
            let part_span = self.span(&part);
            span = Some(span.map_or(part_span, |first| join(first, part_span)));
            if part.as_rule() == Rule::trailing_comma {
                is_tuple = true;
                continue;
            }
            let slice = self.slice(part, part_span)?;
            is_tuple |= !slices.is_empty() || matches!(slice.kind, ExprKind::Starred(_));
            slices.push(slice);
        }
        if !is_tuple && let Some(only) = slices.pop() {
            return Ok(only);
        }
        Ok(Expr { span: span.unwrap_or_default(), kind: ExprKind::Tuple(slices) })
    }

    fn slice(&self, pair: Pair, span: Span) -> Result<Expr> {
        let mut children = Children::of(pair);
        if let Some(starred) = children.accept(Rule::starred) {
            return Ok(self.starred(starred, |_| true)?.expr);
        }
        let mut parts = [None, None, None];
        let mut colons = 0;
        while let Some(rule) = children.peek() {
            if rule == Rule::slice_colon {
                children.next();
                colons += 1;
            } else {
                parts[colons] = Some(Box::new(self.element(&mut children)?.expr));
            }
        }
        let [lower, upper, step] = parts;
        match lower {
            Some(index) if colons == 0 => Ok(*index),
            lower => Ok(Expr { span, kind: ExprKind::Slice { lower, upper, step } }),
        }
    }
}
