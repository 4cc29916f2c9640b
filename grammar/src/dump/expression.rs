//! Expressions as text.

use super::{Dumper, quoted};
use crate::tree::{BoolOp, Comprehension, Constant, Expr, ExprKind, FStringPart, Keyword};

impl Dumper {
    pub(super) fn expressions(&mut self, label: &str, expressions: &[Expr]) {
        for expression in expressions {
            self.expression(label, expression);
        }
    }

    pub(super) fn optional(&mut self, label: &str, expression: Option<&Expr>) {
        self.expressions(label, expression.map_or(&[], std::slice::from_ref));
    }

    pub(super) fn two(&mut self, (label, expression): (&str, &Expr), (other_label, other): (&str, &Expr)) {
        self.expression(label, expression);
        self.expression(other_label, other);
    }

    pub(super) fn expression(&mut self, label: &str, expression: &Expr) {
        use ExprKind::*;
        let span = expression.span;
        match &expression.kind {
            BoolOp { op, values } => {
                let op = if *op == self::BoolOp::And { "And" } else { "Or" };
                self.detailed(label, "BoolOp", span, op, |d| d.expressions("value", values));
            }
            NamedExpr { target, value } => {
                self.node(label, "NamedExpr", span, |d| d.two(("target", target), ("value", value)));
            }
            Binary { left, op, right } => {
                self.detailed(label, "BinOp", span, &format!("{op:?}"), |d| d.two(("left", left), ("right", right)));
            }
            Unary { op, operand } => {
                self.detailed(label, "UnaryOp", span, &format!("{op:?}"), |d| d.expression("operand", operand));
            }
            Lambda { params, body } => self.node(label, "Lambda", span, |d| {
                d.parameters(params);
                d.expression("body", body);
            }),
            IfExp { test, body, orelse } => self.node(label, "IfExp", span, |d| {
                d.two(("test", test), ("body", body));
                d.expression("orelse", orelse);
            }),
            Dict(items) => self.node(label, "Dict", span, |d| {
                for (key, value) in items {
                    d.optional("key", key.as_ref());
                    d.expression(if key.is_some() { "value" } else { "unpacked" }, value);
                }
            }),
            Set(elements) => self.node(label, "Set", span, |d| d.expressions("element", elements)),
            ListComp { element, generators } => {
                self.comprehension(label, "ListComp", expression, (element, generators))
            }
            SetComp { element, generators } => self.comprehension(label, "SetComp", expression, (element, generators)),
            GeneratorExp { element, generators } => {
                self.comprehension(label, "GeneratorExp", expression, (element, generators));
            }
            DictComp { key, value, generators } => self.node(label, "DictComp", span, |d| {
                d.two(("key", key), ("value", value));
                d.generators(generators);
            }),
            Await(value) => self.node(label, "Await", span, |d| d.expression("value", value)),
            Yield(value) => self.node(label, "Yield", span, |d| d.optional("value", value.as_deref())),
            YieldFrom(value) => self.node(label, "YieldFrom", span, |d| d.expression("value", value)),
            Compare { left, ops, comparators } => self.node(label, "Compare", span, |d| {
                d.expression("left", left);
                for (op, comparator) in ops.iter().zip(comparators) {
                    d.expression(&format!("{op:?}"), comparator);
                }
            }),
            Call { function, arguments, keywords } => self.node(label, "Call", span, |d| {
                d.expression("function", function);
                d.expressions("argument", arguments);
                d.keywords(keywords);
            }),
            JoinedStr(parts) => self.node(label, "JoinedStr", span, |d| d.fstring_parts(parts)),
            Constant(value) => self.detailed(label, "Constant", span, &constant(value), |_| ()),
            Attribute { value, attribute } => {
                self.detailed(label, "Attribute", span, &attribute.text, |d| d.expression("value", value));
            }
            Subscript { value, index } => {
                self.node(label, "Subscript", span, |d| d.two(("value", value), ("index", index)));
            }
            Starred(value) => self.node(label, "Starred", span, |d| d.expression("value", value)),
            Name(name) => self.detailed(label, "Name", span, name, |_| ()),
            List(elements) => self.node(label, "List", span, |d| d.expressions("element", elements)),
            Tuple(elements) => self.node(label, "Tuple", span, |d| d.expressions("element", elements)),
            Slice { lower, upper, step } => self.node(label, "Slice", span, |d| {
                d.optional("lower", lower.as_deref());
                d.optional("upper", upper.as_deref());
                d.optional("step", step.as_deref());
            }),
        }
    }

    fn comprehension(&mut self, label: &str, class: &str, whole: &Expr, parts: (&Expr, &[Comprehension])) {
        self.node(label, class, whole.span, |d| {
            d.expression("element", parts.0);
            d.generators(parts.1);
        });
    }

    fn generators(&mut self, generators: &[Comprehension]) {
        for generator in generators {
            self.line(if generator.is_async { "async generator" } else { "generator" });
            self.below(|d| {
                d.two(("target", &generator.target), ("iter", &generator.iter));
                d.expressions("condition", &generator.conditions);
            });
        }
    }

    pub(super) fn keywords(&mut self, keywords: &[Keyword]) {
        for Keyword { span, name, value } in keywords {
            self.detailed("keyword", "keyword", *span, name.as_deref().unwrap_or("**"), |d| {
                d.expression("value", value)
            });
        }
    }

    /// The text that `{x=}` shows is written as the literal text that it amounts to.
    fn fstring_parts(&mut self, parts: &[FStringPart]) {
        let mut text = String::new();
        for part in parts {
            match part {
                FStringPart::Literal(piece) => text.push_str(piece),
                FStringPart::Value { value, conversion, format, debug_text } => {
                    text.push_str(debug_text.as_deref().unwrap_or_default());
                    self.fstring_text(&mut text);
                    self.line(&conversion.map_or("field".to_owned(), |conversion| format!("field !{conversion}")));
                    self.below(|d| {
                        d.expression("value", value);
                        if let Some(format) = format {
                            d.line("format");
                            d.below(|d| d.fstring_parts(format));
                        }
                    });
                }
            }
        }
        self.fstring_text(&mut text);
    }

    fn fstring_text(&mut self, text: &mut String) {
        if !text.is_empty() {
            self.line(&format!("text {}", quoted(text.drain(..).map(u32::from))));
        }
    }
}

fn constant(value: &Constant) -> String {
    match value {
        Constant::None => "None".to_owned(),
        Constant::Bool(true) => "True".to_owned(),
        Constant::Bool(false) => "False".to_owned(),
        Constant::Int(value) => format!("int {value}"),
        Constant::HugeInt(digits) => format!("int {digits}"),
        Constant::Float(value) => format!("float {value:?}"),
        Constant::Imaginary(value) => format!("imaginary {value:?}"),
        Constant::Str(text) => format!("str {}", quoted(text.chars().map(u32::from))),
        Constant::StrSurrogates(code_points) => format!("str {}", quoted(code_points.iter().copied())),
        Constant::Bytes(bytes) => format!("bytes {}", quoted(bytes.iter().map(|&byte| byte.into()))),
        Constant::Ellipsis => "Ellipsis".to_owned(),
    }
}
