//! From the control-flow graph to the `py` dialect, one operation for each, every value `!py.unknown`.
//!
//! A function becomes a *template*: a private `func.func` whose attributes `py.*` describe its parameters. Templates
//! are specialised by `infer-types`. Blocks, and their arguments, stay those of the graph.

mod binding;
mod booleans;
mod extents;
mod operation;
mod operator;

pub use operation::frozen_symbol;

use crate::{
    flow::{
        self,
        graph::{EdgeKind, Register, TerminatorKind},
    },
    program::{Binding, FunctionSource, Inlining, LibraryTraits, Program, Stencil},
};
use melior::{
    Context,
    ir::{Attribute, Location, Module, Type},
};
use numlir_dialects::{
    Block, Builder, Operation, Value,
    context::module_operation,
    convert, location,
    types::{self, Scalar},
};
use numlir_grammar::{
    diagnostic::{Diagnostic, Kind},
    tree::Span,
};
use numlir_passes::{expand_stencils, inline_calls::INLINING};
use petgraph::{Direction, stable_graph::NodeIndex, visit::EdgeRef};
use std::collections::HashMap;

/// Makes a module of a program's functions. The template of `program.functions[i]` is named `symbols(program)[i]`.
///
/// # Errors
/// What the entry uses that is not compiled. A function that is only called gets its refusal as an attribute, which
/// becomes an error where the call is inferred.
pub fn emit<'c>(context: &'c Context, program: &Program, entry: usize) -> Result<Module<'c>, Vec<Diagnostic>> {
    let module = Module::new(Location::unknown(context));
    let body = module_operation(&module).region(0).first_block().expect("a module has a block");
    let symbols = symbols(program);
    for (index, source) in program.functions.iter().enumerate() {
        let refused = refusals(source, &source.flow);
        if index == entry && !refused.is_empty() {
            return Err(refused);
        }
        Emitter { context, symbols: &symbols, source, body }.template(
            &source.flow,
            &symbols[index],
            Some(source),
            &refused,
        );
    }
    Ok(module)
}

/// Adds the templates of a program's functions to a module, under these symbols. Returns the first.
pub fn emit_program<'c>(
    context: &'c Context,
    module: Operation<'c>,
    program: &Program,
    symbols: &[String],
) -> Option<Operation<'c>> {
    let body = module.region(0).first_block()?;
    let emit = |(source, symbol): (&FunctionSource, &String)| {
        let refused = refusals(source, &source.flow);
        Emitter { context, symbols, source, body }.template(&source.flow, symbol, Some(source), &refused)
    };
    let templates: Vec<_> = program.functions.iter().zip(symbols).map(emit).collect();
    templates.first().copied()
}

/// Adds the template of a function of the library to a module, under its canonical name.
pub fn emit_library<'c>(
    context: &'c Context,
    module: Operation<'c>,
    symbol: &str,
    source: &FunctionSource,
) -> Option<Operation<'c>> {
    let body = module.region(0).first_block()?;
    let refused = refusals(source, &source.flow);
    Some(Emitter { context, symbols: &[], source, body }.template(&source.flow, symbol, Some(source), &refused))
}

/// The symbols of the functions' templates: a name, with its position where the name is not alone.
pub fn symbols(program: &Program) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for function in &program.functions {
        *counts.entry(&function.flow.name).or_default() += 1;
    }
    let symbol = |(index, function): (usize, &FunctionSource)| {
        let name = &function.flow.name;
        if counts[name.as_str()] == 1 { name.clone() } else { format!("{name}.{index}") }
    };
    program.functions.iter().enumerate().map(symbol).collect()
}

/// What a function or one nested in it uses that is not compiled.
fn refusals(source: &FunctionSource, function: &flow::Function) -> Vec<Diagnostic> {
    let at = |span: Span, message: &str| {
        Diagnostic::new(Kind::Unsupported, "unsupported", message).at(source.lines.location(&source.file, span), "")
    };
    let mut refused: Vec<_> = function.unsupported.iter().map(|(span, message)| at(*span, message)).collect();
    if function.signature.kwargs.is_some() {
        refused.push(at(function.span, "parameters of the form **kwargs are not compiled"));
    }
    refused.extend(function.nested.iter().flat_map(|nested| refusals(source, nested)));
    refused
}

/// Emits the functions of one source.
#[derive(Clone, Copy)]
struct Emitter<'a, 'c> {
    context: &'c Context,
    symbols: &'a [String],
    source: &'a FunctionSource,
    body: Block<'c>,
}

/// A function while its blocks are filled.
struct Frame<'a, 'c> {
    emitter: Emitter<'a, 'c>,
    symbol: &'a str,
    function: &'a flow::Function,
    builder: Builder<'c>,
    unknown: Type<'c>,
    values: HashMap<Register, Value<'c>>,
    /// Registers that hold what a dotted path of global names means.
    paths: HashMap<Register, String>,
    blocks: HashMap<NodeIndex, Block<'c>>,
    /// In a block that begins a handler: the exception.
    caught: Option<Value<'c>>,
}

impl<'c> Emitter<'_, 'c> {
    fn location(&self, span: Span) -> Location<'c> {
        location::to_mlir(self.context, &self.source.lines.location(&self.source.file, span))
    }

    /// Emits a function and those nested in it.
    fn template(
        &self,
        function: &flow::Function,
        symbol: &str,
        defaults: Option<&FunctionSource>,
        refused: &[Diagnostic],
    ) -> Operation<'c> {
        let unknown = convert::unknown(self.context);
        let builder = Builder::at_end(self.context, self.body, self.location(function.span));
        let entry_arguments = function.graph[function.entry].parameters.len();
        let ty = builder.function_type(&vec![unknown; entry_arguments], &[unknown]);
        let operation = builder
            .op("func.func")
            .attribute("sym_name", builder.string(symbol))
            .attribute("sym_visibility", builder.string("private"))
            .attribute("function_type", builder.type_attribute(ty))
            .region()
            .insert();
        self.describe(function, operation, &builder, defaults);
        if let Some(first) = refused.first() {
            operation.set_attribute("py.refused", builder.string(&first.to_string()));
        } else {
            Frame {
                emitter: *self,
                symbol,
                function,
                builder,
                unknown,
                values: HashMap::new(),
                paths: HashMap::new(),
                blocks: HashMap::new(),
                caught: None,
            }
            .fill(operation);
        }
        for (index, nested) in function.nested.iter().enumerate() {
            self.template(nested, &nested_symbol(symbol, nested, index), None, &[]);
        }
        operation
    }

    /// Sets the attributes that say how the function is called.
    fn describe(
        &self,
        function: &flow::Function,
        operation: Operation<'c>,
        builder: &Builder<'c>,
        defaults: Option<&FunctionSource>,
    ) {
        let signature = &function.signature;
        let names: Vec<&String> = signature
            .positional_only
            .iter()
            .chain(&signature.positional)
            .chain(&signature.varargs)
            .chain(&signature.keyword_only)
            .chain(&signature.kwargs)
            .collect();
        let count = |number: usize| builder.integer(builder.i64(), number as i64);
        operation.set_attribute("py.template", builder.unit());
        operation.set_attribute("py.name", builder.string(&function.qualified_name));
        operation.set_attribute("py.parameters", builder.strings(&names));
        operation.set_attribute("py.positional_only", count(signature.positional_only.len()));
        operation.set_attribute("py.positional", count(signature.positional_only.len() + signature.positional.len()));
        operation.set_attribute("py.captures", count(function.captures.len()));
        if signature.varargs.is_some() {
            operation.set_attribute("py.varargs", builder.unit());
        }
        if function.generator {
            operation.set_attribute("numlir.generator", builder.unit());
        }
        if let Some(traits) = &self.source.library {
            if !traits.users {
                operation.set_attribute("py.library", builder.unit());
            }
            if defaults.is_some() {
                self.describe_library(traits, operation, builder, &names);
            }
        }
        let Some(source) = defaults else { return };
        if let Some(stencil) = &source.stencil {
            self.describe_stencil(stencil, operation, builder);
        }
        match source.inlining {
            Inlining::Free => {}
            Inlining::Always => operation.set_attribute(INLINING, builder.string("always")),
            Inlining::Never => operation.set_attribute(INLINING, builder.string("never")),
        }
        if source.library.is_none() {
            let extents = extents::constant_extents(function, &source.bindings);
            if !extents.is_empty() {
                operation.set_attribute("py.literals", builder.strings(&extents));
            }
        }
        let mut with_default = Vec::new();
        let mut values: Vec<Attribute<'c>> = Vec::new();
        for name in names {
            let Some(value) = source.defaults.get(name.as_str()) else { continue };
            let Some(attribute) = binding::attribute(builder, self.symbols, value) else { continue };
            with_default.push(name);
            values.push(attribute);
        }
        if !source.signatures.is_empty() {
            let signature = |(arguments, result): &(Vec<types::Type>, types::Type)| {
                let all = types::Type::tuple(arguments.iter().chain([result]).cloned());
                builder.type_attribute(convert::to_mlir(self.context, &all))
            };
            let signatures: Vec<_> = source.signatures.iter().map(signature).collect();
            operation.set_attribute("py.signatures", builder.array(&signatures));
        }
        if !with_default.is_empty() {
            operation.set_attribute("py.defaults", builder.strings(&with_default));
            operation.set_attribute("py.default_values", builder.array(&values));
        }
    }

    fn describe_stencil(&self, stencil: &Stencil, operation: Operation<'c>, builder: &Builder<'c>) {
        let symbol = binding::stencil_symbol(operation.text("sym_name"));
        operation.set_attribute(expand_stencils::STENCIL, builder.string(&symbol));
        operation.set_attribute(expand_stencils::STANDARD, builder.strings(&stencil.standard));
        if let Some(neighborhood) = &stencil.neighborhood {
            let bounds: Vec<_> = neighborhood.iter().flat_map(|(lower, upper)| [*lower, *upper]).collect();
            operation.set_attribute(expand_stencils::NEIGHBORHOOD, builder.dense_i64(&bounds));
        }
        let border = stencil.cval.as_ref().and_then(|value| binding::attribute(builder, self.symbols, value));
        if let Some(border) = border {
            operation.set_attribute(expand_stencils::BORDER, border);
        }
    }

    /// A method has its object as what it captures.
    fn describe_library(
        &self,
        traits: &LibraryTraits,
        operation: Operation<'c>,
        builder: &Builder<'c>,
        names: &[&String],
    ) {
        let positional = self.source.flow.signature.positional_only.len() + self.source.flow.signature.positional.len();
        operation.set_attribute("py.literals", builder.strings(&traits.literals));
        if traits.property {
            operation.set_attribute("py.property", builder.unit());
        }
        if traits.method && !traits.property {
            let count = |number: usize| builder.integer(builder.i64(), number as i64);
            operation.set_attribute("py.parameters", builder.strings(&names[1..]));
            operation.set_attribute("py.positional", count(positional - 1));
            operation.set_attribute("py.captures", count(1));
        }
    }

    fn binding(&self, path: &str) -> Option<&Binding> {
        self.source.bindings.get(path)
    }
}

/// The symbol of a nested function's template.
fn nested_symbol(outer: &str, nested: &flow::Function, index: usize) -> String {
    format!("{outer}.<{index}>.{}", nested.name)
}

impl<'c> Frame<'_, 'c> {
    fn fill(&mut self, operation: Operation<'c>) {
        let order = self.order();
        let booleans = booleans::of(self.function);
        let region = operation.region(0);
        for &node in &order {
            let parameters = &self.function.graph[node].parameters;
            let mut arguments: Vec<_> = parameters
                .iter()
                .map(|parameter| {
                    let boolean = booleans.contains(&parameter.register);
                    let ty = if boolean { self.builder.i1() } else { self.unknown };
                    let location = self.emitter.location(parameter.span);
                    let named = |name: &String| Location::name(self.emitter.context, name, location);
                    (ty, parameter.name.as_ref().map_or(location, named))
                })
                .collect();
            // What was raised comes behind the arguments.
            if self.is_handler(node) {
                arguments.push((self.status_type(), self.emitter.location(self.function.span)));
            }
            let block = Block::append(region, &arguments);
            for (parameter, value) in parameters.iter().zip(block.arguments()) {
                self.values.insert(parameter.register, value);
            }
            self.blocks.insert(node, block);
        }
        for &node in &order {
            let block = self.blocks[&node];
            self.builder.set_to_end(block);
            self.caught = self.is_handler(node).then(|| {
                let status = block.arguments().last().expect("a handler gets what was raised");
                self.builder.op("py.catch").operand(status).result(self.unknown).value()
            });
            for instruction in &self.function.graph[node].instructions {
                self.builder.set_location(self.emitter.location(instruction.span));
                self.instruction(instruction);
            }
            self.terminator(node);
        }
    }

    /// Reverse postorder from the entry: definitions come before their uses.
    fn order(&self) -> Vec<NodeIndex> {
        let mut postorder = petgraph::visit::DfsPostOrder::new(&self.function.graph, self.function.entry);
        let mut order = Vec::new();
        while let Some(node) = postorder.next(&self.function.graph) {
            order.push(node);
        }
        order.reverse();
        order
    }

    /// Whether exceptions lead to a block.
    fn is_handler(&self, node: NodeIndex) -> bool {
        let mut edges = self.function.graph.edges_directed(node, Direction::Incoming);
        edges.any(|edge| edge.weight().kind == EdgeKind::Exception)
    }

    /// The type of what says which error was raised.
    fn status_type(&self) -> Type<'c> {
        convert::scalar_to_mlir(self.emitter.context, Scalar::Int32)
    }

    fn value(&self, register: Register) -> Value<'c> {
        self.values[&register]
    }

    /// A boolean of the graph that joins other values is handed on as a Python value.
    fn conform(&self, arguments: &[Value<'c>], block: Block<'c>) -> Vec<Value<'c>> {
        let cast = |(value, parameter): (&Value<'c>, Value<'c>)| match value.ty() == parameter.ty() {
            true => *value,
            false => self.builder.convert("py.cast", *value, parameter.ty()),
        };
        arguments.iter().zip(block.arguments()).map(cast).collect()
    }

    fn terminator(&mut self, node: NodeIndex) {
        let function = self.function;
        let Some(terminator) = &function.graph[node].terminator else { return };
        self.builder.set_location(self.emitter.location(terminator.span));
        let edge = |kind: EdgeKind| {
            let edge = function.graph.edges(node).find(|edge| edge.weight().kind == kind);
            let edge = edge.expect("the flow verifier has checked the edges");
            let block = self.blocks[&edge.target()];
            let arguments: Vec<_> = edge.weight().arguments.iter().map(|&register| self.value(register)).collect();
            (block, self.conform(&arguments, block))
        };
        let guarded = function.graph.edges(node).any(|edge| edge.weight().kind == EdgeKind::Exception);
        match &terminator.kind {
            TerminatorKind::Jump if guarded => {
                let (failed, status) = self.failed();
                let (handler, mut handed) = edge(EdgeKind::Exception);
                handed.push(status);
                let (block, arguments) = edge(EdgeKind::Jump);
                self.builder.conditional_branch(failed, (handler, &handed), (block, &arguments));
            }
            TerminatorKind::Jump => {
                let (block, arguments) = edge(EdgeKind::Jump);
                self.builder.branch(block, arguments);
            }
            TerminatorKind::Branch(condition) => {
                let ((yes, yes_arguments), (no, no_arguments)) = (edge(EdgeKind::Then), edge(EdgeKind::Else));
                let condition = self.value(*condition);
                self.builder.conditional_branch(condition, (yes, &yes_arguments), (no, &no_arguments));
            }
            TerminatorKind::Return(value) => {
                let value = self.value(*value);
                let value = match value.ty() == self.unknown {
                    true => value,
                    false => self.builder.convert("py.cast", value, self.unknown),
                };
                self.builder.op("func.return").operand(value).insert();
            }
            TerminatorKind::Raise { exception, cause } => {
                let operands = exception.iter().chain(cause).map(|&register| self.value(register));
                if !guarded {
                    self.builder.op("py.raise").operands(operands).insert();
                    return;
                }
                self.builder.op("py.throw").operands(operands).insert();
                let (_, status) = self.failed();
                let (handler, mut handed) = edge(EdgeKind::Exception);
                handed.push(status);
                self.builder.branch(handler, handed);
            }
        }
    }

    /// Whether the last operation raises, and what: it is one that does so inside `try`.
    fn failed(&self) -> (Value<'c>, Value<'c>) {
        if let Some(last) = self.builder.block().operations().last() {
            last.set_attribute("guarded", self.builder.unit());
        }
        let failed = self.builder.op("py.failed").results([self.builder.i1(), self.status_type()]).insert();
        (failed.result(0), failed.result(1))
    }
}
