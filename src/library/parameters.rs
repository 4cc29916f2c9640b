//! What a function of the library says of its parameters, by their annotations.

use numlir_grammar::tree::{Expr, ExprKind, FunctionDef, Parameter, Stmt, StmtKind};

/// Annotations of what is converted when the function begins; functions of these names convert it.
const CONVERSIONS: [&str; 2] = ["ArrayLike", "ScalarOrArray"];

/// The parameters that are annotated `Literal`.
pub fn literals(definition: &FunctionDef) -> Vec<String> {
    let literal = |parameter: &&Parameter| annotation(parameter).is_some_and(|name| name == "Literal");
    all(definition).filter(literal).map(|parameter| parameter.name.clone()).collect()
}

/// Has a function begin with the conversions of its parameters: `def sort(a: ArrayLike)` with `a = ArrayLike(a)`.
pub fn convert(definition: &mut FunctionDef) {
    let conversions: Vec<_> = all(definition).filter_map(converted).collect();
    definition.body.splice(0..0, conversions);
}

fn converted(parameter: &Parameter) -> Option<Stmt> {
    let function = annotation(parameter).filter(|name| CONVERSIONS.contains(name))?;
    let span = parameter.span;
    let name = |name: &str| Expr { span, kind: ExprKind::Name(name.into()) };
    let arguments = vec![name(&parameter.name)];
    let call = ExprKind::Call { function: Box::new(name(function)), arguments, keywords: Vec::new() };
    let kind = StmtKind::Assign { targets: vec![name(&parameter.name)], value: Expr { span, kind: call } };
    Some(Stmt { span, kind })
}

fn annotation(parameter: &Parameter) -> Option<&str> {
    match &parameter.annotation.as_ref()?.kind {
        ExprKind::Name(name) => Some(name.as_str()),
        _ => None,
    }
}

fn all(definition: &FunctionDef) -> impl Iterator<Item = &Parameter> {
    let parameters = &definition.params;
    let positional = parameters.positional_only.iter().chain(&parameters.positional);
    positional.chain(&parameters.varargs).chain(&parameters.keyword_only)
}
