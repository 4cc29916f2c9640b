//! The parameters of functions and lambdas.

use std::collections::HashMap;

use super::{Builder, Result, children::Children, identifier};
use crate::{
    fault::Fault,
    parser::{Pair, Rule},
    tree::{Expr, Parameter, Parameters, Span},
};

/// Parameters as far as they are read.
#[derive(Default)]
struct Reader {
    parameters: Parameters,
    slash: Option<Span>,
    /// Where a `*` stands, with or without a name.
    star: Option<Span>,
    /// A `*` without a name, as long as no parameter follows it.
    bare_star: Option<Span>,
}

impl Builder<'_> {
    pub(super) fn parameters(&self, pair: Pair) -> Result<Parameters> {
        let mut reader = Reader::default();
        for part in Children::of(pair) {
            let span = self.span(&part);
            if let Some(kwargs) = &reader.parameters.kwargs {
                let fault = Fault::new("parameter-order", span, "parameters cannot follow var-keyword parameter");
                return Err(fault.related(kwargs.span, "the var-keyword parameter"));
            }
            match part.as_rule() {
                Rule::slash => reader.slash(span)?,
                Rule::star_parameter | Rule::lambda_star => reader.star(self.starred_parameter(part)?, span)?,
                Rule::keywords_parameter | Rule::lambda_keywords => {
                    reader.parameters.kwargs = self.starred_parameter(part)?;
                }
                _ => reader.plain(self.parameter(part)?)?,
            }
        }
        if let Some(span) = reader.bare_star {
            return Err(Fault::new("parameter-order", span, "named parameters must follow bare *"));
        }
        check_unique(&reader.parameters)?;
        Ok(reader.parameters)
    }

    /// `name: annotation = default`; the span leaves the default out, as in `ast`.
    fn parameter(&self, pair: Pair) -> Result<Parameter> {
        let mut children = Children::of(pair);
        let name = children.must();
        let mut span = self.span(&name);
        let annotation = self.annotation(&mut children, &mut span)?;
        let default = match children.accept(Rule::default) {
            Some(default) => Some(self.expression(Children::of(default).must())?),
            None => None,
        };
        Ok(Parameter { span, name: identifier(&name), annotation, default })
    }

    /// The parameter behind `*` or `**`; a bare `*` has none.
    fn starred_parameter(&self, pair: Pair) -> Result<Option<Parameter>> {
        let mut children = Children::of(pair);
        let Some(name) = children.next() else { return Ok(None) };
        let mut span = self.span(&name);
        let annotation = self.annotation(&mut children, &mut span)?;
        Ok(Some(Parameter { span, name: identifier(&name), annotation, default: None }))
    }

    fn annotation(&self, children: &mut Children, span: &mut Span) -> Result<Option<Expr>> {
        if !matches!(children.peek(), Some(Rule::expression | Rule::starred)) {
            return Ok(None);
        }
        let annotation = self.element(children)?;
        span.end = annotation.outer.end;
        Ok(Some(annotation.expr))
    }
}

impl Reader {
    fn slash(&mut self, span: Span) -> Result<()> {
        let message = if self.slash.is_some() {
            "/ may appear only once"
        } else if self.star.is_some() {
            "/ must be ahead of *"
        } else if self.parameters.positional.is_empty() {
            "at least one parameter must precede /"
        } else {
            self.slash = Some(span);
            self.parameters.positional_only = std::mem::take(&mut self.parameters.positional);
            return Ok(());
        };
        Err(Fault::new("parameter-order", span, message))
    }

    fn star(&mut self, parameter: Option<Parameter>, span: Span) -> Result<()> {
        if let Some(first) = self.star.replace(span) {
            let fault = Fault::new("parameter-order", span, "* may appear only once");
            return Err(fault.related(first, "the first *"));
        }
        self.bare_star = parameter.is_none().then_some(span);
        self.parameters.varargs = parameter;
        Ok(())
    }

    fn plain(&mut self, parameter: Parameter) -> Result<()> {
        self.bare_star = None;
        if self.star.is_some() {
            self.parameters.keyword_only.push(parameter);
            return Ok(());
        }
        let Parameters { positional_only, positional, .. } = &mut self.parameters;
        let last = positional.last().or(positional_only.last());
        if let Some(last) = last
            && last.default.is_some()
            && parameter.default.is_none()
        {
            let message = "parameter without a default follows parameter with a default";
            let fault = Fault::new("parameter-order", parameter.span, message);
            return Err(fault.related(last.span, "this one has a default"));
        }
        positional.push(parameter);
        Ok(())
    }
}

fn check_unique(parameters: &Parameters) -> Result<()> {
    let Parameters { positional_only, positional, varargs, keyword_only, kwargs } = parameters;
    let mut seen = HashMap::new();
    for parameter in positional_only.iter().chain(positional).chain(varargs).chain(keyword_only).chain(kwargs) {
        if let Some(first) = seen.insert(parameter.name.as_str(), parameter.span) {
            let message = format!("duplicate argument '{}' in function definition", parameter.name);
            return Err(Fault::new("duplicate-parameter", parameter.span, message).related(first, "first here"));
        }
    }
    Ok(())
}
