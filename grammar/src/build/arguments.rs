//! The arguments of a call or of a class definition.

use std::collections::HashMap;

use super::{Builder, Result, children::Children, expression::Operand, join, target::describe, trimmed};
use crate::{
    fault::Fault,
    parser::{Pair, Rule},
    tree::{Constant, Expr, ExprKind, Keyword, Span},
};

/// Arguments as far as they are read.
#[derive(Default)]
struct Arguments {
    positional: Vec<Expr>,
    keywords: Vec<Keyword>,
    /// The first `**values`.
    unpacked: Option<Span>,
}

impl Builder<'_> {
    pub(super) fn arguments(&self, pair: Pair) -> Result<(Vec<Expr>, Vec<Keyword>)> {
        let brackets = self.span(&pair);
        let ends_in_comma = trimmed(&pair).trim_end_matches([')', ' ']).ends_with(',');
        let mut arguments = Arguments::default();
        let mut children = Children::of(pair);
        while let Some(rule) = children.peek() {
            match rule {
                Rule::starred => {
                    let starred = self.starred(children.must(), |_| true)?.expr;
                    arguments.check_unpacking_order(&starred)?;
                    arguments.positional.push(starred);
                }
                Rule::double_starred => {
                    let pair = children.must();
                    let span = self.span(&pair);
                    arguments.unpacked.get_or_insert(span);
                    let value = self.expression(Children::of(pair).must())?;
                    arguments.keywords.push(Keyword { span, name: None, value });
                }
                _ => self.argument(&mut arguments, &mut children)?,
            }
            if children.peek() == Some(Rule::comprehension_clause) {
                let is_first = arguments.positional.len() == 1 && arguments.keywords.is_empty();
                let element = self.generator_element(&mut arguments)?;
                let clauses = std::iter::from_fn(|| children.accept(Rule::comprehension_clause));
                let generators = self.generators(clauses)?;
                if !is_first || ends_in_comma || children.peek().is_some() {
                    let message = "generator expression must be parenthesized";
                    return Err(Fault::new("invalid-syntax", element.span, message));
                }
                let kind = ExprKind::GeneratorExp { element: Box::new(element), generators };
                arguments.positional.push(Expr { span: brackets, kind });
            }
        }
        arguments.check_repeated()?;
        Ok((arguments.positional, arguments.keywords))
    }

    fn argument(&self, arguments: &mut Arguments, children: &mut Children) -> Result<()> {
        let operand = self.operand_of(children.must())?;
        if let Some(pair) = children.accept(Rule::keyword_value) {
            let span = join(operand.outer, self.span(&pair));
            let name = keyword_name(operand)?;
            let value = self.expression(Children::of(pair).must())?;
            arguments.keywords.push(Keyword { span, name: Some(name), value });
            return Ok(());
        }
        let operand = match children.accept(Rule::walrus) {
            Some(_) => self.named(operand, children.must())?,
            None => operand,
        };
        arguments.check_positional_order(operand.outer)?;
        arguments.positional.push(operand.expr);
        Ok(())
    }

    /// The argument before a `for`, which becomes the element of a generator expression.
    fn generator_element(&self, arguments: &mut Arguments) -> Result<Expr> {
        match arguments.keywords.last() {
            Some(keyword) => {
                let fault = Fault::new("invalid-syntax", keyword.span, "a generator expression cannot follow 'name='");
                Err(fault.help("put parentheses around it, or maybe you meant '==' or ':=' instead of '='"))
            }
            None => Ok(arguments.positional.pop().expect("the grammar puts an argument before the clauses")),
        }
    }
}

impl Arguments {
    fn check_positional_order(&self, span: Span) -> Result<()> {
        let Some(last) = self.keywords.last() else { return Ok(()) };
        let after = if last.name.is_some() { "keyword argument" } else { "keyword argument unpacking" };
        let fault = Fault::new("argument-order", span, format!("positional argument follows {after}"));
        Err(fault.related(last.span, "the keyword argument"))
    }

    /// `*values` may follow `name=value`, but not `**values`.
    fn check_unpacking_order(&self, starred: &Expr) -> Result<()> {
        let Some(unpacked) = self.unpacked else { return Ok(()) };
        let message = "iterable argument unpacking follows keyword argument unpacking";
        Err(Fault::new("argument-order", starred.span, message).related(unpacked, "unpacked here"))
    }

    fn check_repeated(&self) -> Result<()> {
        if self.keywords.len() < 2 {
            return Ok(());
        }
        let mut seen = HashMap::new();
        for Keyword { span, name, .. } in &self.keywords {
            let Some(name) = name else { continue };
            if let Some(first) = seen.insert(name.as_str(), *span) {
                let message = format!("keyword argument repeated: {name}");
                return Err(Fault::new("repeated-argument", *span, message).related(first, "first given here"));
            }
        }
        Ok(())
    }
}

fn keyword_name(operand: Operand) -> Result<String> {
    let is_parenthesized = operand.is_parenthesized();
    match operand.expr.kind {
        ExprKind::Name(name) if !is_parenthesized => Ok(name),
        ExprKind::Constant(Constant::None | Constant::Bool(_)) => {
            let message = format!("cannot assign to {}", describe(&operand.expr));
            Err(Fault::new("invalid-target", operand.outer, message))
        }
        _ => {
            let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
            Err(Fault::new("invalid-target", operand.outer, message))
        }
    }
}
