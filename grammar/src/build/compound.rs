//! Statements with blocks, apart from definitions.

use super::{Builder, Result, children::Children};
use crate::{
    fault::Fault,
    parser::{Pair, Rule},
    tree::{ExceptHandler, Span, Stmt, StmtKind, WithItem},
};

/// Each `elif` is one level of the tree, and so many levels are safe to walk.
const MOST_ELIFS: usize = 1000;

impl Builder<'_> {
    pub(super) fn block(&self, pair: Pair) -> Result<Vec<Stmt>> {
        Children::of(pair).map(|statement| self.statement(statement)).collect()
    }

    fn else_block(&self, pair: Option<Pair>) -> Result<Vec<Stmt>> {
        pair.map_or(Ok(Vec::new()), |pair| self.block(Children::of(pair).must()))
    }

    /// `end` is where the whole statement ends, and with it each of its `elif`s.
    pub(super) fn if_statement(&self, mut children: Children, end: u32) -> Result<StmtKind> {
        let test = self.named_expression(children.must())?;
        let body = self.block(children.must())?;
        let mut clauses: Vec<_> = std::iter::from_fn(|| children.accept(Rule::elif_clause)).collect();
        if clauses.len() > MOST_ELIFS {
            let message = format!("more than {MOST_ELIFS} 'elif' clauses");
            return Err(Fault::new("too-deep", self.span(&clauses[MOST_ELIFS]), message));
        }
        let mut orelse = self.else_block(children.accept(Rule::else_clause))?;
        while let Some(clause) = clauses.pop() {
            let span = Span { start: self.span(&clause).start, end };
            let mut parts = Children::of(clause);
            let test = self.named_expression(parts.must())?;
            let body = self.block(parts.must())?;
            orelse = vec![Stmt { span, kind: StmtKind::If { test, body, orelse } }];
        }
        Ok(StmtKind::If { test, body, orelse })
    }

    pub(super) fn while_statement(&self, mut children: Children) -> Result<StmtKind> {
        let test = self.named_expression(children.must())?;
        let body = self.block(children.must())?;
        let orelse = self.else_block(children.next())?;
        Ok(StmtKind::While { test, body, orelse })
    }

    pub(super) fn for_statement(&self, mut children: Children) -> Result<StmtKind> {
        let is_async = children.accept(Rule::kw_async).is_some();
        let target = self.targets(children.must())?;
        let iter = self.expression_list(children.must())?;
        let body = self.block(children.must())?;
        let orelse = self.else_block(children.next())?;
        Ok(StmtKind::For { is_async, target, iter, body, orelse })
    }

    pub(super) fn with_statement(&self, mut children: Children) -> Result<StmtKind> {
        let is_async = children.accept(Rule::kw_async).is_some();
        let mut items = Vec::new();
        while let Some(item) = children.accept(Rule::with_item) {
            let mut parts = Children::of(item);
            let context = self.expression(parts.must())?;
            let target = parts.next().map(|target| self.target(target)).transpose()?;
            items.push(WithItem { context, target });
        }
        Ok(StmtKind::With { is_async, items, body: self.block(children.must())? })
    }

    pub(super) fn try_statement(&self, mut children: Children) -> Result<StmtKind> {
        let body = self.block(children.must())?;
        let mut handlers: Vec<ExceptHandler> = Vec::new();
        let mut star = None;
        while let Some(clause) = children.accept(Rule::except_clause) {
            if let Some(last) = handlers.last()
                && last.class.is_none()
            {
                let fault = Fault::new("except-order", last.span, "default 'except:' must be last");
                return Err(fault);
            }
            let (is_star, handler) = self.handler(clause)?;
            if *star.get_or_insert(is_star) != is_star {
                let message = "cannot have both 'except' and 'except*' on the same 'try'";
                return Err(Fault::new("except-order", handler.span, message));
            }
            handlers.push(handler);
        }
        let orelse = self.else_block(children.accept(Rule::else_clause))?;
        let finally = self.else_block(children.accept(Rule::finally_clause))?;
        Ok(StmtKind::Try { is_star: star.unwrap_or(false), body, handlers, orelse, finally })
    }

    fn handler(&self, pair: Pair) -> Result<(bool, ExceptHandler)> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let star = children.accept(Rule::except_star);
        let class = self.optional(children.accept(Rule::expression))?;
        if let Some(star) = &star
            && class.is_none()
        {
            let message = "expected one or more exception types";
            return Err(Fault::new("invalid-syntax", self.span(star), message));
        }
        let name = children.accept(Rule::name).map(|name| self.name(&name));
        let body = self.block(children.must())?;
        Ok((star.is_some(), ExceptHandler { span, class, name, body }))
    }
}
