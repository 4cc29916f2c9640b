//! Functions, classes and lambdas.

use super::{Builder, Result, children::Children, identifier};
use crate::{
    fault::Fault,
    parser::{Pair, Rule},
    tree::{ClassDef, Expr, ExprKind, FunctionDef, Parameters, Stmt, StmtKind, TypeParam, TypeParamKind},
};

impl Builder<'_> {
    /// A definition's span starts at `def`, `async` or `class`, not at its decorators.
    pub(super) fn definition(&self, mut children: Children) -> Result<Stmt> {
        let mut decorators = Vec::new();
        while let Some(decorator) = children.accept(Rule::decorator) {
            decorators.push(self.named_expression(Children::of(decorator).must())?);
        }
        let pair = children.must();
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::function_definition => self.function_definition(pair, decorators)?,
            _ => self.class_definition(pair, decorators)?,
        };
        Ok(Stmt { span, kind })
    }

    fn function_definition(&self, pair: Pair, decorators: Vec<Expr>) -> Result<StmtKind> {
        let mut children = Children::of(pair);
        let is_async = children.accept(Rule::kw_async).is_some();
        let name = self.name(&children.must());
        let type_params = self.type_parameters(children.accept(Rule::type_parameters))?;
        let params = self.optional_parameters(children.accept(Rule::parameters))?;
        let returns = self.optional(children.accept(Rule::expression))?;
        let body = self.block(children.must())?;
        let definition = FunctionDef { is_async, name, type_params, params, body, decorators, returns };
        Ok(StmtKind::FunctionDef(Box::new(definition)))
    }

    fn class_definition(&self, pair: Pair, decorators: Vec<Expr>) -> Result<StmtKind> {
        let mut children = Children::of(pair);
        let name = self.name(&children.must());
        let type_params = self.type_parameters(children.accept(Rule::type_parameters))?;
        let call = children.accept(Rule::call);
        let brackets = call.as_ref().map(|call| self.span(call));
        let arguments = call.map(|call| self.arguments(call)).transpose()?;
        let (bases, keywords) = arguments.unwrap_or_default();
        if let [Expr { span, kind: ExprKind::GeneratorExp { .. } }] = bases[..]
            && Some(span) == brackets
        {
            return Err(Fault::new("invalid-syntax", span, "a class cannot inherit from a generator expression"));
        }
        let body = self.block(children.must())?;
        Ok(StmtKind::ClassDef(Box::new(ClassDef { name, type_params, bases, keywords, body, decorators })))
    }

    pub(super) fn type_parameters(&self, pair: Option<Pair>) -> Result<Vec<TypeParam>> {
        let Some(pair) = pair else { return Ok(Vec::new()) };
        Children::of(pair).map(|parameter| self.type_parameter(parameter)).collect()
    }

    fn type_parameter(&self, pair: Pair) -> Result<TypeParam> {
        let span = self.span(&pair);
        let stars = pair.as_str().bytes().take_while(|&byte| byte == b'*').count();
        let (kind, what) = match stars {
            0 => (TypeParamKind::TypeVar, "TypeVar"),
            1 => (TypeParamKind::TypeVarTuple, "TypeVarTuple"),
            _ => (TypeParamKind::ParamSpec, "ParamSpec"),
        };
        let mut children = Children::of(pair);
        let name = identifier(&children.must());
        let bound = self.optional(children.next())?;
        if let Some(bound) = &bound
            && kind != TypeParamKind::TypeVar
        {
            return Err(Fault::new("invalid-syntax", bound.span, format!("cannot use bound with {what}")));
        }
        Ok(TypeParam { span, name, kind, bound })
    }

    pub(crate) fn lambda(&self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let params = Box::new(self.optional_parameters(children.accept(Rule::lambda_parameters))?);
        let body = Box::new(self.expression(children.must())?);
        Ok(Expr { span, kind: ExprKind::Lambda { params, body } })
    }

    fn optional_parameters(&self, pair: Option<Pair>) -> Result<Parameters> {
        pair.map_or(Ok(Parameters::default()), |pair| self.parameters(pair))
    }
}
