//! Simple statements, and the choice among all statements.

use super::{
    Builder, Result,
    children::Children,
    identifier, operators,
    target::{check_assignable, check_deletable, check_single},
    trimmed,
};
use crate::{
    fault::Fault,
    parser::{Pair, Rule},
    tree::{Alias, Expr, ExprKind, Span, Stmt, StmtKind},
};

impl Builder<'_> {
    pub(super) fn statement(&self, pair: Pair) -> Result<Stmt> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let mut children = Children::of(pair);
        let kind = match rule {
            Rule::expression_statement => self.expression_statement(children)?,
            Rule::return_statement => StmtKind::Return(self.optional_list(children.next())?),
            Rule::raise_statement => {
                StmtKind::Raise { exception: self.optional(children.next())?, cause: self.optional(children.next())? }
            }
            Rule::assert_statement => {
                StmtKind::Assert { test: self.expression(children.must())?, message: self.optional(children.next())? }
            }
            Rule::del_statement => self.delete(children.must())?,
            Rule::pass_statement => StmtKind::Pass,
            Rule::break_statement => StmtKind::Break,
            Rule::continue_statement => StmtKind::Continue,
            Rule::global_statement => StmtKind::Global(children.map(|name| self.name(&name)).collect()),
            Rule::nonlocal_statement => StmtKind::Nonlocal(children.map(|name| self.name(&name)).collect()),
            Rule::type_statement => self.type_alias(children)?,
            Rule::import_name => StmtKind::Import(children.map(|alias| self.alias(alias)).collect()),
            Rule::import_from => self.import_from(children, span)?,
            Rule::definition => return self.definition(children),
            Rule::if_statement => self.if_statement(children, span.end)?,
            Rule::while_statement => self.while_statement(children)?,
            Rule::for_statement => self.for_statement(children)?,
            Rule::try_statement => self.try_statement(children)?,
            Rule::with_statement => self.with_statement(children)?,
            Rule::match_statement => self.match_statement(children)?,
            other => unreachable!("the grammar has no such statement: {other:?}"),
        };
        Ok(Stmt { span, kind })
    }

    pub(super) fn optional(&self, pair: Option<Pair>) -> Result<Option<Expr>> {
        pair.map(|pair| self.expression(pair)).transpose()
    }

    fn optional_list(&self, pair: Option<Pair>) -> Result<Option<Expr>> {
        pair.map(|pair| self.expression_list(pair)).transpose()
    }

    /// An expression, an assignment, an augmented assignment or an annotation: all begin alike.
    fn expression_statement(&self, mut children: Children) -> Result<StmtKind> {
        let first = self.value(children.must())?;
        match children.peek() {
            None => Ok(StmtKind::Expr(first)),
            Some(Rule::augmented_operator) => {
                check_single(&first, "'{}' is an illegal expression for augmented assignment")?;
                let operator = children.must();
                let op = operators::binary(trimmed(&operator).trim_end_matches('='));
                let value = self.value(children.must())?;
                Ok(StmtKind::AugAssign { target: first, op, value })
            }
            Some(Rule::annotation) => {
                let refusal = match first.kind {
                    ExprKind::Tuple(_) | ExprKind::List(_) => "only single target (not {}) can be annotated",
                    _ => "illegal target for annotation",
                };
                check_single(&first, refusal)?;
                let mut parts = Children::of(children.must());
                let annotation = self.expression(parts.must())?;
                let value = parts.next().map(|pair| self.value(pair)).transpose()?;
                Ok(StmtKind::AnnAssign { target: first, annotation, value })
            }
            Some(_) => self.assignment(first, children),
        }
    }

    fn assignment(&self, first: Expr, values: Children) -> Result<StmtKind> {
        let mut targets = vec![first];
        for value in values {
            targets.push(self.value(value)?);
        }
        let value = targets.pop().expect("there is one value at least");
        for target in &targets {
            check_assignable(target)?;
            if matches!(target.kind, ExprKind::Starred(_)) {
                let message = "starred assignment target must be in a list or tuple";
                return Err(Fault::new("invalid-target", target.span, message));
            }
        }
        Ok(StmtKind::Assign { targets, value })
    }

    fn delete(&self, pair: Pair) -> Result<StmtKind> {
        let (targets, _) = self.listed(Children::of(pair))?;
        targets.iter().try_for_each(check_deletable)?;
        Ok(StmtKind::Delete(targets))
    }

    fn type_alias(&self, mut children: Children) -> Result<StmtKind> {
        let name = self.atom(children.must())?.expr;
        let type_params = self.type_parameters(children.accept(Rule::type_parameters))?;
        let value = self.expression(children.must())?;
        Ok(StmtKind::TypeAlias { name, type_params, value })
    }

    fn import_from(&self, mut children: Children, span: Span) -> Result<StmtKind> {
        let level = children.accept(Rule::import_level);
        let level = level.map_or(0, |dots| dots.as_str().bytes().filter(|&byte| byte == b'.').count() as u32);
        let module = children.accept(Rule::dotted_name).map(dotted_name);
        let names: Vec<_> = children.map(|alias| self.alias(alias)).collect();
        if self.source(span).ends_with(',') {
            let message = "trailing comma not allowed without surrounding parentheses";
            return Err(Fault::new("invalid-syntax", span, message));
        }
        Ok(StmtKind::ImportFrom { module, names, level })
    }

    fn alias(&self, pair: Pair) -> Alias {
        let span = self.span(&pair);
        if pair.as_rule() == Rule::import_star {
            return Alias { span, name: "*".to_owned(), alias: None };
        }
        let mut children = Children::of(pair);
        let name = children.must();
        let name = if name.as_rule() == Rule::dotted_name { dotted_name(name) } else { identifier(&name) };
        Alias { span, name, alias: children.next().map(|alias| identifier(&alias)) }
    }
}

fn dotted_name(pair: Pair) -> String {
    let parts: Vec<_> = pair.into_inner().map(|name| identifier(&name)).collect();
    parts.join(".")
}
