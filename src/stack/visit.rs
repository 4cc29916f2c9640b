//! A walk over the tree in order of evaluation, which tells the names that are bound from those that are read.
//! It does not enter nested functions, lambdas and classes, and skips annotations.

use numlir_grammar::tree::{
    Comprehension, ExceptHandler, Expr, ExprKind, FStringPart, FunctionDef, MatchCase, Parameters, Pattern,
    PatternKind, Span, Stmt, StmtKind,
};

/// How a statement binds a name.
#[derive(Clone, Copy)]
pub(super) enum Binding<'a> {
    Store,
    Delete,
    Definition(&'a FunctionDef),
}

pub(super) trait Visitor<'a>: Sized {
    fn bind(&mut self, _name: &'a str, _span: Span, _binding: Binding<'a>) {}

    fn statement(&mut self, statement: &'a Stmt) {
        walk_statement(self, statement);
    }

    fn expression(&mut self, expression: &'a Expr) {
        walk_expression(self, expression);
    }

    /// `parts` are the element, or key and value.
    fn comprehension(&mut self, parts: &[&'a Expr], generators: &'a [Comprehension]);

    fn lambda(&mut self, _expression: &'a Expr, params: &'a Parameters, _body: &'a Expr) {
        walk_defaults(self, params);
    }

    fn statements(&mut self, statements: &'a [Stmt]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn expressions(&mut self, expressions: impl IntoIterator<Item = &'a Expr>) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn target(&mut self, target: &'a Expr, binding: Binding<'a>) {
        match &target.kind {
            ExprKind::Name(name) => self.bind(name, target.span, binding),
            ExprKind::Tuple(elements) | ExprKind::List(elements) => {
                elements.iter().for_each(|element| self.target(element, binding));
            }
            ExprKind::Starred(inner) => self.target(inner, binding),
            _ => self.expression(target),
        }
    }
}

pub(super) fn walk_defaults<'a>(visitor: &mut impl Visitor<'a>, params: &'a Parameters) {
    visitor.expressions(defaults(params));
}

/// The default expressions in the order of their evaluation.
pub(super) fn defaults(params: &Parameters) -> impl Iterator<Item = &Expr> {
    let positional = params.positional_only.iter().chain(&params.positional);
    positional.chain(&params.keyword_only).filter_map(|parameter| parameter.default.as_ref())
}

pub(super) fn walk_statement<'a>(visitor: &mut impl Visitor<'a>, statement: &'a Stmt) {
    match &statement.kind {
        StmtKind::FunctionDef(def) => {
            visitor.expressions(&def.decorators);
            walk_defaults(visitor, &def.params);
            visitor.bind(&def.name.text, def.name.span, Binding::Definition(def));
        }
        StmtKind::ClassDef(class) => visitor.bind(&class.name.text, class.name.span, Binding::Store),
        StmtKind::Return(value) => visitor.expressions(value),
        StmtKind::Delete(targets) => targets.iter().for_each(|target| visitor.target(target, Binding::Delete)),
        StmtKind::Assign { targets, value } => {
            visitor.expression(value);
            targets.iter().for_each(|target| visitor.target(target, Binding::Store));
        }
        StmtKind::AugAssign { target, value, .. } => {
            visitor.expression(target);
            visitor.expression(value);
            visitor.target(target, Binding::Store);
        }
        StmtKind::AnnAssign { target, value, .. } => {
            visitor.expressions(value);
            visitor.target(target, Binding::Store);
        }
        StmtKind::TypeAlias { name, .. } => visitor.target(name, Binding::Store),
        StmtKind::For { target, iter, body, orelse, .. } => {
            visitor.expression(iter);
            visitor.target(target, Binding::Store);
            visitor.statements(body);
            visitor.statements(orelse);
        }
        StmtKind::While { test, body, orelse } => {
            visitor.expression(test);
            visitor.statements(body);
            visitor.statements(orelse);
        }
        StmtKind::If { .. } => walk_if(visitor, statement),
        StmtKind::With { items, body, .. } => {
            for item in items {
                visitor.expression(&item.context);
                item.target.iter().for_each(|target| visitor.target(target, Binding::Store));
            }
            visitor.statements(body);
        }
        StmtKind::Match { subject, cases } => {
            visitor.expression(subject);
            cases.iter().for_each(|case| walk_case(visitor, case));
        }
        StmtKind::Raise { exception, cause } => visitor.expressions(exception.iter().chain(cause)),
        StmtKind::Try { body, handlers, orelse, finally, .. } => {
            visitor.statements(body);
            handlers.iter().for_each(|handler| walk_handler(visitor, handler));
            visitor.statements(orelse);
            visitor.statements(finally);
        }
        StmtKind::Assert { test, message } => {
            visitor.expression(test);
            visitor.expressions(message);
        }
        StmtKind::Import(names) | StmtKind::ImportFrom { names, .. } => {
            for alias in names.iter().filter(|alias| alias.name != "*") {
                let bound = alias.alias.as_deref().unwrap_or_else(|| alias.name.split('.').next().unwrap_or(""));
                visitor.bind(bound, alias.span, Binding::Store);
            }
        }
        StmtKind::Expr(value) => visitor.expression(value),
        StmtKind::Global(_) | StmtKind::Nonlocal(_) | StmtKind::Pass | StmtKind::Break | StmtKind::Continue => {}
    }
}

/// An `elif` chain is as long as the user likes, so it is walked in a loop.
fn walk_if<'a>(visitor: &mut impl Visitor<'a>, mut statement: &'a Stmt) {
    while let StmtKind::If { test, body, orelse } = &statement.kind {
        visitor.expression(test);
        visitor.statements(body);
        let [next] = &orelse[..] else { return visitor.statements(orelse) };
        statement = next;
    }
    visitor.statement(statement);
}

fn walk_handler<'a>(visitor: &mut impl Visitor<'a>, handler: &'a ExceptHandler) {
    visitor.expressions(&handler.class);
    if let Some(name) = &handler.name {
        visitor.bind(&name.text, name.span, Binding::Store);
    }
    visitor.statements(&handler.body);
}

fn walk_case<'a>(visitor: &mut impl Visitor<'a>, case: &'a MatchCase) {
    walk_pattern(visitor, &case.pattern);
    visitor.expressions(&case.guard);
    visitor.statements(&case.body);
}

fn walk_pattern<'a>(visitor: &mut impl Visitor<'a>, pattern: &'a Pattern) {
    let mut bind = |name: &'a Option<String>| {
        if let Some(name) = name {
            visitor.bind(name, pattern.span, Binding::Store);
        }
    };
    match &pattern.kind {
        PatternKind::Star(name) => bind(name),
        PatternKind::As { pattern, name } => {
            bind(name);
            pattern.iter().for_each(|inner| walk_pattern(visitor, inner));
        }
        PatternKind::Value(value) | PatternKind::Singleton(value) => visitor.expression(value),
        PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
            patterns.iter().for_each(|inner| walk_pattern(visitor, inner));
        }
        PatternKind::Mapping { keys, patterns, rest } => {
            bind(rest);
            visitor.expressions(keys);
            patterns.iter().for_each(|inner| walk_pattern(visitor, inner));
        }
        PatternKind::Class { class, patterns, keywords } => {
            visitor.expression(class);
            let inner = patterns.iter().chain(keywords.iter().map(|(_, pattern)| pattern));
            inner.for_each(|inner| walk_pattern(visitor, inner));
        }
    }
}

pub(super) fn walk_expression<'a>(visitor: &mut impl Visitor<'a>, expression: &'a Expr) {
    match &expression.kind {
        ExprKind::NamedExpr { target, value } => {
            visitor.expression(value);
            visitor.target(target, Binding::Store);
        }
        ExprKind::Binary { left, right, .. } => visitor.expressions([&**left, right]),
        ExprKind::Unary { operand, .. } => visitor.expression(operand),
        ExprKind::Lambda { params, body } => visitor.lambda(expression, params, body),
        ExprKind::IfExp { test, body, orelse } => visitor.expressions([&**test, body, orelse]),
        ExprKind::Dict(entries) => {
            entries.iter().for_each(|(key, value)| visitor.expressions(key.iter().chain([value])));
        }
        ExprKind::BoolOp { values, .. } | ExprKind::Set(values) | ExprKind::List(values) | ExprKind::Tuple(values) => {
            visitor.expressions(values)
        }
        ExprKind::ListComp { element, generators }
        | ExprKind::SetComp { element, generators }
        | ExprKind::GeneratorExp { element, generators } => visitor.comprehension(&[element], generators),
        ExprKind::DictComp { key, value, generators } => visitor.comprehension(&[key, value], generators),
        ExprKind::Yield(value) => visitor.expressions(value.as_deref()),
        ExprKind::Await(value)
        | ExprKind::YieldFrom(value)
        | ExprKind::Attribute { value, .. }
        | ExprKind::Starred(value) => visitor.expression(value),
        ExprKind::Compare { left, comparators, .. } => {
            visitor.expression(left);
            visitor.expressions(comparators);
        }
        ExprKind::Call { function, arguments, keywords } => {
            visitor.expression(function);
            visitor.expressions(arguments);
            visitor.expressions(keywords.iter().map(|keyword| &keyword.value));
        }
        ExprKind::JoinedStr(parts) => walk_parts(visitor, parts),
        ExprKind::Subscript { value, index } => visitor.expressions([&**value, index]),
        ExprKind::Slice { lower, upper, step } => {
            visitor.expressions([lower, upper, step].into_iter().filter_map(|bound| bound.as_deref()));
        }
        ExprKind::Name(_) | ExprKind::Constant(_) => {}
    }
}

fn walk_parts<'a>(visitor: &mut impl Visitor<'a>, parts: &'a [FStringPart]) {
    for part in parts {
        let FStringPart::Value { value, format, .. } = part else { continue };
        visitor.expression(value);
        walk_parts(visitor, format.as_deref().unwrap_or_default());
    }
}
