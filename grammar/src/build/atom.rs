//! Atoms: names, literals, and everything in brackets.

use super::{Builder, Result, children::Children, expression::Operand, identifier, trimmed};
use crate::{
    fault::Fault,
    parser::{Pair, Rule},
    tree::{Comprehension, Constant, Expr, ExprKind, Span},
};

impl Builder<'_> {
    pub(super) fn atom(&self, pair: Pair) -> Result<Operand> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::name => ExprKind::Name(identifier(&pair)),
            Rule::number => ExprKind::Constant(self.number(&pair)?),
            Rule::strings => self.strings(pair)?,
            Rule::singleton => ExprKind::Constant(singleton(&pair)),
            Rule::ellipsis => ExprKind::Constant(Constant::Ellipsis),
            Rule::parenthesis => return self.parenthesis(pair, span),
            Rule::list => self.list(pair)?,
            Rule::braces => self.braces(pair)?,
            other => unreachable!("the grammar has no such atom: {other:?}"),
        };
        Ok(Operand::bare(span, kind))
    }

    /// An empty tuple, a tuple, a generator expression, or one expression, which keeps its own span.
    fn parenthesis(&self, pair: Pair, outer: Span) -> Result<Operand> {
        let mut children = Children::of(pair);
        let Some(first) = children.peek() else {
            return Ok(Operand::bare(outer, ExprKind::Tuple(Vec::new())));
        };
        if first == Rule::yield_expression {
            let expr = self.yield_expression(children.must())?;
            return Ok(Operand { expr, outer });
        }
        let first = self.element(&mut children)?;
        match children.peek() {
            None if matches!(first.expr.kind, ExprKind::Starred(_)) => {
                let message = "cannot use starred expression here";
                Err(Fault::new("invalid-syntax", first.outer, message).help("a tuple of one needs a comma: (*a,)"))
            }
            None => Ok(Operand { expr: first.expr, outer }),
            Some(Rule::comprehension_clause) => {
                let (element, generators) = self.comprehension(first, children)?;
                Ok(Operand::bare(outer, ExprKind::GeneratorExp { element, generators }))
            }
            Some(_) => Ok(Operand::bare(outer, ExprKind::Tuple(self.rest_of_elements(first, children)?))),
        }
    }

    fn list(&self, pair: Pair) -> Result<ExprKind> {
        let mut children = Children::of(pair);
        if children.peek().is_none() {
            return Ok(ExprKind::List(Vec::new()));
        }
        let first = self.element(&mut children)?;
        if children.peek() == Some(Rule::comprehension_clause) {
            let (element, generators) = self.comprehension(first, children)?;
            return Ok(ExprKind::ListComp { element, generators });
        }
        Ok(ExprKind::List(self.rest_of_elements(first, children)?))
    }

    fn rest_of_elements(&self, first: Operand, children: Children) -> Result<Vec<Expr>> {
        let (mut elements, _) = self.listed(children)?;
        elements.insert(0, first.expr);
        Ok(elements)
    }

    /// A dictionary or a set, displayed or comprehended. The first item decides.
    fn braces(&self, pair: Pair) -> Result<ExprKind> {
        let mut children = Children::of(pair);
        let mut items = Vec::new();
        let mut elements = Vec::new();
        while let Some(rule) = children.peek() {
            if rule == Rule::comprehension_clause {
                return self.braces_comprehension(items, elements, children);
            }
            if rule == Rule::double_starred {
                let pair = children.must();
                let span = self.span(&pair);
                let value = self.starred(pair, super::expression::may_be_unpacked)?;
                let ExprKind::Starred(value) = value.expr.kind else { unreachable!("starred makes a starred") };
                mixed(!elements.is_empty(), span)?;
                items.push((None, *value));
                continue;
            }
            let element = self.element(&mut children)?;
            let Some(pair) = children.accept(Rule::dict_value) else {
                if !items.is_empty() {
                    let message = "':' expected after dictionary key";
                    return Err(Fault::new("invalid-syntax", element.outer, message));
                }
                elements.push(element.expr);
                continue;
            };
            mixed(!elements.is_empty(), self.span(&pair))?;
            if matches!(element.expr.kind, ExprKind::Starred(_) | ExprKind::NamedExpr { .. })
                && !element.is_parenthesized()
            {
                let message = "this cannot be a dictionary key without parentheses";
                return Err(Fault::new("invalid-syntax", element.outer, message));
            }
            let value = self.expression(Children::of(pair).must())?;
            items.push((Some(element.expr), value));
        }
        Ok(if elements.is_empty() { ExprKind::Dict(items) } else { ExprKind::Set(elements) })
    }

    fn braces_comprehension(
        &self,
        mut items: Vec<(Option<Expr>, Expr)>,
        mut elements: Vec<Expr>,
        children: Children,
    ) -> Result<ExprKind> {
        if let Some(element) = elements.pop() {
            let element = Operand { outer: element.span, expr: element };
            let (element, generators) = self.comprehension(element, children)?;
            return Ok(ExprKind::SetComp { element, generators });
        }
        let (key, value) = items.pop().expect("the grammar puts an item before the clauses");
        let Some(key) = key else {
            let message = "dict unpacking cannot be used in dict comprehension";
            return Err(Fault::new("invalid-syntax", value.span, message));
        };
        let generators = self.generators(children)?;
        Ok(ExprKind::DictComp { key: Box::new(key), value: Box::new(value), generators })
    }

    fn comprehension(&self, element: Operand, children: Children) -> Result<(Box<Expr>, Vec<Comprehension>)> {
        if matches!(element.expr.kind, ExprKind::Starred(_)) {
            let message = "iterable unpacking cannot be used in comprehension";
            return Err(Fault::new("invalid-syntax", element.outer, message));
        }
        Ok((Box::new(element.expr), self.generators(children)?))
    }

    /// The `for` clauses of a comprehension, each with its conditions.
    pub(super) fn generators<'i>(&self, clauses: impl Iterator<Item = Pair<'i>>) -> Result<Vec<Comprehension>> {
        clauses
            .map(|clause| {
                let mut children = Children::of(clause);
                let is_async = children.accept(Rule::kw_async).is_some();
                let target = self.targets(children.must())?;
                let iter = self.expression(children.must())?;
                let conditions = children.map(|condition| self.expression(condition)).collect::<Result<_>>()?;
                Ok(Comprehension { is_async, target, iter, conditions })
            })
            .collect()
    }
}

fn mixed(is_set: bool, span: Span) -> Result<()> {
    if is_set { Err(Fault::new("invalid-syntax", span, "a set cannot have dictionary items")) } else { Ok(()) }
}

pub(super) fn singleton(pair: &Pair) -> Constant {
    match trimmed(pair) {
        "None" => Constant::None,
        word => Constant::Bool(word == "True"),
    }
}
