//! What can be assigned to, and what can be deleted.

use super::{Builder, Result, children::Children};
use crate::{
    fault::Fault,
    parser::{Pair, Rule},
    tree::{Constant, Expr, ExprKind},
};

impl Builder<'_> {
    /// The targets of a `for`: one, or a tuple.
    pub(super) fn targets(&self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        let mut elements = Vec::new();
        let mut is_tuple = false;
        for item in Children::of(pair) {
            is_tuple |= !elements.is_empty();
            match item.as_rule() {
                Rule::trailing_comma => is_tuple = true,
                Rule::starred_target => {
                    let span = self.span(&item);
                    let value = self.target(Children::of(item).must())?;
                    elements.push(Expr { span, kind: ExprKind::Starred(Box::new(value)) });
                }
                _ => elements.push(self.target(item)?),
            }
        }
        if !is_tuple && let Some(only) = elements.pop() {
            return Ok(only);
        }
        Ok(Expr { span, kind: ExprKind::Tuple(elements) })
    }

    pub(super) fn target(&self, pair: Pair) -> Result<Expr> {
        let target = self.expression(pair)?;
        check_assignable(&target)?;
        Ok(target)
    }
}

/// Checks a target of `=`, `for`, `with` or a comprehension.
pub(super) fn check_assignable(target: &Expr) -> Result<()> {
    match &target.kind {
        ExprKind::Name(_) | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => Ok(()),
        ExprKind::Starred(value) => check_assignable(value),
        ExprKind::Tuple(elements) | ExprKind::List(elements) => elements.iter().try_for_each(check_assignable),
        _ => Err(unassignable(target)),
    }
}

/// Checks a target of `+=` and its like or of an annotation, which is one place.
pub(super) fn check_single(target: &Expr, refusal: &str) -> Result<()> {
    match &target.kind {
        ExprKind::Name(_) | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => Ok(()),
        _ => {
            let message = refusal.replace("{}", describe(target));
            Err(Fault::new("invalid-target", target.span, message))
        }
    }
}

pub(super) fn check_deletable(target: &Expr) -> Result<()> {
    match &target.kind {
        ExprKind::Name(_) | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => Ok(()),
        ExprKind::Tuple(elements) | ExprKind::List(elements) => elements.iter().try_for_each(check_deletable),
        _ => {
            let message = format!("cannot delete {}", describe(target));
            Err(Fault::new("invalid-target", target.span, message))
        }
    }
}

pub(super) fn unassignable(target: &Expr) -> Fault {
    let fault = Fault::new("invalid-target", target.span, format!("cannot assign to {}", describe(target)));
    match target.kind {
        ExprKind::Compare { .. } | ExprKind::Constant(Constant::None | Constant::Bool(_)) => fault,
        _ => fault.help("maybe you meant '==' instead of '='"),
    }
}

/// What an expression is called in errors, as CPython calls it.
pub(super) fn describe(expr: &Expr) -> &'static str {
    match &expr.kind {
        ExprKind::Attribute { .. } => "attribute",
        ExprKind::Subscript { .. } => "subscript",
        ExprKind::Starred(_) => "starred",
        ExprKind::Name(_) => "name",
        ExprKind::List(_) => "list",
        ExprKind::Tuple(_) => "tuple",
        ExprKind::Lambda { .. } => "lambda",
        ExprKind::Call { .. } => "function call",
        ExprKind::BoolOp { .. } | ExprKind::Binary { .. } | ExprKind::Unary { .. } => "expression",
        ExprKind::GeneratorExp { .. } => "generator expression",
        ExprKind::Yield(_) | ExprKind::YieldFrom(_) => "yield expression",
        ExprKind::Await(_) => "await expression",
        ExprKind::ListComp { .. } => "list comprehension",
        ExprKind::SetComp { .. } => "set comprehension",
        ExprKind::DictComp { .. } => "dict comprehension",
        ExprKind::Dict(_) => "dict literal",
        ExprKind::Set(_) => "set display",
        ExprKind::JoinedStr(_) => "f-string expression",
        ExprKind::Constant(Constant::None) => "None",
        ExprKind::Constant(Constant::Bool(true)) => "True",
        ExprKind::Constant(Constant::Bool(false)) => "False",
        ExprKind::Constant(Constant::Ellipsis) => "ellipsis",
        ExprKind::Constant(_) => "literal",
        ExprKind::Compare { .. } => "comparison",
        ExprKind::IfExp { .. } => "conditional expression",
        ExprKind::NamedExpr { .. } => "named expression",
        ExprKind::Slice { .. } => "slice",
    }
}
