//! The road of a function, from source text to object code. The JIT, the tools and the tests all take it.

use crate::{
    annotate::{Annotation, annotations},
    codegen::{self, CodegenOptions, Optimisation},
    emit::{self, frozen_symbol},
    flow,
    library::Sources,
    program::{Host, Program},
    sites,
    stack::{self, Source},
};
use melior::{Context, ir::Module};
use numlir_dialects::{
    Operation,
    context::{context, module_operation, with_messages},
    ir::attribute_text,
    types::Type,
};
use numlir_grammar::{
    diagnostic::{Diagnostic, Kind},
    tree,
};
use numlir_passes::{self as passes, code::Settings};

pub use crate::sites::Site;

/// What the user asks of a compilation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// Accesses outside an array raise IndexError.
    pub boundscheck: bool,
    /// Division by zero gives infinities and NaN instead of ZeroDivisionError.
    pub error_model_numpy: bool,
    /// Floating-point operations may be reassociated and contracted.
    pub fastmath: bool,
    /// Loops may call vector versions of math functions, at most 4 ulp from the scalar ones.
    pub vector_math: bool,
    /// The IR is verified after each pass.
    pub verify: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            boundscheck: true,
            error_model_numpy: false,
            fastmath: false,
            vector_math: true,
            verify: cfg!(debug_assertions),
        }
    }
}

/// A compiled function: relocatable code without addresses, and what its caller has to know.
#[derive(Clone, Debug)]
pub struct Artifact {
    pub object: Vec<u8>,
    /// The symbol of the entry (docs/calling-convention.md).
    pub entry: String,
    pub result: Type,
    /// A site's number is its position and one.
    pub sites: Vec<Site>,
    /// Symbols of frozen arrays' data and of functions of C, with the addresses.
    pub frozen: Vec<(String, usize)>,
    /// Whether something was compiled in that the host gave.
    pub needs_host: bool,
}

/// A form of the function on its road through MLIR and LLVM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The `py` dialect, nothing typed.
    Py,
    /// The `py` dialect, typed for the signature, calls resolved.
    Typed,
    /// Loops over ranges raised to `scf`.
    Loops,
    /// Arrays, arithmetic and checks.
    Nd,
    /// The `llvm` dialect.
    LlvmDialect,
    /// LLVM's own IR.
    Llvm,
    /// The same, optimised.
    OptimisedLlvm,
    Assembly,
}

/// Reads the function that starts at a line (or whose decorators do) of a file's text.
///
/// # Errors
/// Syntax errors, and locals that certainly have no value where they are used.
pub fn read_function(text: &str, source: Source, line: u32) -> Result<flow::Function, Vec<Diagnostic>> {
    build_function(&numlir_grammar::parse_function(text, source.file, line)?, source)
}

/// Reads the lambda expression at a line, or at a column of it where there are several.
///
/// # Errors
/// As [`read_function`], and where no single lambda is found.
pub fn read_lambda(
    text: &str,
    source: Source,
    line: u32,
    column: Option<u32>,
) -> Result<flow::Function, Vec<Diagnostic>> {
    let lambda = numlir_grammar::parse_lambda(text, source.file, line, column)?;
    flow::build(&stack::assemble_lambda(&lambda, source)?, source)
}

/// The control-flow graph of a function definition.
///
/// # Errors
/// As [`read_function`].
pub fn build_function(function: &tree::Stmt, source: Source) -> Result<flow::Function, Vec<Diagnostic>> {
    flow::build(&stack::assemble(function, source)?, source)
}

/// Compiles a function of a program for the types of its arguments.
///
/// # Errors
/// All that is wrong with the function and with those it calls; [`Kind::Internal`] for faults of the compiler.
pub fn compile(
    program: &Program,
    entry: usize,
    arguments: &[Type],
    (options, host): (&Options, Option<&dyn Host>),
) -> Result<Artifact, Vec<Diagnostic>> {
    let sources = Sources::new(host);
    let context = context();
    let mut road = Road::new(&context, &sources, (program, entry), options)?;
    let result = road.lower(arguments, Stage::LlvmDialect)?;
    let module = road.operation();
    let sites = sites::read(module);
    let entry = module.attribute("numlir.entry_symbol").and_then(attribute_text).unwrap_or("").to_owned();
    let llvm = road.optimised(&entry)?;
    let object = llvm.object().map_err(fault)?;
    let needs_host = !sources.given().is_empty();
    let frozen = std::iter::once(program).chain(sources.given().iter()).flat_map(frozen).collect();
    Ok(Artifact { object, entry, result, sites, frozen, needs_host })
}

/// The text of a stage, for reading. `locations` keeps the places in the source where the stage has them.
///
/// # Errors
/// As [`compile`].
pub fn print(
    (program, entry): (&Program, usize),
    arguments: &[Type],
    (options, host): (&Options, Option<&dyn Host>),
    (stage, locations): (Stage, bool),
) -> Result<String, Vec<Diagnostic>> {
    let sources = Sources::new(host);
    let context = context();
    let mut road = Road::new(&context, &sources, (program, entry), options)?;
    road.lower(arguments, stage)?;
    if stage <= Stage::LlvmDialect {
        return Ok(road.operation().print(locations));
    }
    let entry = road.operation().attribute("numlir.entry_symbol").and_then(attribute_text).unwrap_or("").to_owned();
    if stage == Stage::Llvm {
        return Ok(codegen::translate(&road.module).map_err(fault)?.ir_text());
    }
    let llvm = road.optimised(&entry)?;
    if stage == Stage::OptimisedLlvm { Ok(llvm.ir_text()) } else { llvm.assembly().map_err(fault) }
}

/// The expressions of a function, and of those it calls, with their types.
///
/// # Errors
/// As [`compile`].
pub fn annotate(
    (program, entry): (&Program, usize),
    arguments: &[Type],
    (options, host): (&Options, Option<&dyn Host>),
) -> Result<Vec<Annotation>, Vec<Diagnostic>> {
    let sources = Sources::new(host);
    let context = context();
    let mut road = Road::new(&context, &sources, (program, entry), options)?;
    road.lower(arguments, Stage::Typed)?;
    Ok(annotations(road.operation()))
}

/// A module on its way.
struct Road<'a, 'c> {
    context: &'c Context,
    sources: &'c Sources<'c>,
    module: Module<'c>,
    options: &'a Options,
    entry: String,
}

impl<'a, 'c> Road<'a, 'c> {
    fn new(
        context: &'c Context,
        sources: &'c Sources<'c>,
        (program, entry): (&Program, usize),
        options: &'a Options,
    ) -> Result<Self, Vec<Diagnostic>> {
        let module = emit::emit(context, program, entry)?;
        let road = Self { context, sources, module, options, entry: emit::symbols(program).swap_remove(entry) };
        road.verified("emit")?;
        Ok(road)
    }

    fn operation(&self) -> Operation<'c> {
        module_operation(&self.module)
    }

    /// The pipeline. Returns the type of the entry's result.
    fn lower(&mut self, arguments: &[Type], until: Stage) -> Result<Type, Vec<Diagnostic>> {
        let (context, module) = (self.context, self.operation());
        let settings = Settings {
            numpy_errors: self.options.error_model_numpy,
            fastmath: self.options.fastmath,
            boundscheck: self.options.boundscheck,
        };
        let mut result = Type::None;
        if until < Stage::Typed {
            return Ok(result);
        }
        self.pass("infer-types", || {
            result = passes::infer_types(context, module, (&self.entry, arguments), self.sources)?;
            Ok(())
        })?;
        self.pass("resolve-calls", || passes::resolve_calls(context, module, ""))?;
        if until < Stage::Loops {
            return Ok(result);
        }
        self.pass("raise-loops", || passes::raise_loops(context, module, ""))?;
        if until < Stage::Nd {
            return Ok(result);
        }
        self.pass("py-to-nd", || passes::py_to_nd(context, module, &settings))?;
        self.pass("inline-calls", || passes::inline_calls(context, module, ""))?;
        self.pass("fuse-maps", || passes::fuse_maps(context, module, ""))?;
        self.pass("lower-maps", || passes::lower_maps(context, module, ""))?;
        self.pass("lower-reduce", || passes::lower_reduce(context, module, ""))?;
        self.pass("guard-recursion", || passes::guard_recursion(context, module, ""))?;
        self.pass("prove-indices", || passes::prove_indices(context, module, ""))?;
        if until < Stage::LlvmDialect {
            return Ok(result);
        }
        self.pass("scf-to-cf", || passes::scf_to_cf(context, module, ""))?;
        self.pass("lower-raises", || passes::lower_raises(context, module, ""))?;
        self.pass("place-releases", || passes::place_releases(context, module, ""))?;
        self.pass("nd-to-llvm", || passes::nd_to_llvm(context, module, ""))?;
        self.pass("to-llvm-dialect", || passes::to_llvm_dialect(context, module, ""))?;
        Ok(result)
    }

    fn pass(&self, name: &str, run: impl FnOnce() -> Result<(), Vec<Diagnostic>>) -> Result<(), Vec<Diagnostic>> {
        let (outcome, messages) = with_messages(self.context, run);
        outcome.map_err(|mut errors| {
            for error in &mut errors {
                if error.kind == Kind::Internal {
                    error.notes.extend(messages.iter().map(|message| format!("{name}: {message}")));
                }
            }
            errors
        })?;
        self.verified(name)
    }

    /// Verifies the module where that is asked for.
    fn verified(&self, name: &str) -> Result<(), Vec<Diagnostic>> {
        if !self.options.verify {
            return Ok(());
        }
        let (valid, messages) = with_messages(self.context, || self.operation().verify());
        if valid {
            return Ok(());
        }
        let mut error = Diagnostic::new(Kind::Internal, "invalid-ir", format!("{name} left invalid IR"));
        error.notes = messages;
        Err(vec![error])
    }

    fn optimised(&self, entry: &str) -> Result<codegen::LlvmModule, Vec<Diagnostic>> {
        let mut llvm = codegen::translate(&self.module).map_err(fault)?;
        llvm.internalise(&[entry]);
        let options = CodegenOptions { optimisation: Optimisation::Full, vector_math: self.options.vector_math };
        codegen::optimise(&mut llvm, &options).map_err(fault)?;
        Ok(llvm)
    }
}

/// The frozen arrays of a program, by the symbols of their data, and the functions of C that it calls.
fn frozen(program: &Program) -> Vec<(String, usize)> {
    let arrays = program.frozen().map(|array| (frozen_symbol(array), array.data));
    let mut symbols: Vec<_> = arrays.chain(program.foreign.iter().cloned()).collect();
    symbols.sort();
    symbols.dedup();
    symbols
}

fn fault(error: impl ToString) -> Vec<Diagnostic> {
    vec![Diagnostic::new(Kind::Internal, "code-generation", error.to_string())]
}
