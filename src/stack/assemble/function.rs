//! Function bodies, and definitions of functions inside functions.

use super::{
    super::{
        bindings::signature,
        code::Defaults,
        instruction::Instruction,
        operand::{Constant, FunctionShape, Local},
        scope::address,
        visit::defaults,
    },
    Assembler,
    names::keyword_defaults,
};
use numlir_grammar::tree::{self, Expr, ExprKind, FunctionDef, Parameters, Span, Stmt, StmtKind};

impl<'a> Assembler<'a> {
    pub(super) fn function_body(&mut self, def: &'a FunctionDef) {
        self.set_parameters(&def.params);
        if def.is_async {
            self.unsupported(def.name.span, "'async def' makes a coroutine; coroutines are not compiled");
        }
        self.statements(without_docstring(&def.body));
        if self.falls_off_end() {
            self.constant(Constant::None, def.name.span);
            self.emit(Instruction::Return, def.name.span);
        }
    }

    pub(super) fn lambda_body(&mut self, params: &'a Parameters, body: &'a Expr) {
        self.set_parameters(params);
        self.expression(body);
        self.emit(Instruction::Return, body.span);
    }

    fn set_parameters(&mut self, params: &Parameters) {
        self.code.signature = signature(params);
        let positional = params.positional_only.iter().chain(&params.positional);
        let keyword_only = params.keyword_only.iter().filter(|parameter| parameter.default.is_some());
        self.code.defaults = Defaults {
            positional: positional.filter(|parameter| parameter.default.is_some()).count() as u32,
            keyword_only: keyword_only.map(|parameter| parameter.name.clone()).collect(),
        };
        let names: Vec<_> = self.code.signature.names().collect();
        if names.len() > self.code.locals.len() || names.iter().zip(&self.code.locals).any(|(a, b)| **a != b.name) {
            return self.syntax_error(self.code.span, "a parameter's name occurs twice");
        }
        self.make_cells(self.code.signature.names().count());
    }

    /// Whether control can reach the end of the code.
    fn falls_off_end(&self) -> bool {
        let open = self.code.instructions.last().is_none_or(|last| !last.instruction.ends_control());
        open || self.labels.contains(&self.here())
    }

    /// Assembles a nested function once, and tells its place.
    pub(super) fn nested_function(&mut self, def: &'a FunctionDef) -> u32 {
        self.nested_code(address(def), def.name.span, &def.name.text, |inner| inner.function_body(def))
    }

    pub(super) fn nested_code(&mut self, node: usize, span: Span, name: &str, body: impl FnOnce(&mut Self)) -> u32 {
        if let Some(&place) = self.nested.get(&node) {
            return place;
        }
        let mut inner = Self::new(self.source, self.scopes, node);
        inner.code.name = name.to_owned();
        inner.code.qualified_name = format!("{}.{name}", self.code.qualified_name);
        inner.code.span = span;
        body(&mut inner);
        match inner.finish() {
            Ok(code) => self.code.nested.push(code),
            Err(errors) => {
                self.errors.extend(errors);
                self.code.nested.push(super::Code::default());
            }
        }
        let place = self.code.nested.len() as u32 - 1;
        self.nested.insert(node, place);
        place
    }

    /// A `def` inside the function.
    pub(super) fn definition(&mut self, def: &'a FunctionDef, span: Span) {
        for decorator in &def.decorators {
            self.unsupported(
                decorator.span,
                format!(
                    "the nested function '{}' has a decorator; decorators inside a compiled function are not compiled",
                    def.name.text
                ),
            );
        }
        if !self.scope.bindings.defined_once.contains_key(def.name.text.as_str()) {
            return self.define_value(def, span);
        }
        let default_locals = self.default_locals(def);
        for (default, local) in defaults(&def.params).zip(default_locals) {
            self.expression(default);
            self.emit(Instruction::StoreLocal(local), default.span);
        }
        self.nested_function(def);
        // The variable tells only that the `def` was executed; each read makes the function.
        self.constant(Constant::None, def.name.span);
        self.store_name(&def.name.text, def.name.span);
    }

    /// A `def` of a name that has other bindings: a value, with what its captures hold here.
    fn define_value(&mut self, def: &'a FunctionDef, span: Span) {
        let nested = self.nested_function(def);
        let captures = self.load_captures(address(def), span, Self::load_name);
        for default in defaults(&def.params) {
            self.expression(default);
        }
        let shape = function_shape(nested, captures, &def.params, keyword_defaults(def));
        self.emit(Instruction::MakeFunction(shape), def.name.span);
        self.store_name(&def.name.text, def.name.span);
    }

    pub(super) fn lambda(&mut self, expression: &'a Expr, params: &'a Parameters, body: &'a Expr) {
        let node = address(expression);
        let nested = self.nested_code(node, expression.span, "<lambda>", |inner| inner.lambda_body(params, body));
        let captures = self.load_captures(node, expression.span, Self::load_name);
        for default in defaults(params) {
            self.expression(default);
        }
        let keywords = self.code.nested[nested as usize].defaults.keyword_only.clone();
        let shape = function_shape(nested, captures, params, keywords);
        self.emit(Instruction::MakeFunction(shape), expression.span);
    }

    /// The variables that keep the defaults of a function from its `def` to its reads.
    pub(super) fn default_locals(&mut self, def: &'a FunctionDef) -> Vec<Local> {
        if let Some(locals) = self.default_locals.get(&address(def)) {
            return locals.clone();
        }
        let locals: Vec<_> = defaults(&def.params)
            .map(|default| self.hidden_local(format!("{} default", def.name.text), default.span))
            .collect();
        self.default_locals.insert(address(def), locals.clone());
        locals
    }
}

fn function_shape(nested: u32, captures: u32, params: &Parameters, keyword_defaults: Vec<String>) -> FunctionShape {
    let defaults = (defaults(params).count() - keyword_defaults.len()) as u32;
    FunctionShape { nested, captures, defaults, keyword_defaults }
}

fn without_docstring(body: &[Stmt]) -> &[Stmt] {
    let [first, rest @ ..] = body else { return body };
    match &first.kind {
        StmtKind::Expr(Expr { kind: ExprKind::Constant(tree::Constant::Str(_)), .. }) => rest,
        _ => body,
    }
}
