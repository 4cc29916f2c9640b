//! The names that one function binds, and so makes local.

use super::{
    code::{LocalVariable, Signature},
    visit::{Binding, Visitor, walk_expression, walk_statement},
};
use numlir_grammar::tree::{
    Comprehension, Expr, ExprKind, FunctionDef, Name, Parameter, Parameters, Span, Stmt, StmtKind,
};
use std::collections::{HashMap, HashSet};

/// A function's own names.
#[derive(Default)]
pub(super) struct Bindings<'a> {
    /// Parameters first, then the others as they appear.
    pub locals: Vec<LocalVariable>,
    pub places: HashMap<&'a str, u32>,
    pub globals: HashSet<&'a str>,
    pub nonlocals: HashSet<&'a str>,
    /// Names that one `def` binds and nothing else.
    pub defined_once: HashMap<&'a str, &'a FunctionDef>,
}

/// Collects what the body of a function binds.
pub(super) fn of_function<'a>(params: &'a Parameters, body: &'a [Stmt]) -> Bindings<'a> {
    let mut bindings = of_parameters(params);
    let mut declared = Declarations::default();
    declared.statements(body);
    bindings.globals = declared.globals;
    bindings.nonlocals = declared.nonlocals;
    bindings.statements(body);
    bindings
}

/// Collects what a lambda binds: its parameters and the targets of `:=`.
pub(super) fn of_lambda<'a>(params: &'a Parameters, body: &'a Expr) -> Bindings<'a> {
    let mut bindings = of_parameters(params);
    bindings.expression(body);
    bindings
}

/// Collects what a generator expression binds: its parameter, which is the first iterable, and its targets.
pub(super) fn of_generator(generators: &[Comprehension], span: Span) -> Bindings<'_> {
    let mut bindings = Bindings::default();
    bindings.bind(".0", span, Binding::Store);
    generators.iter().for_each(|generator| bindings.target(&generator.target, Binding::Store));
    bindings
}

/// The parameters' names, by kind.
pub(super) fn signature(params: &Parameters) -> Signature {
    let names = |list: &[Parameter]| list.iter().map(|parameter| parameter.name.clone()).collect();
    Signature {
        positional_only: names(&params.positional_only),
        positional: names(&params.positional),
        varargs: params.varargs.as_ref().map(|parameter| parameter.name.clone()),
        keyword_only: names(&params.keyword_only),
        kwargs: params.kwargs.as_ref().map(|parameter| parameter.name.clone()),
    }
}

fn of_parameters(params: &Parameters) -> Bindings<'_> {
    let mut bindings = Bindings::default();
    let positional = params.positional_only.iter().chain(&params.positional).chain(&params.varargs);
    for parameter in positional.chain(&params.keyword_only).chain(&params.kwargs) {
        bindings.bind(&parameter.name, parameter.span, Binding::Store);
    }
    bindings
}

impl<'a> Visitor<'a> for Bindings<'a> {
    fn bind(&mut self, name: &'a str, span: Span, binding: Binding<'a>) {
        if self.globals.contains(name) || self.nonlocals.contains(name) {
            return;
        }
        let next = self.locals.len() as u32;
        let is_new = *self.places.entry(name).or_insert(next) == next;
        if is_new {
            self.locals.push(LocalVariable { name: name.to_owned(), span, is_hidden: false });
        }
        match binding {
            Binding::Definition(def) if is_new && def.decorators.is_empty() => {
                self.defined_once.insert(name, def);
            }
            _ => {
                self.defined_once.remove(name);
            }
        }
    }

    /// The targets of a comprehension are its own; `:=` inside it binds in the function.
    fn comprehension(&mut self, parts: &[&'a Expr], generators: &'a [Comprehension]) {
        self.expressions(parts.iter().copied());
        for generator in generators {
            self.expression(&generator.iter);
            self.expressions(&generator.conditions);
        }
    }

    fn expression(&mut self, expression: &'a Expr) {
        // Most expressions bind nothing, and none of these has a part that could.
        if !matches!(expression.kind, ExprKind::Name(_) | ExprKind::Constant(_)) {
            walk_expression(self, expression);
        }
    }
}

/// Finds `global` and `nonlocal`, which hold for the whole function wherever they stand.
#[derive(Default)]
struct Declarations<'a> {
    globals: HashSet<&'a str>,
    nonlocals: HashSet<&'a str>,
}

impl<'a> Visitor<'a> for Declarations<'a> {
    fn statement(&mut self, statement: &'a Stmt) {
        let texts = |names: &'a [Name]| names.iter().map(|name| name.text.as_str());
        match &statement.kind {
            StmtKind::Global(names) => self.globals.extend(texts(names)),
            StmtKind::Nonlocal(names) => self.nonlocals.extend(texts(names)),
            _ => walk_statement(self, statement),
        }
    }

    fn expression(&mut self, _expression: &'a Expr) {}

    fn comprehension(&mut self, _parts: &[&'a Expr], _generators: &'a [Comprehension]) {}
}
