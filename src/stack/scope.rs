//! What each name of a function and of the functions inside it means.
//!
//! Python's rules: a name that a function binds is local to it, `global` makes it a global, a name of an enclosing
//! function is captured, through every function between, and any other name is a global.
//! A function that reads the name its own `def` binds, and nothing else binds, means itself.
//!
//! A variable that an inner function declares `nonlocal` and so changes is a *cell* in all functions that name it: a list of its one value,
//! which all of them share. Other captured variables are values.

use super::{
    bindings::{self, Bindings},
    visit::{Binding, Visitor, walk_defaults, walk_expression, walk_statement},
};
use numlir_grammar::tree::{Comprehension, Expr, ExprKind, FunctionDef, Parameters, Stmt, StmtKind};
use std::{
    collections::{HashMap, HashSet},
    ptr,
};

/// The names of one function.
pub(super) struct Scope<'a> {
    pub bindings: Bindings<'a>,
    /// In the order in which they are first read.
    pub captures: Vec<&'a str>,
    pub capture_places: HashMap<&'a str, u32>,
    /// The name by which the function means itself.
    pub own_name: Option<&'a str>,
    /// The variables that are cells, captured ones too.
    pub cells: HashSet<&'a str>,
}

/// The scopes of a function and of all functions inside it, by the address of their tree node.
#[derive(Default)]
pub(super) struct Scopes<'a> {
    scopes: HashMap<usize, Scope<'a>>,
    /// Generator expressions that a call takes all of at once, so that a list does as well.
    consumed: HashSet<usize>,
}

impl<'a> Scopes<'a> {
    pub fn of_function(def: &'a FunctionDef) -> Self {
        let mut resolver = Resolver::default();
        resolver.function(def);
        resolver.finish()
    }

    pub fn of_lambda(lambda: &'a Expr) -> Self {
        let mut resolver = Resolver::default();
        if let ExprKind::Lambda { params, body } = &lambda.kind {
            resolver.enter(address(lambda), bindings::of_lambda(params, body));
            resolver.expression(body);
            resolver.leave();
        }
        resolver.finish()
    }

    /// The scope of a node; each function of the tree has one.
    pub fn get(&self, node: usize) -> &Scope<'a> {
        &self.scopes[&node]
    }

    /// Whether a call takes all of a generator expression at once. Others are functions, with scopes.
    pub fn is_consumed(&self, generator: &Expr) -> bool {
        self.consumed.contains(&address(generator))
    }
}

/// The identity of a tree node while the tree is borrowed.
pub(super) fn address<T>(node: &T) -> usize {
    ptr::from_ref(node).addr()
}

enum Frame<'a> {
    /// A function, by its place in `Resolver::scopes`.
    Function(usize),
    Comprehension(HashSet<&'a str>),
}

#[derive(Default)]
struct Resolver<'a> {
    scopes: Vec<(usize, Scope<'a>)>,
    frames: Vec<Frame<'a>>,
    consumed: HashSet<usize>,
    /// Captured variables: the function that reads one, its name, and the function that it belongs to.
    captured: Vec<(usize, &'a str, usize)>,
    /// Variables that inner functions change, by name and the function that they belong to.
    cells: HashSet<(&'a str, usize)>,
}

impl<'a> Resolver<'a> {
    fn finish(mut self) -> Scopes<'a> {
        for &(name, owner) in &self.cells {
            let scope = &mut self.scopes[owner].1;
            scope.cells.insert(name);
            scope.bindings.defined_once.remove(name);
        }
        for &(reader, name, owner) in &self.captured {
            if self.cells.contains(&(name, owner)) {
                self.scopes[reader].1.cells.insert(name);
            }
        }
        Scopes { scopes: self.scopes.into_iter().collect(), consumed: self.consumed }
    }

    /// A generator expression that is a function, which gets its first iterable.
    fn generator(&mut self, expression: &'a Expr, element: &'a Expr, generators: &'a [Comprehension]) {
        let mut iterables = generators.iter().map(|generator| &generator.iter);
        self.expressions(iterables.next());
        self.enter(address(expression), bindings::of_generator(generators, expression.span));
        self.expressions(iterables);
        for generator in generators {
            self.target(&generator.target, Binding::Store);
            self.expressions(&generator.conditions);
        }
        self.expression(element);
        self.leave();
    }

    fn enter(&mut self, node: usize, bindings: Bindings<'a>) {
        self.frames.push(Frame::Function(self.scopes.len()));
        let scope = Scope {
            bindings,
            captures: Vec::new(),
            capture_places: HashMap::new(),
            own_name: None,
            cells: HashSet::new(),
        };
        self.scopes.push((node, scope));
    }

    fn leave(&mut self) {
        self.frames.pop();
    }

    fn function(&mut self, def: &'a FunctionDef) {
        self.enter(address(def), bindings::of_function(&def.params, &def.body));
        let mut changed: Vec<_> =
            self.scopes.last().map_or(Vec::new(), |(_, scope)| scope.bindings.nonlocals.iter().copied().collect());
        // Captures are numbered in the order in which they are read.
        changed.sort_unstable();
        for name in changed {
            self.read(name);
            self.cells
                .extend(self.captured.last().filter(|(_, read, _)| *read == name).map(|(_, _, owner)| (name, *owner)));
        }
        self.statements(&def.body);
        self.leave();
    }

    fn read(&mut self, name: &'a str) {
        let mut inside = Vec::new();
        for frame in self.frames.iter().rev() {
            match frame {
                Frame::Comprehension(names) if names.contains(name) => return self.capture(&inside, name),
                Frame::Comprehension(_) => {}
                Frame::Function(place) => {
                    let bindings = &self.scopes[*place].1.bindings;
                    if bindings.globals.contains(name) {
                        return;
                    }
                    if bindings.places.contains_key(name) {
                        self.captured.extend(inside.iter().map(|reader| (*reader, name, *place)));
                        let definition = bindings.defined_once.get(name).map(|def| address(*def));
                        return self.capture_or_self(&mut inside, name, definition);
                    }
                    inside.push(*place);
                }
            }
        }
    }

    /// `inside` are the functions between the variable and its reader, innermost first.
    fn capture_or_self(&mut self, inside: &mut Vec<usize>, name: &'a str, definition: Option<usize>) {
        if let Some(&outermost) = inside.last()
            && definition == Some(self.scopes[outermost].0)
        {
            self.scopes[outermost].1.own_name = Some(name);
            inside.pop();
        }
        self.capture(inside, name);
    }

    fn capture(&mut self, inside: &[usize], name: &'a str) {
        for &place in inside {
            let scope = &mut self.scopes[place].1;
            let next = scope.captures.len() as u32;
            if *scope.capture_places.entry(name).or_insert(next) == next {
                scope.captures.push(name);
            }
        }
    }
}

impl<'a> Visitor<'a> for Resolver<'a> {
    fn statement(&mut self, statement: &'a Stmt) {
        walk_statement(self, statement);
        if let StmtKind::FunctionDef(def) = &statement.kind {
            self.function(def);
        }
    }

    fn expression(&mut self, expression: &'a Expr) {
        match &expression.kind {
            ExprKind::Name(name) => self.read(name),
            ExprKind::Call { function, arguments, .. } => {
                if let [first @ Expr { kind: ExprKind::GeneratorExp { .. }, .. }, ..] = &arguments[..]
                    && takes_all(function)
                {
                    self.consumed.insert(address(first));
                }
                walk_expression(self, expression);
            }
            ExprKind::GeneratorExp { element, generators } if !self.consumed.contains(&address(expression)) => {
                self.generator(expression, element, generators);
            }
            _ => walk_expression(self, expression),
        }
    }

    fn lambda(&mut self, expression: &'a Expr, params: &'a Parameters, body: &'a Expr) {
        walk_defaults(self, params);
        self.enter(address(expression), bindings::of_lambda(params, body));
        self.expression(body);
        self.leave();
    }

    /// The first iterable belongs to the scope around the comprehension.
    fn comprehension(&mut self, parts: &[&'a Expr], generators: &'a [Comprehension]) {
        let mut iterables = generators.iter().map(|generator| &generator.iter);
        self.expressions(iterables.next());
        self.frames.push(Frame::Comprehension(target_names(generators)));
        self.expressions(iterables);
        for generator in generators {
            self.target(&generator.target, Binding::Store);
            self.expressions(&generator.conditions);
        }
        self.expressions(parts.iter().copied());
        self.frames.pop();
    }
}

/// Whether a function is one that takes all that its first argument gives, before it does anything else.
fn takes_all(function: &Expr) -> bool {
    match &function.kind {
        ExprKind::Name(name) => {
            matches!(name.as_str(), "sum" | "min" | "max" | "sorted" | "list" | "tuple" | "set")
        }
        ExprKind::Attribute { attribute, .. } => attribute.text == "join",
        _ => false,
    }
}

/// The names that the targets of a comprehension bind, for it alone.
pub(super) fn target_names(generators: &[Comprehension]) -> HashSet<&str> {
    let mut names = HashSet::new();
    let mut pending: Vec<&Expr> = generators.iter().map(|generator| &generator.target).collect();
    while let Some(target) = pending.pop() {
        match &target.kind {
            ExprKind::Name(name) => {
                names.insert(name.as_str());
            }
            ExprKind::Tuple(elements) | ExprKind::List(elements) => pending.extend(elements),
            ExprKind::Starred(inner) => pending.push(inner),
            _ => {}
        }
    }
    names
}
