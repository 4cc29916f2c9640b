//! The road of a function, from source text to object code. The JIT, the tools and the tests all take it.

mod options;
pub mod own_math;
mod road;

use crate::{
    annotate::{Annotation, annotations},
    codegen, flow,
    library::{Precompiled, Sources},
    parallel::Note,
    program::{Added, Host, Program},
    sites,
    stack::{self, Source},
};
use numlir_dialects::{
    context::context,
    ir::attribute_text,
    types::{Scalar, Type},
};
use numlir_grammar::{diagnostic::Diagnostic, tree};
use numlir_passes::code::Constant;

pub use numlir_passes::code::FastMath;
pub use options::{LoopsOn, Options, Races, SerialParts};
use road::{Road, fault, frozen, loop_types, refused};

pub use crate::sites::Site;

/// What a function is compiled for: the types of its arguments, the values of those that it is compiled for by value, with their
/// positions, and the type of its result where the user says it.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'types> {
    pub arguments: &'types [Type],
    pub constants: &'types [(usize, Constant)],
    pub result: Option<&'types Type>,
}

impl<'types> From<&'types [Type]> for Signature<'types> {
    fn from(arguments: &'types [Type]) -> Self {
        Self { arguments, constants: &[], result: None }
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
    /// What was decided about parallel loops.
    pub parallel: Vec<Note>,
    /// Symbols of frozen arrays' data and of functions of C, with the addresses.
    pub frozen: Vec<(String, usize)>,
    /// What was compiled in that the host gave.
    pub added: Vec<Added>,
}

/// What a kernel becomes a loop of (docs/ufuncs.md).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Wrapping {
    /// The kernel takes and gives scalars. `outputs` are the types of the output arrays; without them, the kernel's own.
    Ufunc { outputs: Option<Vec<Scalar>> },
    /// The kernel takes arrays, whose axes are the core dimensions of the operands, inputs first: for each operand the
    /// numbers of its dimensions, from 0.
    Gufunc { operands: Vec<Vec<usize>> },
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
    /// Loops over `prange` as parallel ones, whole-array operations not lowered.
    Par,
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
    read_typed_function(text, source, line, Vec::new())
}

/// As [`read_function`], with local variables whose types are declared ([`stack::type_name`]).
///
/// # Errors
/// As [`read_function`].
pub fn read_typed_function(
    text: &str,
    source: Source,
    line: u32,
    typed: Vec<String>,
) -> Result<flow::Function, Vec<Diagnostic>> {
    let mut code = stack::assemble(&numlir_grammar::parse_function(text, source.file, line)?, source)?;
    code.typed = typed;
    flow::build(&code, source)
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

/// Compiles a function of a program for a signature.
///
/// # Errors
/// All that is wrong with the function and with those it calls; [`Kind::Internal`] for faults of the compiler.
pub fn compile(
    program: &Program,
    entry: usize,
    signature: Signature,
    (options, host): (&Options, Option<&dyn Host>),
) -> Result<Artifact, Vec<Diagnostic>> {
    let sources = Sources::with_precompiled(host, options.precompiled());
    let context = context();
    let mut road = Road::new(&context, &sources, (program, entry), options)?;
    let result = road.lower(signature, Stage::LlvmDialect)?;
    road.artifact(result, program)
}

/// Compiles a function of a program as the inner loop of a ufunc, for the types of its arguments.
///
/// # Errors
/// As [`compile`], and where the function gives what no ufunc can.
pub fn compile_loop(
    (program, entry): (&Program, usize),
    arguments: &[Type],
    wrapping: &Wrapping,
    (options, host): (&Options, Option<&dyn Host>),
) -> Result<Artifact, Vec<Diagnostic>> {
    let sources = Sources::new(host);
    let context = context();
    let mut road = Road::new(&context, &sources, (program, entry), options)?;
    road.wrapping = Some(wrapping);
    let result = road.lower(arguments.into(), Stage::LlvmDialect)?;
    road.artifact(result, program)
}

/// The element types of the output arrays of a ufunc's loop, whose kernel gives `result`; none of a gufunc's.
///
/// # Errors
/// Where the kernel gives what no ufunc can.
pub fn loop_outputs(arguments: &[Type], result: &Type, wrapping: &Wrapping) -> Result<Vec<Scalar>, Vec<Diagnostic>> {
    match wrapping {
        Wrapping::Ufunc { outputs } => Ok(loop_types(arguments, result, outputs.as_deref())?.outputs),
        Wrapping::Gufunc { .. } => Ok(Vec::new()),
    }
}

/// Compiles a function of a program as one that C calls, which finds what it tells of errors at the symbol of a loop's record.
///
/// # Errors
/// As [`compile`], and where C cannot pass such arguments, or such a result.
pub fn compile_callback(
    program: &Program,
    entry: usize,
    signature: Signature,
    (options, host): (&Options, Option<&dyn Host>),
) -> Result<Artifact, Vec<Diagnostic>> {
    let sources = Sources::with_precompiled(host, options.precompiled());
    let context = context();
    let mut road = Road::new(&context, &sources, (program, entry), options)?;
    road.callback = true;
    let result = road.lower(signature, Stage::LlvmDialect)?;
    road.artifact(result, program)
}

/// What a function that is compiled ahead of time is linked as.
pub struct Ahead<'a> {
    /// The name of its entry in the library.
    pub symbol: &'a str,
    pub processor: codegen::Processor,
    /// The bytes of a frozen array, by its address.
    pub data: &'a (dyn Fn(usize) -> Option<Vec<u8>> + Sync),
}

/// Compiles a function of a program for a linker: frozen arrays are in the code.
///
/// # Errors
/// As [`compile`].
pub fn compile_ahead(
    (program, entry): (&Program, usize),
    signature: Signature,
    (options, host): (&Options, Option<&dyn Host>),
    ahead: &Ahead,
) -> Result<Artifact, Vec<Diagnostic>> {
    let sources = Sources::new(host);
    let context = context();
    let mut road = Road::new(&context, &sources, (program, entry), options)?;
    let result = road.lower(signature, Stage::LlvmDialect)?;
    let mut artifact = road.described(result, program);
    let mut llvm = codegen::translate(&road.module).map_err(fault)?;
    llvm.set_processor(ahead.processor).map_err(fault)?;
    for (symbol, address) in std::mem::take(&mut artifact.frozen) {
        if let Some(bytes) = (ahead.data)(address) {
            llvm.embed(&symbol, &bytes).map_err(fault)?;
        }
    }
    llvm.export_as(&artifact.entry, ahead.symbol).map_err(fault)?;
    artifact.entry = ahead.symbol.to_owned();
    artifact.object = road.optimise(llvm)?.object().map_err(fault)?;
    Ok(artifact)
}

/// A function of the library that is compiled ahead of the programs that call it.
pub struct LibraryCode {
    pub object: Vec<u8>,
    /// A site's number is its position and one.
    pub sites: Vec<Site>,
}

/// The symbols of the functions of the library that a function of a program calls, as those that are compiled ahead.
///
/// # Errors
/// As [`compile`].
pub fn precompiled_functions(program: &Program, arguments: &[Type]) -> Result<Vec<String>, Vec<Diagnostic>> {
    let sources = Sources::with_precompiled(None, Precompiled::All);
    let options = Options::default();
    let context = context();
    let mut road = Road::new(&context, &sources, (program, 0), &options)?;
    road.lower(arguments.into(), Stage::Typed)?;
    Ok(road.precompiled_functions())
}

/// Compiles the function of a symbol, one of those that [`precompiled_functions`] gives of the program.
///
/// # Errors
/// As [`compile`].
pub fn precompile(
    (program, arguments): (&Program, &[Type]),
    symbol: &str,
    processor: codegen::Processor,
) -> Result<LibraryCode, Vec<Diagnostic>> {
    let sources = Sources::with_precompiled(None, Precompiled::All);
    let options = Options::default();
    let context = context();
    let mut road = Road::new(&context, &sources, (program, 0), &options)?;
    road.precompiled = Some(symbol);
    let result = road.lower(arguments.into(), Stage::LlvmDialect)?;
    let sites = road.described(result, program).sites;
    let mut llvm = codegen::translate(&road.module).map_err(fault)?;
    llvm.set_processor(processor).map_err(fault)?;
    llvm.internalise(&[symbol]);
    Ok(LibraryCode { object: road.optimise(llvm)?.object().map_err(fault)?, sites })
}

/// A kernel that was compiled for a device.
#[derive(Clone, Debug)]
pub struct DeviceCode {
    pub ptx: String,
    /// The name of the entry.
    pub entry: String,
    /// A site's number is its position and one; with the option `debug` the global `numlir_status` holds that of an error.
    pub sites: Vec<Site>,
    /// All blocks of a launch have to run at once.
    pub cooperative: bool,
    /// The type of the result, which is none of a kernel.
    pub result: Type,
}

/// A function that other code of a device calls.
#[derive(Clone, Debug)]
pub struct DeviceFunction {
    pub name: String,
    /// `c` or `numba` (`passes/src/simt_to_nvvm/function.rs`).
    pub convention: &'static str,
    /// The type of its result, where the user says it.
    pub result: Option<Type>,
}

/// Compiles a kernel for a device, or a function that its other code calls. `data` gives the bytes of a frozen array by its address.
///
/// # Errors
/// As [`compile`]; what has no form on devices, and math functions without a library for them.
pub fn compile_ptx(
    program: &Program,
    entry: usize,
    arguments: &[Type],
    (options, host): (&Options, Option<&dyn Host>),
    function: Option<&DeviceFunction>,
    (device, data): (&codegen::Device, &dyn Fn(usize) -> Option<Vec<u8>>),
) -> Result<DeviceCode, Vec<Diagnostic>> {
    let sources = Sources::new(host);
    let context = context();
    let options = Options { kernel: true, device: true, ..options.clone() };
    let mut road = Road::new(&context, &sources, (program, entry), &options)?;
    road.exported = function;
    let declared = function.and_then(|function| function.result.as_ref());
    let result = road.lower(Signature { result: declared, ..arguments.into() }, Stage::LlvmDialect)?;
    let entry = road.operation().attribute("numlir.entry_symbol").and_then(attribute_text).unwrap_or("").to_owned();
    let llvm = codegen::translate(&road.module).map_err(fault)?;
    let frozen: Vec<_> = frozen(program).into_iter().filter_map(|(symbol, at)| Some((symbol, data(at)?))).collect();
    let frozen: Vec<_> = frozen.iter().map(|(symbol, bytes)| (symbol.clone(), bytes.as_slice())).collect();
    let ptx = llvm.ptx((&entry, function.is_none()), (device, own_math::own_math()), &frozen).map_err(refused)?;
    let module = road.operation();
    let cooperative = module.attribute("numlir.cooperative").is_some();
    Ok(DeviceCode { ptx, entry, sites: sites::read(module), cooperative, result })
}

/// The kernels of a function's parallel loops, compiled for a device: the names of their entries, and their PTX.
///
/// # Errors
/// As [`compile_ptx`].
pub fn compile_loops(
    (program, entry): (&Program, usize),
    arguments: &[Type],
    (options, host): (&Options, Option<&dyn Host>),
    device: &codegen::Device,
) -> Result<Vec<(String, String)>, Vec<Diagnostic>> {
    let sources = Sources::new(host);
    let context = context();
    let options = Options { parallel: true, loops_on: LoopsOn::Device(Box::new(device.clone())), ..options.clone() };
    let mut road = Road::new(&context, &sources, (program, entry), &options)?;
    road.lower(arguments.into(), Stage::LlvmDialect)?;
    Ok(road.kernels.into_inner())
}

/// The text of a stage, for reading. `locations` keeps the places in the source where the stage has them.
///
/// # Errors
/// As [`compile`].
pub fn print(
    (program, entry): (&Program, usize),
    signature: Signature,
    (options, host): (&Options, Option<&dyn Host>),
    (stage, locations): (Stage, bool),
) -> Result<String, Vec<Diagnostic>> {
    let sources = Sources::with_precompiled(host, options.precompiled());
    let context = context();
    let mut road = Road::new(&context, &sources, (program, entry), options)?;
    road.lower(signature, stage)?;
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
    signature: Signature,
    (options, host): (&Options, Option<&dyn Host>),
) -> Result<Vec<Annotation>, Vec<Diagnostic>> {
    let sources = Sources::new(host);
    let context = context();
    let mut road = Road::new(&context, &sources, (program, entry), options)?;
    road.lower(signature, Stage::Typed)?;
    Ok(annotations(road.operation()))
}
