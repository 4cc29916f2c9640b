//! The passes that a module goes through, in their order.

use super::{Artifact, DeviceFunction, FastMath, LoopsOn, Options, Races, Signature, Stage, Wrapping, own_math};
use crate::{
    codegen::{self, CodegenOptions, Optimisation},
    emit::{self, frozen_symbol},
    library::Sources,
    parallel,
    program::Program,
    sites,
};
use melior::{Context, ir::Module};
use numlir_dialects::{
    Builder, Operation,
    context::{module_operation, with_messages},
    erased::freed_behind,
    ir::attribute_text,
    location,
    types::{Scalar, Type},
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use numlir_passes::{self as passes, code::Settings, inline_calls::precompiled::PRECOMPILED};
use rustc_hash::FxHashSet;
use std::cell::RefCell;

/// A module on its way.
pub(super) struct Road<'a, 'c> {
    pub(super) context: &'c Context,
    pub(super) sources: &'c Sources<'c>,
    pub(super) module: Module<'c>,
    pub(super) options: &'a Options,
    pub(super) entry: String,
    pub(super) wrapping: Option<&'a Wrapping>,
    /// Whether C calls the function.
    pub(super) callback: bool,
    /// The function that other code of a device calls.
    pub(super) exported: Option<&'a DeviceFunction>,
    /// The function of the library that alone is compiled, by its symbol.
    pub(super) precompiled: Option<&'a str>,
    /// The kernels of parallel loops: their entries, and their PTX.
    pub(super) kernels: RefCell<Vec<(String, String)>>,
}

impl<'a, 'c> Road<'a, 'c> {
    pub(super) fn new(
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
            precompiled: None,
            kernels: RefCell::default(),
        };
        road.verified("emit")?;
        Ok(road)
    }

    pub(super) fn operation(&self) -> Operation<'c> {
        module_operation(&self.module)
    }

    /// The pipeline. Returns the type of the entry's result.
    pub(super) fn lower(&mut self, signature: Signature, until: Stage) -> Result<Type, Vec<Diagnostic>> {
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
        if let Some(symbol) = self.precompiled
            && !passes::inline_calls::precompiled::export(context, module, symbol)
        {
            return Err(fault(format!("{symbol} is not called")));
        }
        self.pass("inline-calls", || passes::inline_calls(context, module, ""))?;
        let parallel = if self.options.parallel { "parallel" } else { "" };
        self.pass("fuse-maps", || passes::fuse_maps(context, module, parallel))?;
        self.pass("lower-selections", || passes::lower_selections(context, module, ""))?;
        if self.options.parallel {
            let serial = self.options.serial.text();
            self.pass("prange-to-par", || passes::prange_to_par(context, module, &serial))?;
            self.pass("accumulate-arrays", || passes::accumulate_arrays(context, module, ""))?;
            let races = self.options.races.option();
            self.pass("check-races", || passes::check_races(context, module, races))?;
            // What is looked for while it runs is looked for in the loops as they were written.
            if self.options.races != Races::Check {
                if !self.options.serial.has("fusion") {
                    self.pass("fuse-loops", || passes::fuse_loops(context, module, ""))?;
                }
                self.pass("collapse-loops", || passes::collapse_loops(context, module, ""))?;
            }
            if self.loops_to_kernels() {
                self.pass("maps-to-device", || passes::maps_to_device(context, module, ""))?;
            }
            self.pass("maps-to-par", || passes::maps_to_par(context, module, &serial))?;
        }
        if until < Stage::Nd {
            return Ok(result);
        }
        self.pass("lower-maps", || passes::lower_maps(context, module, ""))?;
        self.pass("lower-reduce", || passes::lower_reduce(context, module, ""))?;
        // Of a device's stack nothing is known to the code on it.
        if !self.options.device {
            self.pass("guard-recursion", || passes::guard_recursion(context, module, ""))?;
        }
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
        if let Some(which) = self.device_functions() {
            self.pass("divide-by-constants", || passes::divide_by_constants(context, module, which))?;
            self.pass("shape-kernel-loops", || passes::shape_kernel_loops(context, module, which))?;
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

    /// Which functions of the module run on a device, in the words of passes' options: none, kernels, or all.
    fn device_functions(&self) -> Option<&'static str> {
        if self.options.device && self.options.kernel {
            Some("")
        } else {
            matches!(self.options.loops_on, LoopsOn::Device(_)).then_some("kernels")
        }
    }

    /// Whether parallel loops become kernels. Races are looked for in loops that run on the CPU.
    pub(super) fn loops_to_kernels(&self) -> bool {
        self.options.parallel && self.options.loops_on != LoopsOn::Threads && self.options.races != Races::Check
    }

    /// Compiles the kernels that the module launches, and leaves them to it as PTX.
    pub(super) fn compile_kernels(&self, device: &codegen::Device) -> Result<(), Vec<Diagnostic>> {
        let context = self.context;
        for taken in passes::take_kernels::take_kernels(context, self.operation()) {
            let kernel = module_operation(&taken.module);
            self.pass("simt-to-nvvm", || passes::simt_to_nvvm(context, kernel, "debug"))?;
            self.pass("to-llvm-dialect", || passes::to_llvm_dialect(context, kernel, ""))?;
            let entry = kernel.attribute("numlir.entry_symbol").and_then(attribute_text).unwrap_or("");
            let llvm = codegen::translate(&taken.module).map_err(fault)?;
            let ptx = llvm.ptx((entry, true), (device, own_math::own_math()), &[]).map_err(refused)?;
            passes::take_kernels::describe(context, self.operation(), &taken.symbol, (entry, &ptx));
            self.kernels.borrow_mut().push((entry.to_owned(), ptx));
        }
        Ok(())
    }

    /// The symbols of the functions that the entry calls and that exist as machine code, or are to, once they are typed.
    pub(super) fn precompiled_functions(&self) -> Vec<String> {
        let Some(entry) = self.entry_function() else { return Vec::new() };
        let called = entry.region(0).blocks().flat_map(|block| block.operations());
        let called = called.filter(|operation| operation.is("func.call"));
        let called: FxHashSet<&str> = called.map(|operation| operation.text("callee")).collect();
        let functions = self.operation().region(0).first_block().into_iter().flat_map(|block| block.operations());
        let is_named = |function: &Operation| {
            function.attribute(PRECOMPILED).is_some() && called.contains(function.text("sym_name"))
        };
        functions.filter(is_named).map(|function| function.text(PRECOMPILED).to_owned()).collect()
    }

    /// The function that is compiled, once it is typed.
    pub(super) fn entry_function(&self) -> Option<Operation<'c>> {
        let mut functions = self.operation().region(0).first_block().into_iter().flat_map(|block| block.operations());
        functions.find(|function| function.attribute("numlir.entry").is_some())
    }

    /// Marks the entry as a function that C calls: how each argument, and last the result, is widened.
    pub(super) fn mark_callback(&self, arguments: &[Type], result: &Type) -> Result<(), Vec<Diagnostic>> {
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
    pub(super) fn mark_kernel(&self, result: &Type) -> Result<(), Vec<Diagnostic>> {
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

    pub(super) fn pass(
        &self,
        name: &str,
        run: impl FnOnce() -> Result<(), Vec<Diagnostic>>,
    ) -> Result<(), Vec<Diagnostic>> {
        let (outcome, messages) = with_messages(self.context, || freed_behind(run));
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
    pub(super) fn verified(&self, name: &str) -> Result<(), Vec<Diagnostic>> {
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
    pub(super) fn artifact(&self, result: Type, program: &Program) -> Result<Artifact, Vec<Diagnostic>> {
        let mut artifact = self.described(result, program);
        artifact.object = self.optimised(&artifact.entry)?.object().map_err(fault)?;
        Ok(artifact)
    }

    /// What a caller has to know of the code, without the code.
    pub(super) fn described(&self, result: Type, program: &Program) -> Artifact {
        let module = self.operation();
        let sites = sites::read(module);
        let parallel = if self.options.parallel { parallel::read(module) } else { Vec::new() };
        let entry = module.attribute("numlir.entry_symbol").and_then(attribute_text).unwrap_or("").to_owned();
        let added = self.sources.given().clone();
        let programs = std::iter::once(program).chain(added.iter().map(|added| &*added.program));
        let frozen = programs.flat_map(frozen).collect();
        Artifact { object: Vec::new(), entry, result, sites, parallel, frozen, added }
    }

    pub(super) fn optimised(&self, entry: &str) -> Result<codegen::LlvmModule, Vec<Diagnostic>> {
        let mut llvm = codegen::translate(&self.module).map_err(fault)?;
        llvm.internalise(&[entry]);
        self.optimise(llvm)
    }

    pub(super) fn optimise(&self, mut llvm: codegen::LlvmModule) -> Result<codegen::LlvmModule, Vec<Diagnostic>> {
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
pub(super) fn loop_types(
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
pub(super) fn frozen(program: &Program) -> Vec<(String, usize)> {
    let arrays = program.frozen().map(|array| (frozen_symbol(array), array.data));
    let mut symbols: Vec<_> = arrays.chain(program.foreign.iter().cloned()).collect();
    symbols.sort();
    symbols.dedup();
    symbols
}

/// What has no form on devices is the user's, all else a fault.
pub(super) fn refused(error: codegen::CodegenError) -> Vec<Diagnostic> {
    match error {
        codegen::CodegenError::Load(message) => {
            vec![Diagnostic::new(Kind::Unsupported, "not-on-devices", message)]
        }
        error => fault(error),
    }
}

pub(super) fn fault(error: impl ToString) -> Vec<Diagnostic> {
    vec![Diagnostic::new(Kind::Internal, "code-generation", error.to_string())]
}
