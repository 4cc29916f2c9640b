//! Names: reading, binding and deleting them.

use super::{
    super::{
        instruction::Instruction,
        operand::{Capture, Constant, Depth, FunctionShape, Local, Name},
        scope::address,
    },
    Assembler, positional,
};
use numlir_grammar::tree::{FunctionDef, Span};

impl<'a> Assembler<'a> {
    pub(super) fn load_name(&mut self, name: &'a str, span: Span) {
        match self.comprehension_local(name) {
            Some(local) => self.emit(Instruction::LoadLocal(local), span),
            None => self.load_variable(name, span),
        }
    }

    /// Reads a name as the function's own level means it, outside all comprehensions.
    fn load_variable(&mut self, name: &'a str, span: Span) {
        let scope = self.scope;
        if scope.cells.contains(name) {
            self.load_cell(name, span);
            self.constant(Constant::Int(0), span);
            return self.emit(Instruction::LoadItem, span);
        }
        if let Some(&def) = scope.bindings.defined_once.get(name) {
            return self.materialise(def, span);
        }
        let instruction = if let Some(&place) = scope.bindings.places.get(name) {
            Instruction::LoadLocal(Local(place))
        } else if let Some(&place) = scope.capture_places.get(name) {
            Instruction::LoadCapture(Capture(place))
        } else if scope.own_name == Some(name) {
            Instruction::LoadSelf
        } else {
            Instruction::LoadGlobal(Name(name.to_owned()))
        };
        self.emit(instruction, span);
    }

    /// Pushes the list that holds a variable's value.
    fn load_cell(&mut self, name: &'a str, span: Span) {
        let local = self.scope.bindings.places.get(name).map(|&place| Instruction::LoadLocal(Local(place)));
        let captured = || Instruction::LoadCapture(Capture(self.scope.capture_places[name]));
        self.emit(local.unwrap_or_else(captured), span);
    }

    /// Makes the lists of the function's own variables that are cells; those of parameters hold what was passed.
    pub(super) fn make_cells(&mut self, parameters: usize) {
        let places = &self.scope.bindings.places;
        let mut own: Vec<_> = self.scope.cells.iter().filter_map(|&name| Some((*places.get(name)?, name))).collect();
        own.sort_unstable();
        for (place, name) in own {
            let span = self.code.locals[place as usize].span;
            let passed = (place as usize) < parameters;
            if passed {
                self.emit(Instruction::LoadLocal(Local(place)), span);
            }
            self.emit(Instruction::BuildList(positional(0)), span);
            self.emit(Instruction::StoreLocal(Local(place)), span);
            if passed {
                self.append_to_cell(name, span);
            }
        }
    }

    fn append_to_cell(&mut self, name: &'a str, span: Span) {
        self.load_cell(name, span);
        self.emit(Instruction::Swap(Depth(2)), span);
        self.emit(Instruction::ListAppend(Depth(1)), span);
        self.emit(Instruction::PopTop, span);
    }

    /// Takes the value out of a cell.
    fn clear_cell(&mut self, name: &'a str, span: Span) {
        self.load_cell(name, span);
        self.emit(Instruction::LoadAttribute(Name("clear".to_owned())), span);
        self.emit(Instruction::Call(positional(0)), span);
        self.emit(Instruction::PopTop, span);
    }

    /// Makes the function that one `def` binds, with what its captures hold now: a call then sees the variables as
    /// they are, which is what Python's cells mean.
    fn materialise(&mut self, def: &'a FunctionDef, span: Span) {
        let name = def.name.text.as_str();
        self.emit(Instruction::CheckLocal(Local(self.scope.bindings.places[name])), span);
        if self.materialising.contains(&name) {
            self.unsupported(
                span,
                format!("the nested function '{name}' and another one refer to each other; this is not compiled"),
            );
            return self.constant(Constant::None, span);
        }
        self.materialising.push(name);
        let nested = self.nested_function(def);
        let captures = self.load_captures(address(def), span, Self::load_variable);
        self.materialising.pop();
        let defaults = self.default_locals(def);
        for &local in &defaults {
            self.emit(Instruction::LoadLocal(local), span);
        }
        let keyword_defaults = keyword_defaults(def);
        let positional = (defaults.len() - keyword_defaults.len()) as u32;
        let shape = FunctionShape { nested, captures, defaults: positional, keyword_defaults };
        self.emit(Instruction::MakeFunction(shape), span);
    }

    /// Pushes what the function of a node captures, and tells how many values that is.
    pub(super) fn load_captures(&mut self, node: usize, span: Span, load: fn(&mut Self, &'a str, Span)) -> u32 {
        let captures = &self.scopes.get(node).captures;
        for &capture in captures {
            if self.scope.cells.contains(capture) && self.comprehension_local(capture).is_none() {
                self.load_cell(capture, span);
            } else {
                load(self, capture, span);
            }
        }
        captures.len() as u32
    }

    /// Whether a name is the function's own, or that of a function around it.
    pub(super) fn is_bound(&self, name: &str) -> bool {
        let scope = self.scope;
        self.comprehension_local(name).is_some()
            || scope.bindings.defined_once.contains_key(name)
            || scope.bindings.places.contains_key(name)
            || scope.capture_places.contains_key(name)
    }

    pub(super) fn store_name(&mut self, name: &'a str, span: Span) {
        match self.comprehension_local(name) {
            Some(local) => self.emit(Instruction::StoreLocal(local), span),
            None => self.store_variable(name, span),
        }
    }

    /// Binds a name at the function's own level, as `:=` does even inside a comprehension.
    pub(super) fn store_variable(&mut self, name: &'a str, span: Span) {
        if self.scope.cells.contains(name) {
            self.clear_cell(name, span);
            return self.append_to_cell(name, span);
        }
        if let Some(&place) = self.scope.bindings.places.get(name) {
            return self.emit(Instruction::StoreLocal(Local(place)), span);
        }
        self.refuse_outer(name, span, "assigned");
        self.emit(Instruction::PopTop, span);
    }

    pub(super) fn delete_name(&mut self, name: &'a str, span: Span) {
        if self.scope.cells.contains(name) {
            return self.clear_cell(name, span);
        }
        let Some(&place) = self.scope.bindings.places.get(name) else {
            return self.refuse_outer(name, span, "deleted");
        };
        self.emit(Instruction::CheckLocal(Local(place)), span);
        self.emit(Instruction::DeleteLocal(Local(place)), span);
    }

    fn refuse_outer(&mut self, name: &str, span: Span, done: &str) {
        let kind = if self.scope.bindings.nonlocals.contains(name) { "nonlocal" } else { "global" };
        self.unsupported(
            span,
            format!("'{name}' is {kind} and is {done} here; compiled functions cannot change {kind} variables"),
        );
    }

    fn comprehension_local(&self, name: &str) -> Option<Local> {
        self.comprehensions.iter().rev().find_map(|names| names.get(name).copied())
    }
}

/// The keyword-only parameters with defaults.
pub(super) fn keyword_defaults(def: &FunctionDef) -> Vec<String> {
    let with_default = def.params.keyword_only.iter().filter(|parameter| parameter.default.is_some());
    with_default.map(|parameter| parameter.name.clone()).collect()
}
