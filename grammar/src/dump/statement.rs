//! Statements as text.

use super::Dumper;
use crate::tree::{
    Alias, ClassDef, ExceptHandler, Expr, FunctionDef, MatchCase, Name, Parameter, Parameters, Stmt, StmtKind,
    TypeParam, TypeParamKind, WithItem,
};

impl Dumper {
    pub(super) fn body(&mut self, label: &str, statements: &[Stmt]) {
        for statement in statements {
            self.statement(label, statement);
        }
    }

    fn statement(&mut self, label: &str, statement: &Stmt) {
        use StmtKind::*;
        let span = statement.span;
        match &statement.kind {
            FunctionDef(function) => self.function(label, statement, function),
            ClassDef(class) => self.class(label, statement, class),
            Return(value) => self.node(label, "Return", span, |d| d.optional("value", value.as_ref())),
            Delete(targets) => self.node(label, "Delete", span, |d| d.expressions("target", targets)),
            Assign { targets, value } => self.node(label, "Assign", span, |d| {
                d.expressions("target", targets);
                d.expression("value", value);
            }),
            AugAssign { target, op, value } => {
                self.detailed(label, "AugAssign", span, &format!("{op:?}"), |d| {
                    d.two(("target", target), ("value", value))
                });
            }
            AnnAssign { target, annotation, value } => self.node(label, "AnnAssign", span, |d| {
                d.two(("target", target), ("annotation", annotation));
                d.optional("value", value.as_ref());
            }),
            TypeAlias { name, type_params, value } => self.node(label, "TypeAlias", span, |d| {
                d.expression("name", name);
                d.type_parameters(type_params);
                d.expression("value", value);
            }),
            For { is_async, target, iter, body, orelse } => {
                self.node(label, if *is_async { "AsyncFor" } else { "For" }, span, |d| {
                    d.two(("target", target), ("iter", iter));
                    d.body("body", body);
                    d.body("orelse", orelse);
                });
            }
            While { test, body, orelse } => self.node(label, "While", span, |d| d.branches(test, body, orelse)),
            If { test, body, orelse } => self.node(label, "If", span, |d| d.branches(test, body, orelse)),
            With { is_async, items, body } => {
                self.node(label, if *is_async { "AsyncWith" } else { "With" }, span, |d| {
                    items.iter().for_each(|item| d.with_item(item));
                    d.body("body", body);
                });
            }
            Match { subject, cases } => self.node(label, "Match", span, |d| {
                d.expression("subject", subject);
                cases.iter().for_each(|case| d.case(case));
            }),
            Raise { exception, cause } => self.node(label, "Raise", span, |d| {
                d.optional("exception", exception.as_ref());
                d.optional("cause", cause.as_ref());
            }),
            Try { is_star, body, handlers, orelse, finally } => {
                self.node(label, if *is_star { "TryStar" } else { "Try" }, span, |d| {
                    d.body("body", body);
                    handlers.iter().for_each(|handler| d.handler(handler));
                    d.body("orelse", orelse);
                    d.body("finally", finally);
                });
            }
            Assert { test, message } => self.node(label, "Assert", span, |d| {
                d.expression("test", test);
                d.optional("message", message.as_ref());
            }),
            Import(names) => self.node(label, "Import", span, |d| d.aliases(names)),
            ImportFrom { module, names, level } => {
                let detail = format!("{}{}", ".".repeat(*level as usize), module.as_deref().unwrap_or_default());
                self.detailed(label, "ImportFrom", span, &detail, |d| d.aliases(names));
            }
            Global(names) => self.detailed(label, "Global", span, &joined(names), |_| ()),
            Nonlocal(names) => self.detailed(label, "Nonlocal", span, &joined(names), |_| ()),
            Expr(value) => self.node(label, "Expr", span, |d| d.expression("value", value)),
            Pass => self.node(label, "Pass", span, |_| ()),
            Break => self.node(label, "Break", span, |_| ()),
            Continue => self.node(label, "Continue", span, |_| ()),
        }
    }

    fn branches(&mut self, test: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        self.expression("test", test);
        self.body("body", body);
        self.body("orelse", orelse);
    }

    fn function(&mut self, label: &str, statement: &Stmt, function: &FunctionDef) {
        let class = if function.is_async { "AsyncFunctionDef" } else { "FunctionDef" };
        self.detailed(label, class, statement.span, &function.name.text, |d| {
            d.expressions("decorator", &function.decorators);
            d.type_parameters(&function.type_params);
            d.parameters(&function.params);
            d.optional("returns", function.returns.as_ref());
            d.body("body", &function.body);
        });
    }

    fn class(&mut self, label: &str, statement: &Stmt, class: &ClassDef) {
        self.detailed(label, "ClassDef", statement.span, &class.name.text, |d| {
            d.expressions("decorator", &class.decorators);
            d.type_parameters(&class.type_params);
            d.expressions("base", &class.bases);
            d.keywords(&class.keywords);
            d.body("body", &class.body);
        });
    }

    fn type_parameters(&mut self, parameters: &[TypeParam]) {
        for parameter in parameters {
            let class = match parameter.kind {
                TypeParamKind::TypeVar => "TypeVar",
                TypeParamKind::TypeVarTuple => "TypeVarTuple",
                TypeParamKind::ParamSpec => "ParamSpec",
            };
            self.detailed("type_param", class, parameter.span, &parameter.name, |d| {
                d.optional("bound", parameter.bound.as_ref());
            });
        }
    }

    pub(super) fn parameters(&mut self, parameters: &Parameters) {
        let Parameters { positional_only, positional, varargs, keyword_only, kwargs } = parameters;
        self.each_parameter("positional_only", positional_only);
        self.each_parameter("positional", positional);
        self.each_parameter("varargs", varargs.as_slice());
        self.each_parameter("keyword_only", keyword_only);
        self.each_parameter("kwargs", kwargs.as_slice());
    }

    fn each_parameter(&mut self, label: &str, parameters: &[Parameter]) {
        for parameter in parameters {
            self.detailed(label, "arg", parameter.span, &parameter.name, |d| {
                d.optional("annotation", parameter.annotation.as_ref());
                d.optional("default", parameter.default.as_ref());
            });
        }
    }

    fn with_item(&mut self, item: &WithItem) {
        self.line("item");
        self.below(|d| {
            d.expression("context", &item.context);
            d.optional("target", item.target.as_ref());
        });
    }

    fn case(&mut self, case: &MatchCase) {
        self.line("case");
        self.below(|d| {
            d.pattern("pattern", &case.pattern);
            d.optional("guard", case.guard.as_ref());
            d.body("body", &case.body);
        });
    }

    fn handler(&mut self, handler: &ExceptHandler) {
        let name = handler.name.as_ref().map_or("", |name| &name.text);
        self.detailed("handler", "ExceptHandler", handler.span, name, |d| {
            d.optional("class", handler.class.as_ref());
            d.body("body", &handler.body);
        });
    }

    fn aliases(&mut self, aliases: &[Alias]) {
        for Alias { span, name, alias } in aliases {
            let detail = alias.as_ref().map_or_else(|| name.clone(), |alias| format!("{name} as {alias}"));
            self.detailed("name", "alias", *span, &detail, |_| ());
        }
    }
}

fn joined(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(" ")
}
