//! `with objmode(x='float64[:]'):`: a block that Python runs.
//!
//! ```text
//! with objmode(y='float64'):      LOAD_GLOBAL <with …>; LOAD_LOCAL x; CALL 1; STORE_LOCAL y
//!     y = f(x)
//! ```
//!
//! What the block reads and has a value before is passed; what `objmode` names comes back. Other variables that the block binds
//! have no value behind it.

use super::{
    super::{
        instruction::Instruction,
        object_block::ObjectBlock,
        operand::{Count, Local, Name},
        scope::target_names,
        visit::{Binding, Visitor, walk_defaults, walk_expression, walk_statement},
    },
    Assembler, positional,
};
use numlir_grammar::tree::{
    Comprehension, Expr, ExprKind, FunctionDef, Keyword, Parameters, Span, Stmt, StmtKind, WithItem,
};
use std::collections::HashSet;

/// The keywords of `with objmode(name=…):`, by whatever path; what the name means is known later.
pub(super) fn outputs(items: &[WithItem]) -> Option<&[Keyword]> {
    let [WithItem { context, target: None }] = items else { return None };
    match &context.kind {
        ExprKind::Call { function, arguments, keywords } if arguments.is_empty() => {
            called_name(function)?.starts_with("objmode").then_some(keywords)
        }
        _ => None,
    }
}

/// The last name of what is called.
pub(super) fn called_name(function: &Expr) -> Option<&str> {
    match &function.kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Attribute { attribute, .. } => Some(&attribute.text),
        _ => None,
    }
}

impl<'a> Assembler<'a> {
    pub(super) fn object_block(&mut self, keywords: &'a [Keyword], body: &'a [Stmt], span: Span) {
        let mut uses = Uses::default();
        uses.statements(body);
        for (span, word) in &uses.exits {
            self.unsupported(*span, format!("'{word}' cannot leave a block in object mode"));
        }
        let mut outputs = Vec::new();
        for keyword in keywords {
            match &keyword.name {
                Some(name) => outputs.push(name.as_str()),
                None => self.unsupported(keyword.value.span, "the types of a block in object mode are written out"),
            }
        }
        for output in &outputs {
            if !uses.bound.contains(output) {
                self.unsupported(span, format!("the block in object mode does not bind '{output}'"));
            }
            // It may keep the value from before.
            if !uses.assigned.contains(output) {
                uses.read(output);
            }
        }
        let inputs: Vec<&str> = uses.reads.into_iter().filter(|name| self.has_value_before(name, span)).collect();
        let block = ObjectBlock { span, inputs: inputs.iter().map(|&input| input.to_owned()).collect() };
        self.emit(Instruction::LoadGlobal(Name(block.name())), span);
        for input in &inputs {
            self.load_name(input, span);
        }
        self.emit(Instruction::Call(positional(inputs.len())), span);
        match outputs.len() {
            0 => self.emit(Instruction::PopTop, span),
            1 => {}
            count => self.emit(Instruction::Unpack(Count(count as u32)), span),
        }
        for output in &outputs {
            self.store_name(output, span);
        }
        let mut others: Vec<&str> = uses.bound.into_iter().filter(|name| !outputs.contains(name)).collect();
        others.sort_unstable();
        for other in others {
            if let Some(&place) = self.scope.bindings.places.get(other) {
                self.emit(Instruction::DeleteLocal(Local(place)), span);
            }
        }
    }

    /// Whether a variable of the function may have a value where a block begins.
    fn has_value_before(&self, name: &str, block: Span) -> bool {
        match self.scope.bindings.places.get(name) {
            Some(&place) => {
                let first = self.scope.bindings.locals[place as usize].span;
                first.start < block.start || first.start >= block.end
            }
            None => self.scope.capture_places.contains_key(name),
        }
    }
}

/// What a block does with names.
#[derive(Default)]
struct Uses<'a> {
    /// Read where the block may not have bound them yet, each once, in order.
    reads: Vec<&'a str>,
    /// Bound for certain, so far.
    assigned: HashSet<&'a str>,
    /// Bound somewhere.
    bound: HashSet<&'a str>,
    /// Statements that would leave the block.
    exits: Vec<(Span, &'static str)>,
    loops: usize,
    functions: usize,
}

impl<'a> Uses<'a> {
    fn read(&mut self, name: &'a str) {
        if !self.assigned.contains(name) && !self.reads.contains(&name) {
            self.reads.push(name);
        }
    }

    /// Looks at what may not run, or runs in a scope of its own: nothing counts as bound behind it that was not before.
    fn aside(&mut self, names: impl IntoIterator<Item = &'a str>, look: impl FnOnce(&mut Self)) {
        let before = self.assigned.clone();
        self.assigned.extend(names);
        look(self);
        self.assigned = before;
    }

    fn parameters(&mut self, params: &'a Parameters, look: impl FnOnce(&mut Self)) {
        walk_defaults(self, params);
        let every = params.positional_only.iter().chain(&params.positional).chain(&params.varargs);
        let every = every.chain(&params.keyword_only).chain(&params.kwargs);
        let bound = self.bound.clone();
        self.functions += 1;
        self.aside(every.map(|parameter| parameter.name.as_str()), look);
        self.functions -= 1;
        self.bound = bound;
    }
}

impl<'a> Visitor<'a> for Uses<'a> {
    fn bind(&mut self, name: &'a str, _: Span, binding: Binding<'a>) {
        if let Binding::Delete = binding {
            self.read(name);
            self.assigned.remove(name);
        } else {
            self.assigned.insert(name);
            self.bound.insert(name);
        }
    }

    fn statement(&mut self, statement: &'a Stmt) {
        let exit = |word| (statement.span, word);
        match &statement.kind {
            StmtKind::Return(_) if self.functions == 0 => self.exits.push(exit("return")),
            StmtKind::Break if self.functions == 0 && self.loops == 0 => self.exits.push(exit("break")),
            StmtKind::Continue if self.functions == 0 && self.loops == 0 => self.exits.push(exit("continue")),
            StmtKind::For { .. } | StmtKind::While { .. } => {
                self.loops += 1;
                self.aside([], |uses| walk_statement(uses, statement));
                self.loops -= 1;
                return;
            }
            StmtKind::If { .. } | StmtKind::Try { .. } | StmtKind::Match { .. } => {
                return self.aside([], |uses| walk_statement(uses, statement));
            }
            StmtKind::FunctionDef(def) => {
                let def: &FunctionDef = def;
                self.parameters(&def.params, |uses| uses.statements(&def.body));
            }
            _ => {}
        }
        walk_statement(self, statement);
    }

    fn expression(&mut self, expression: &'a Expr) {
        match &expression.kind {
            ExprKind::Name(name) => self.read(name),
            ExprKind::Yield(_) | ExprKind::YieldFrom(_) if self.functions == 0 => {
                self.exits.push((expression.span, "yield"));
            }
            _ => walk_expression(self, expression),
        }
    }

    fn lambda(&mut self, _: &'a Expr, params: &'a Parameters, body: &'a Expr) {
        self.parameters(params, |uses| uses.expression(body));
    }

    fn comprehension(&mut self, parts: &[&'a Expr], generators: &'a [Comprehension]) {
        self.aside(target_names(generators), |uses| {
            for generator in generators {
                uses.expression(&generator.iter);
                uses.expressions(&generator.conditions);
            }
            uses.expressions(parts.iter().copied());
        });
    }
}
