//! Expressions: each pushes one value.

use super::{
    super::{
        instruction::Instruction,
        operand::{ArgumentKind, Arguments, Constant, Depth, Name},
    },
    Assembler,
    folding::beyond_64_bits,
    positional,
};
use numlir_grammar::tree::{self, BinaryOp, Expr, ExprKind, Keyword, Span, UnaryOp};

impl<'a> Assembler<'a> {
    pub(super) fn expression(&mut self, expression: &'a Expr) {
        let span = expression.span;
        match &expression.kind {
            ExprKind::BoolOp { op, values } => self.boolean_value(*op, values),
            ExprKind::NamedExpr { target, value } => self.walrus(target, value),
            ExprKind::Binary { left, op: BinaryOp::Pow, right } if let Some(power) = fraction(left, right) => {
                self.constant(Constant::Float(power), span);
            }
            ExprKind::Binary { .. } | ExprKind::Unary { .. } if let Some(value) = beyond_64_bits(expression) => {
                self.constant(Constant::Int(value), span);
            }
            ExprKind::Binary { left, op: BinaryOp::Mod, right } if self.percent(left, right, span) => {}
            ExprKind::Binary { left, op, right } => {
                self.expression(left);
                self.expression(right);
                self.emit(Instruction::Binary(*op), span);
            }
            ExprKind::Unary { op, operand } => self.unary(*op, operand, span),
            ExprKind::Lambda { params, body } => self.lambda(expression, params, body),
            ExprKind::IfExp { test, body, orelse } => self.ternary(test, body, orelse),
            ExprKind::Dict(entries) => self.dict(entries, span),
            ExprKind::Set(elements) => self.display(elements, span, Instruction::BuildSet),
            ExprKind::List(elements) => self.display(elements, span, Instruction::BuildList),
            ExprKind::Tuple(elements) => self.display(elements, span, Instruction::BuildTuple),
            ExprKind::ListComp { .. } | ExprKind::SetComp { .. } | ExprKind::DictComp { .. } => {
                self.comprehension(expression)
            }
            ExprKind::GeneratorExp { .. } if self.scopes.is_consumed(expression) => self.comprehension(expression),
            ExprKind::GeneratorExp { element, generators } => self.generator(expression, element, generators),
            ExprKind::Await(value) => {
                self.unsupported(span, "'await' makes this function a coroutine; coroutines are not compiled");
                self.expression(value);
            }
            ExprKind::Yield(value) => {
                self.optional(value.as_deref(), span);
                self.emit(Instruction::Yield, span);
            }
            ExprKind::YieldFrom(value) => {
                self.yield_from(value, span);
            }
            ExprKind::Compare { left, ops, comparators } => self.comparison(left, ops, comparators),
            ExprKind::Call { function, arguments, keywords } => self.call(function, arguments, keywords, span),
            ExprKind::JoinedStr(parts) => self.formatted_string(parts, span),
            ExprKind::Constant(value) => self.literal(value, span),
            ExprKind::Attribute { value, attribute } => {
                self.expression(value);
                self.emit(Instruction::LoadAttribute(Name(attribute.text.clone())), span);
            }
            ExprKind::Subscript { value, index } => {
                self.expression(value);
                self.expression(index);
                self.emit(Instruction::LoadItem, span);
            }
            ExprKind::Starred(value) => {
                self.syntax_error(span, "a starred expression cannot stand here");
                self.expression(value);
            }
            ExprKind::Name(name) => self.load_name(name, span),
            ExprKind::Slice { lower, upper, step } => {
                for bound in [lower, upper, step] {
                    self.optional(bound.as_deref(), span);
                }
                self.emit(Instruction::BuildSlice, span);
            }
        }
    }

    /// An absent expression is None.
    fn optional(&mut self, expression: Option<&'a Expr>, span: Span) {
        match expression {
            Some(expression) => self.expression(expression),
            None => self.constant(Constant::None, span),
        }
    }

    fn literal(&mut self, value: &tree::Constant, span: Span) {
        let value = constant(value).unwrap_or_else(|| {
            self.unsupported(span, "this string holds lone surrogates, which are not compiled");
            Constant::Str(String::new())
        });
        self.constant(value, span);
    }

    /// A negated literal is one constant, as in Python.
    fn unary(&mut self, op: UnaryOp, operand: &'a Expr, span: Span) {
        if op == UnaryOp::Not {
            self.condition(operand);
            return self.emit(Instruction::Not, span);
        }
        if op == UnaryOp::USub
            && let ExprKind::Constant(literal) = &operand.kind
            && let Some(value) = negated(literal)
        {
            return self.constant(value, span);
        }
        self.expression(operand);
        self.emit(Instruction::Unary(op), span);
    }

    fn walrus(&mut self, target: &'a Expr, value: &'a Expr) {
        self.expression(value);
        self.emit(Instruction::Copy(Depth(1)), target.span);
        match &target.kind {
            ExprKind::Name(name) => self.store_variable(name, target.span),
            _ => self.syntax_error(target.span, "':=' binds names only"),
        }
    }

    fn call(&mut self, function: &'a Expr, arguments: &'a [Expr], keywords: &'a [Keyword], span: Span) {
        if let ([object, name, default], [], ExprKind::Name(called)) = (arguments, keywords, &function.kind)
            && called == "getattr"
            && !self.is_bound(called)
            && let ExprKind::Constant(tree::Constant::Str(attribute)) = &name.kind
        {
            return self.attribute_or(object, attribute, default, span);
        }
        if self.format_call(function, arguments, keywords, span) {
            return;
        }
        self.expression(function);
        let mut kinds = self.elements(arguments);
        for keyword in keywords {
            self.expression(&keyword.value);
            kinds.push(match &keyword.name {
                Some(name) => ArgumentKind::Keyword(name.clone()),
                None => ArgumentKind::DoubleStar,
            });
        }
        self.emit(Instruction::Call(Arguments(kinds)), span);
    }
}

impl<'a> Assembler<'a> {
    /// `getattr(x, "name", default)`: whether there is an attribute is known from the type, so that one way or the other goes.
    fn attribute_or(&mut self, object: &'a Expr, attribute: &str, default: &'a Expr, span: Span) {
        let [object, default] = [object, default].map(|value| {
            let local = self.hidden_local("argument of getattr".to_owned(), value.span);
            self.expression(value);
            self.emit(Instruction::StoreLocal(local), value.span);
            local
        });
        let (otherwise, end) = (self.label(), self.label());
        self.emit(Instruction::LoadBuiltin(Name("hasattr".to_owned())), span);
        self.emit(Instruction::LoadLocal(object), span);
        self.constant(Constant::Str(attribute.into()), span);
        self.emit(Instruction::Call(positional(2)), span);
        self.emit(Instruction::Truth, span);
        self.emit(Instruction::PopJumpIfFalse(otherwise.target()), span);
        self.emit(Instruction::LoadLocal(object), span);
        self.emit(Instruction::LoadAttribute(Name(attribute.to_owned())), span);
        self.jump(end, span);
        self.depth -= 1;
        self.place(otherwise);
        self.emit(Instruction::LoadLocal(default), span);
        self.place(end);
    }
}

/// An integer literal to the power of a negative one, which is no integer: Python's own compiler has made it a float.
fn fraction(base: &Expr, exponent: &Expr) -> Option<f64> {
    let literal = |expression: &Expr| match &expression.kind {
        ExprKind::Constant(tree::Constant::Int(value)) => Some(*value),
        ExprKind::Unary { op: UnaryOp::USub, operand } => match &operand.kind {
            ExprKind::Constant(tree::Constant::Int(value)) => value.checked_neg(),
            _ => None,
        },
        _ => None,
    };
    match (literal(base)?, literal(exponent)?) {
        (0, _) => None,
        (base, exponent @ ..0) => Some((base as f64).powf(exponent as f64)),
        _ => None,
    }
}

/// The constant of a literal; a string with lone surrogates has none.
pub(super) fn constant(value: &tree::Constant) -> Option<Constant> {
    Some(match value {
        tree::Constant::None => Constant::None,
        tree::Constant::Bool(value) => Constant::Bool(*value),
        tree::Constant::Int(value) => Constant::Int(*value),
        tree::Constant::HugeInt(digits) => Constant::HugeInt(digits.clone()),
        tree::Constant::Float(value) => Constant::Float(*value),
        tree::Constant::Imaginary(imaginary) => Constant::Complex { real: 0.0, imaginary: *imaginary },
        tree::Constant::Str(text) => Constant::Str(text.clone()),
        tree::Constant::StrSurrogates(_) => return None,
        tree::Constant::Bytes(bytes) => Constant::Bytes(bytes.clone()),
        tree::Constant::Ellipsis => Constant::Ellipsis,
    })
}

fn negated(value: &tree::Constant) -> Option<Constant> {
    match value {
        tree::Constant::Int(value) => value.checked_neg().map(Constant::Int),
        tree::Constant::Float(value) => Some(Constant::Float(-value)),
        tree::Constant::Imaginary(value) => Some(Constant::Complex { real: -0.0, imaginary: -value }),
        _ => None,
    }
}
