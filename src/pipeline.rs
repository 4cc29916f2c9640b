//! The road of a function, from source text to object code. The JIT, the tools and the tests all take it.

use crate::{
    annotate::{Annotation, annotations},
    codegen::{self, CodegenOptions, Optimisation},
    emit::{self, frozen_symbol},
    flow,
    library::Sources,
    parallel::{self, Note},
    program::{Host, Program},
    sites,
    stack::{self, Source},
};
use melior::{Context, ir::Module};
use numlir_dialects::{
    Builder, Operation,
    context::{context, module_operation, with_messages},
    ir::attribute_text,
    location,
    types::{Scalar, Type},
};
use numlir_grammar::{
    diagnostic::{Diagnostic, Kind},
    tree,
};
use numlir_passes::{
    self as passes,
    code::{Constant, Settings},
};

use std::cell::RefCell;

pub use numlir_passes::code::FastMath;

pub use crate::sites::Site;

/// What the user asks of a compilation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// Accesses outside an array raise IndexError.
    pub boundscheck: bool,
    /// Division by zero gives infinities and NaN instead of ZeroDivisionError.
    pub error_model_numpy: bool,
    /// What floating-point operations may be taken for.
    pub fastmath: FastMath,
    /// Loops may call vector versions of math functions, at most 4 ulp from the scalar ones.
    pub vector_math: bool,
    /// Loops over `prange` run on several threads.
    pub parallel: bool,
    /// Where they run.
    pub loops_on: LoopsOn,
    /// The positions of arguments that are arrays of the device.
    pub device_arguments: Vec<usize>,
    /// What becomes of parallel loops whose iterations certainly meet in memory.
    pub races: Races,
    /// The function is a kernel that every thread of a grid runs, compiled as loops over its threads.
    pub kernel: bool,
    /// The kernel is compiled for a device.
    pub device: bool,
    /// Threads of a kernel that wait at different barriers are an error.
    pub debug: bool,
    /// The IR is verified after each pass.
    pub verify: bool,
}

/// Where parallel loops run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum LoopsOn {
    /// On threads of the CPU.
    #[default]
    Threads,
    /// On a device, each as a kernel.
    Device(Box<codegen::Device>),
    /// As the kernels that a device would run, compiled for the CPU.
    Kernels,
}

/// What becomes of parallel loops whose iterations certainly meet in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Races {
    /// They are said.
    #[default]
    Warn,
    /// They are errors.
    Error,
    /// Nothing.
    Ignore,
    /// They are said; and those that only running shows raise, in loops that run on one thread.
    Check,
}

impl Races {
    fn option(self) -> &'static str {
        match self {
            Self::Error => "races=error",
            Self::Ignore => "races=ignore",
            Self::Warn | Self::Check => "",
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            boundscheck: true,
            error_model_numpy: false,
            fastmath: FastMath::default(),
            vector_math: true,
            parallel: false,
            loops_on: LoopsOn::Threads,
            device_arguments: Vec::new(),
            races: Races::Warn,
            kernel: false,
            device: false,
            debug: false,
            verify: cfg!(debug_assertions),
        }
    }
}

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
    /// Whether something was compiled in that the host gave.
    pub needs_host: bool,
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
    let sources = Sources::new(host);
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
    let sources = Sources::new(host);
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
    let ptx = llvm.ptx((&entry, function.is_none()), device, &frozen).map_err(refused)?;
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
    let sources = Sources::new(host);
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

/// A module on its way.
struct Road<'a, 'c> {
    context: &'c Context,
    sources: &'c Sources<'c>,
    module: Module<'c>,
    options: &'a Options,
    entry: String,
    wrapping: Option<&'a Wrapping>,
    /// Whether C calls the function.
    callback: bool,
    /// The function that other code of a device calls.
    exported: Option<&'a DeviceFunction>,
    /// The kernels of parallel loops: their entries, and their PTX.
    kernels: RefCell<Vec<(String, String)>>,
}

impl<'a, 'c> Road<'a, 'c> {
    fn new(
        context: &'c Context,
        sources: &'c Sources<'c>,
        (program, entry): (&Program, usize),
        options: &'a Options,
    ) -> Result<Self, Vec<Diagnostic>> {
        let module = emit::emit(context, program, entry)?;
        let entry = emit::symbols(program).swap_remove(entry);
        let road = Self {
            context,
            sources,
            module,
            options,
            entry,
            wrapping: None,
            callback: false,
            exported: None,
            kernels: RefCell::default(),
        };
        road.verified("emit")?;
        Ok(road)
    }

    fn operation(&self) -> Operation<'c> {
        module_operation(&self.module)
    }

    /// The pipeline. Returns the type of the entry's result.
    fn lower(&mut self, signature: Signature, until: Stage) -> Result<Type, Vec<Diagnostic>> {
        let (context, module) = (self.context, self.operation());
        let settings = Settings {
            numpy_errors: self.options.error_model_numpy,
            fastmath: self.options.fastmath,
            boundscheck: self.options.boundscheck,
            device: self.options.device,
        };
        let mut result = Type::None;
        if until < Stage::Typed {
            return Ok(result);
        }
        self.pass("expand-stencils", || passes::expand_stencils(context, module, ""))?;
        self.pass("infer-types", || {
            let Signature { arguments, constants, result: declared } = signature;
            let entry = passes::Entry { symbol: &self.entry, arguments, constants, result: declared };
            result = passes::infer_types(context, module, entry, self.sources)?;
            Ok(())
        })?;
        if self.options.kernel {
            self.mark_kernel(&result)?;
        }
        if self.callback {
            self.mark_callback(signature.arguments, &result)?;
        }
        self.pass("resolve-calls", || passes::resolve_calls(context, module, ""))?;
        if until < Stage::Loops {
            return Ok(result);
        }
        // A parallel loop's body has to be structured as a whole.
        let whiles = if self.options.parallel { "whiles" } else { "" };
        let kernel = if let Some(Wrapping::Ufunc { .. }) = self.wrapping { " kernel" } else { "" };
        self.pass("raise-loops", || passes::raise_loops(context, module, &format!("{whiles}{kernel}")))?;
        if until < Stage::Par {
            return Ok(result);
        }
        self.pass("py-to-nd", || passes::py_to_nd(context, module, &settings))?;
        match self.wrapping {
            Some(Wrapping::Ufunc { outputs }) => {
                let types = loop_types(signature.arguments, &result, outputs.as_deref())?;
                self.pass("wrap-ufunc", || passes::wrap_ufunc(context, module, (&types, self.options.parallel)))?;
            }
            Some(Wrapping::Gufunc { operands }) => {
                self.pass("wrap-gufunc", || {
                    passes::wrap_gufunc(context, module, (signature.arguments, operands, self.options.parallel))
                })?;
            }
            None => {}
        }
        self.pass("inline-calls", || passes::inline_calls(context, module, ""))?;
        self.pass("fuse-maps", || passes::fuse_maps(context, module, ""))?;
        if self.options.parallel {
            self.pass("prange-to-par", || passes::prange_to_par(context, module, ""))?;
            self.pass("accumulate-arrays", || passes::accumulate_arrays(context, module, ""))?;
            let races = self.options.races.option();
            self.pass("check-races", || passes::check_races(context, module, races))?;
            // What is looked for while it runs is looked for in the loops as they were written.
            if self.options.races != Races::Check {
                self.pass("fuse-loops", || passes::fuse_loops(context, module, ""))?;
                self.pass("collapse-loops", || passes::collapse_loops(context, module, ""))?;
            }
            if self.loops_to_kernels() {
                self.pass("maps-to-device", || passes::maps_to_device(context, module, ""))?;
            }
            self.pass("maps-to-par", || passes::maps_to_par(context, module, ""))?;
        }
        if until < Stage::Nd {
            return Ok(result);
        }
        self.pass("lower-maps", || passes::lower_maps(context, module, ""))?;
        self.pass("lower-reduce", || passes::lower_reduce(context, module, ""))?;
        self.pass("guard-recursion", || passes::guard_recursion(context, module, ""))?;
        if self.options.parallel && self.options.races == Races::Check {
            self.pass("trace-accesses", || passes::trace_accesses(context, module, ""))?;
        }
        if self.loops_to_kernels() {
            self.pass("par-to-gpu", || passes::par_to_gpu(context, module, ""))?;
            let arguments = (signature.arguments, self.options.device_arguments.as_slice());
            self.pass("check-device-arguments", || passes::check_device_arguments(context, module, arguments))?;
        }
        if self.options.parallel {
            let options = if self.options.fastmath == FastMath::default() { "" } else { "fastmath" };
            self.pass("lower-par", || passes::lower_par(context, module, options))?;
        }
        self.pass("prove-indices", || passes::prove_indices(context, module, ""))?;
        if until < Stage::LlvmDialect {
            return Ok(result);
        }
        self.pass("scf-to-cf", || passes::scf_to_cf(context, module, ""))?;
        self.pass("split-generators", || passes::split_generators(context, module, ""))?;
        self.pass("lower-raises", || passes::lower_raises(context, module, ""))?;
        self.pass("place-releases", || passes::place_releases(context, module, ""))?;
        let device = matches!(self.options.loops_on, LoopsOn::Device(_));
        self.pass("nd-to-llvm", || passes::nd_to_llvm(context, module, if device { "device" } else { "" }))?;
        if let LoopsOn::Device(device) = &self.options.loops_on {
            self.compile_kernels(device)?;
        } else if self.loops_to_kernels() {
            self.pass("distribute-threads", || passes::distribute_threads(context, module, ""))?;
        }
        if self.options.kernel {
            let options = if self.options.debug { "debug" } else { "" };
            if self.options.device {
                self.pass("simt-to-nvvm", || passes::simt_to_nvvm(context, module, options))?;
            }
            self.pass("distribute-threads", || passes::distribute_threads(context, module, options))?;
        }
        self.pass("to-llvm-dialect", || passes::to_llvm_dialect(context, module, ""))?;
        Ok(result)
    }

    /// Whether parallel loops become kernels. Races are looked for in loops that run on the CPU.
    fn loops_to_kernels(&self) -> bool {
        self.options.parallel && self.options.loops_on != LoopsOn::Threads && self.options.races != Races::Check
    }

    /// Compiles the kernels that the module launches, and leaves them to it as PTX.
    fn compile_kernels(&self, device: &codegen::Device) -> Result<(), Vec<Diagnostic>> {
        let context = self.context;
        for taken in passes::take_kernels::take_kernels(context, self.operation()) {
            let kernel = module_operation(&taken.module);
            self.pass("simt-to-nvvm", || passes::simt_to_nvvm(context, kernel, "debug"))?;
            self.pass("to-llvm-dialect", || passes::to_llvm_dialect(context, kernel, ""))?;
            let entry = kernel.attribute("numlir.entry_symbol").and_then(attribute_text).unwrap_or("");
            let ptx =
                codegen::translate(&taken.module).map_err(fault)?.ptx((entry, true), device, &[]).map_err(refused)?;
            passes::take_kernels::describe(context, self.operation(), &taken.symbol, (entry, &ptx));
            self.kernels.borrow_mut().push((entry.to_owned(), ptx));
        }
        Ok(())
    }

    /// The function that is compiled, once it is typed.
    fn entry_function(&self) -> Option<Operation<'c>> {
        let mut functions = self.operation().region(0).first_block().into_iter().flat_map(|block| block.operations());
        functions.find(|function| function.attribute("numlir.entry").is_some())
    }

    /// Marks the entry as a function that C calls: how each argument, and last the result, is widened.
    fn mark_callback(&self, arguments: &[Type], result: &Type) -> Result<(), Vec<Diagnostic>> {
        let Some(entry) = self.entry_function() else { return Ok(()) };
        let mut passed = Vec::new();
        for ty in arguments.iter().chain([result]) {
            passed.push(match ty {
                Type::Scalar(Scalar::Complex64 | Scalar::Record(_)) => None,
                Type::Scalar(scalar) if scalar.size() >= 4 => Some("plain"),
                Type::Scalar(scalar) => Some(if scalar.is_signed() { "signed" } else { "unsigned" }),
                Type::Pointer(_) => Some("plain"),
                Type::None => Some("nothing"),
                _ => None,
            });
        }
        if let Some(position) = passed.iter().position(Option::is_none) {
            let ty = arguments.get(position).unwrap_or(result);
            let message = format!("C does not pass {ty} to a callback or from it");
            let error = Diagnostic::new(Kind::Typing, "callback-type", message);
            let error = error.help("callbacks take and give numbers and pointers; numlir.carray makes an array of one");
            return Err(vec![match location::from_mlir(entry.location()) {
                Some(place) => error.at(place, "in this callback"),
                None => error,
            }]);
        }
        let passed: Vec<_> = passed.into_iter().flatten().collect();
        entry.set_attribute("numlir.callback", Builder::before(self.context, entry).strings(&passed));
        Ok(())
    }

    /// Marks the entry as a kernel, which gives nothing.
    fn mark_kernel(&self, result: &Type) -> Result<(), Vec<Diagnostic>> {
        let Some(entry) = self.entry_function() else { return Ok(()) };
        let builder = Builder::before(self.context, entry);
        entry.set_attribute("numlir.grid_kernel", builder.unit());
        if let Some(function) = self.exported {
            entry.set_attribute("numlir.convention", builder.string(function.convention));
            entry.set_attribute("numlir.exported", builder.string(&function.name));
            return Ok(());
        }
        if *result == Type::None {
            return Ok(());
        }
        let error =
            Diagnostic::new(Kind::Typing, "kernel-result", format!("a kernel gives nothing, this one {result}"));
        let error = error.help("write results to arrays");
        Err(vec![match location::from_mlir(entry.location()) {
            Some(place) => error.at(place, "in this kernel"),
            None => error,
        }])
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

    /// The code of what has been lowered to the `llvm` dialect.
    fn artifact(&self, result: Type, program: &Program) -> Result<Artifact, Vec<Diagnostic>> {
        let mut artifact = self.described(result, program);
        artifact.object = self.optimised(&artifact.entry)?.object().map_err(fault)?;
        Ok(artifact)
    }

    /// What a caller has to know of the code, without the code.
    fn described(&self, result: Type, program: &Program) -> Artifact {
        let module = self.operation();
        let sites = sites::read(module);
        let parallel = if self.options.parallel { parallel::read(module) } else { Vec::new() };
        let entry = module.attribute("numlir.entry_symbol").and_then(attribute_text).unwrap_or("").to_owned();
        let needs_host = !self.sources.given().is_empty();
        let frozen = std::iter::once(program).chain(self.sources.given().iter()).flat_map(frozen).collect();
        Artifact { object: Vec::new(), entry, result, sites, parallel, frozen, needs_host }
    }

    fn optimised(&self, entry: &str) -> Result<codegen::LlvmModule, Vec<Diagnostic>> {
        let mut llvm = codegen::translate(&self.module).map_err(fault)?;
        llvm.internalise(&[entry]);
        self.optimise(llvm)
    }

    fn optimise(&self, mut llvm: codegen::LlvmModule) -> Result<codegen::LlvmModule, Vec<Diagnostic>> {
        let options = CodegenOptions {
            optimisation: Optimisation::Full,
            vector_math: self.options.vector_math,
            straight: self.operation().attribute(passes::wrap_ufunc::STRAIGHT).is_some(),
        };
        codegen::optimise(&mut llvm, &options).map_err(fault)?;
        Ok(llvm)
    }
}

/// The types of a ufunc's loop.
fn loop_types(
    arguments: &[Type],
    result: &Type,
    outputs: Option<&[Scalar]>,
) -> Result<passes::wrap_ufunc::LoopTypes, Vec<Diagnostic>> {
    let refused = |message: String| {
        let help =
            "the function of a ufunc takes numbers and returns a number, or a tuple of numbers for several outputs";
        Err(vec![Diagnostic::new(Kind::Typing, "ufunc-kernel", message).help(help)])
    };
    let scalars = |types: &[Type]| types.iter().map(Type::scalar).collect::<Option<Vec<_>>>();
    let results = match result {
        Type::Tuple(elements) => scalars(elements),
        one => scalars(std::slice::from_ref(one)),
    };
    let (Some(inputs), Some(results)) = (scalars(arguments), results.filter(|results| !results.is_empty())) else {
        return refused(format!("the function gives {result}, which is no element of an array"));
    };
    let outputs = outputs.map_or_else(|| results.clone(), <[_]>::to_vec);
    if outputs.len() != results.len() {
        return refused(format!("the function gives {} outputs; {} are declared", results.len(), outputs.len()));
    }
    Ok(passes::wrap_ufunc::LoopTypes { inputs, results, outputs })
}

/// The frozen arrays of a program, by the symbols of their data, and the functions of C that it calls.
fn frozen(program: &Program) -> Vec<(String, usize)> {
    let arrays = program.frozen().map(|array| (frozen_symbol(array), array.data));
    let mut symbols: Vec<_> = arrays.chain(program.foreign.iter().cloned()).collect();
    symbols.sort();
    symbols.dedup();
    symbols
}

/// What has no form on devices is the user's, all else a fault.
fn refused(error: codegen::CodegenError) -> Vec<Diagnostic> {
    match error {
        codegen::CodegenError::Load(message) => {
            vec![Diagnostic::new(Kind::Unsupported, "not-on-devices", message)]
        }
        error => fault(error),
    }
}

fn fault(error: impl ToString) -> Vec<Diagnostic> {
    vec![Diagnostic::new(Kind::Internal, "code-generation", error.to_string())]
}
