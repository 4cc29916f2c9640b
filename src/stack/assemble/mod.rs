//! From the tree of a function to its stack code.
//!
//! ```text
//! if a and b:      LOAD_LOCAL a; TRUTH; JUMP_IF_FALSE_OR_POP L1; LOAD_LOCAL b; TRUTH
//!     x = 1        L1: POP_JUMP_IF_FALSE L2; LOAD_CONSTANT 1; STORE_LOCAL x
//!                  L2:
//! ```
//!
//! Conditions are values: `and`, `or` and `not` of a test make one boolean at one place, and one jump tests it. So
//! each `if` has one way in and one way out, which the loop passes need; LLVM threads the jumps again.
//! `break`, `continue` and `return` cut the stack to the depth of where they go, after the `finally` bodies between.
//!
//! A construct that is not compiled goes to `Code::unsupported`, and assembling goes on, so that one run reports all.
//! Cost: linear in the tree, except that a `finally` body is assembled once for each way out of its `try`.

mod assign;
mod comprehension;
mod condition;
mod display;
mod exits;
mod expression;
mod folding;
mod function;
mod generator;
mod names;
mod object_block;
mod patterns;
mod statement;
mod templates;
mod tries;

use super::{
    code::{Code, Handler, LocalVariable},
    instruction::{Instruction, Located},
    operand::{ArgumentKind, Arguments, Constant, Local, Target},
    scope::{Scope, Scopes, address},
    source::Source,
};
use exits::Frame;
use numlir_grammar::{
    diagnostic::Diagnostic,
    tree::{Expr, ExprKind, Span, Stmt, StmtKind},
};
use std::collections::HashMap;

/// Assembles a function definition. Its decorators and defaults belong to whoever calls it.
///
/// # Errors
/// Text that Python itself refuses, such as `break` outside a loop.
pub fn assemble(function: &Stmt, source: Source) -> Result<Code, Vec<Diagnostic>> {
    let StmtKind::FunctionDef(def) = &function.kind else {
        return Err(vec![source.syntax_error(function.span, "not a function definition")]);
    };
    let scopes = Scopes::of_function(def);
    let mut assembler = Assembler::new(source, &scopes, address(&**def));
    assembler.code.name.clone_from(&def.name.text);
    assembler.code.qualified_name.clone_from(&def.name.text);
    assembler.code.span = function.span;
    assembler.function_body(def);
    assembler.finish()
}

/// Assembles a lambda expression.
///
/// # Errors
/// As [`assemble`].
pub fn assemble_lambda(lambda: &Expr, source: Source) -> Result<Code, Vec<Diagnostic>> {
    let ExprKind::Lambda { params, body } = &lambda.kind else {
        return Err(vec![source.syntax_error(lambda.span, "not a lambda")]);
    };
    let scopes = Scopes::of_lambda(lambda);
    let mut assembler = Assembler::new(source, &scopes, address(lambda));
    assembler.code.name = "<lambda>".to_owned();
    assembler.code.qualified_name = "<lambda>".to_owned();
    assembler.code.span = lambda.span;
    assembler.lambda_body(params, body);
    assembler.finish()
}

/// A place in the code that jumps go to, known before it is reached.
#[derive(Clone, Copy)]
struct Label(u32);

impl Label {
    fn target(self) -> Target {
        Target(self.0)
    }
}

/// A stretch of code with one exception handler.
#[derive(Clone, Copy)]
struct Region {
    handler: Label,
    depth: u32,
}

struct Assembler<'a> {
    source: Source<'a>,
    scopes: &'a Scopes<'a>,
    scope: &'a Scope<'a>,
    code: Code,
    /// The place of each label, once it is known.
    labels: Vec<u32>,
    /// How many values the stack holds here.
    depth: u32,
    /// What a jump out of here passes, outermost first.
    frames: Vec<Frame<'a>>,
    regions: Vec<Region>,
    region: Option<u32>,
    /// The region of each instruction.
    instruction_regions: Vec<Option<u32>>,
    /// The variables of the comprehensions around, outermost first.
    comprehensions: Vec<HashMap<&'a str, Local>>,
    /// Functions assembled so far, by the address of their node.
    nested: HashMap<usize, u32>,
    /// The variables that hold the defaults of functions that one `def` binds.
    default_locals: HashMap<usize, Vec<Local>>,
    /// Functions whose captures are being pushed, outermost first.
    materialising: Vec<&'a str>,
    errors: Vec<Diagnostic>,
}

impl<'a> Assembler<'a> {
    fn new(source: Source<'a>, scopes: &'a Scopes<'a>, node: usize) -> Self {
        let scope = scopes.get(node);
        let code = Code {
            locals: scope.bindings.locals.clone(),
            captures: scope.captures.iter().map(|&name| name.to_owned()).collect(),
            ..Code::default()
        };
        Self {
            source,
            scopes,
            scope,
            code,
            labels: Vec::new(),
            depth: 0,
            frames: Vec::new(),
            regions: Vec::new(),
            region: None,
            instruction_regions: Vec::new(),
            comprehensions: Vec::new(),
            nested: HashMap::new(),
            default_locals: HashMap::new(),
            materialising: Vec::new(),
            errors: Vec::new(),
        }
    }

    fn emit(&mut self, instruction: Instruction, span: Span) {
        self.depth = self.depth.saturating_add_signed(instruction.effect() as i32);
        self.code.instructions.push(Located { instruction, span });
        self.instruction_regions.push(self.region);
    }

    fn constant(&mut self, constant: Constant, span: Span) {
        self.emit(Instruction::LoadConstant(constant), span);
    }

    fn label(&mut self) -> Label {
        self.labels.push(u32::MAX);
        Label(self.labels.len() as u32 - 1)
    }

    fn place(&mut self, label: Label) {
        self.labels[label.0 as usize] = self.here();
    }

    fn here(&self) -> u32 {
        self.code.instructions.len() as u32
    }

    /// Adds a variable that the source does not name.
    fn hidden_local(&mut self, name: String, span: Span) -> Local {
        self.add_local(LocalVariable { name, span, is_hidden: true })
    }

    fn add_local(&mut self, local: LocalVariable) -> Local {
        self.code.locals.push(local);
        Local(self.code.locals.len() as u32 - 1)
    }

    /// Notes a construct that is not compiled.
    fn unsupported(&mut self, span: Span, message: impl Into<String>) {
        let entry = (span, message.into());
        // A `finally` body is assembled several times, its faults are told once.
        if !self.code.unsupported.contains(&entry) {
            self.code.unsupported.push(entry);
        }
    }

    fn syntax_error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(self.source.syntax_error(span, message));
    }

    fn finish(mut self) -> Result<Code, Vec<Diagnostic>> {
        for located in &mut self.code.instructions {
            if let Some(target) = located.instruction.target_mut() {
                target.0 = self.labels[target.0 as usize];
            }
        }
        self.code.handlers = self.handlers();
        if self.errors.is_empty() { Ok(self.code) } else { Err(self.errors) }
    }

    /// The runs of instructions that share a region.
    fn handlers(&self) -> Vec<Handler> {
        let mut handlers = Vec::new();
        let mut start = 0;
        for run in self.instruction_regions.chunk_by(|a, b| a == b) {
            let end = start + run.len() as u32;
            if let Some(region) = run[0] {
                let Region { handler, depth } = self.regions[region as usize];
                handlers.push(Handler { start, end, target: self.labels[handler.0 as usize], depth });
            }
            start = end;
        }
        handlers
    }
}

/// The operand of a call with so many positional arguments.
fn positional(count: usize) -> Arguments {
    Arguments(vec![ArgumentKind::Positional; count])
}
