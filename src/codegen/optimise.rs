//! LLVM's optimisation pipeline, chosen by the size of what is compiled.
//!
//! LLVM's cost grows faster than linearly with the number of loops (full unrolling, induction variables) and of
//! instructions (register allocation, scalar evolution) of a function. One that is small enough gets everything; a larger one gets
//! less, so that compile time stays linear, while the others of its module lose nothing. Measured on 2.6 GHz Zen 4: a dot product
//! takes 2 ms in the passes and 3 ms in code generation; 12,000 statements take less than 2 s in all.

use super::{
    apart::{set_aside, take_back},
    attributes::{keep_unoptimised, mark_declarations, mark_functions},
    error::{CodegenError, check},
    inlining::bound_inlining,
    module::LlvmModule,
    size::{Size, measure, size_of},
    target::{CodegenEffort, TargetMachine},
    vector_math::mark_vector_math,
};
use llvm_sys::{
    error::LLVMErrorRef,
    prelude::LLVMValueRef,
    transforms::pass_builder::{
        LLVMCreatePassBuilderOptions, LLVMDisposePassBuilderOptions, LLVMPassBuilderOptionsRef,
        LLVMPassBuilderOptionsSetLoopVectorization, LLVMPassBuilderOptionsSetSLPVectorization, LLVMRunPasses,
        LLVMRunPassesOnFunction,
    },
};
use std::ffi::CStr;

/// How hard to work on the code.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Optimisation {
    /// As little as possible: the fastest way to code, for tests of the compiler itself.
    None,
    /// Everything that pays at run time, as far as the size of the code allows it.
    #[default]
    Full,
}

/// What is asked of code generation.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct CodegenOptions {
    /// How hard to work on the code.
    pub optimisation: Optimisation,
    /// Whether loops may call vector versions of the math functions, which differ from the scalar
    /// ones by at most 4 units in the last place.
    pub vector_math: bool,
    /// The code is loops around straight code, as a ufunc's: no loop inside another, and no branch in one that pays.
    pub straight: bool,
}

impl Default for CodegenOptions {
    fn default() -> Self {
        Self { optimisation: Optimisation::Full, vector_math: true, straight: false }
    }
}

/// Optimises a module for the machine it was translated for. Functions that are too large for everything are set aside while
/// the others get it, and then get what they can afford, one by one.
///
/// # Errors
///
/// [`CodegenError::Optimise`] where a pass fails; [`CodegenError::Target`] as for [`translate`](super::translate).
pub fn optimise(module: &mut LlvmModule, options: &CodegenOptions) -> Result<(), CodegenError> {
    let sizes = measure(module);
    let plan = Plan::of_module(&sizes, options);
    let large: Vec<_> = if plan.is_linear() {
        Vec::new()
    } else {
        sizes.iter().filter(|(_, size)| Plan::of_large(*size).is_some()).map(|(function, _)| *function).collect()
    };
    mark_functions(module);
    mark_declarations(module);
    keep_unoptimised(module);
    if options.vector_math && !plan.is_linear() {
        mark_vector_math(module);
    }
    if plan.is_linear() || sizes.iter().any(|(_, size)| Plan::of_large(*size) == Some(Plan::Linear)) {
        module.set_machine(TargetMachine::of(module.machine().processor(), CodegenEffort::Fast)?);
    }
    bound_inlining(module, sizes.len());
    if !large.is_empty() {
        run(module, c"always-inline")?;
        set_aside(module, &large);
    }
    run(module, plan.passes())?;
    if large.is_empty() {
        return Ok(());
    }
    for function in take_back(module) {
        let plan = Plan::of_large(size_of(function)).unwrap_or(Plan::Loops);
        run_on_function(module, function, plan.function_passes())?;
    }
    run(module, c"globaldce")
}

/// What a module or a function can afford.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Plan {
    /// LLVM's own `-O2`. What `-O3` adds is the unswitching of loops, which `prove-indices` makes needless by versioning them.
    Full,
    /// Loops around straight code: what `-O2` has for branches, calls and nests finds nothing there, and takes two thirds of its time.
    Straight,
    /// Many loops, or long code: loops are cleaned and vectorised, none is unrolled.
    Loops,
    /// So much code that only passes of linear cost are affordable.
    Linear,
    /// Nothing but what makes instruction selection quick.
    Least,
}

impl Plan {
    /// What a module of these functions can afford, those aside that are large.
    fn of_module(sizes: &[(LLVMValueRef, Size)], options: &CodegenOptions) -> Self {
        const MOST_FUNCTIONS: usize = 1_500;
        const MOST_INSTRUCTIONS: usize = 60_000;
        let instructions: usize = sizes.iter().map(|(_, size)| size.instructions).sum();
        if options.optimisation == Optimisation::None {
            Self::Least
        } else if sizes.len() > MOST_FUNCTIONS || instructions > MOST_INSTRUCTIONS {
            Self::Linear
        } else if options.straight {
            Self::Straight
        } else {
            Self::Full
        }
    }

    /// What a function can afford that is too large for everything.
    fn of_large(size: Size) -> Option<Self> {
        const MOST_INSTRUCTIONS: usize = 12_000;
        const MOST_FULLY_OPTIMISED: usize = 6_000;
        const MOST_UNROLLED_LOOPS: usize = 100;
        const MOST_LOOPS: usize = 300;
        if size.instructions > MOST_INSTRUCTIONS || size.loops > MOST_LOOPS {
            Some(Self::Linear)
        } else if size.loops > MOST_UNROLLED_LOOPS || size.instructions > MOST_FULLY_OPTIMISED {
            Some(Self::Loops)
        } else {
            None
        }
    }

    /// The passes over a module.
    fn passes(self) -> &'static CStr {
        match self {
            Self::Full | Self::Loops => c"default<O2>",
            Self::Straight => {
                c"always-inline,function(sroa,early-cse<memssa>,simplifycfg,loop-mssa(loop-rotate,licm),loop(indvars),\
                  instcombine<no-verify-fixpoint>,loop-vectorize,early-cse,instcombine<no-verify-fixpoint>,\
                  simplifycfg,loop-mssa(licm)),globaldce"
            }
            Self::Linear => c"always-inline,function(sroa,early-cse,simplifycfg,instsimplify,simplifycfg),globaldce",
            Self::Least => c"always-inline,function(sroa,early-cse)",
        }
    }

    /// The passes over a function that was set aside.
    fn function_passes(self) -> &'static CStr {
        match self {
            Self::Linear | Self::Least => c"sroa,early-cse,simplifycfg,instsimplify,simplifycfg",
            // One `instcombine`: it looks at all conditions on a value whenever it looks at the value, which is quadratic
            // where one variable is tested again and again.
            Self::Full | Self::Straight | Self::Loops => {
                c"sroa,early-cse<memssa>,simplifycfg,instsimplify,\
                  loop-mssa(loop-rotate,licm),instcombine<no-verify-fixpoint>,loop-vectorize,\
                  early-cse,instsimplify,simplifycfg"
            }
        }
    }

    /// Whether nothing is affordable whose cost grows faster than the code.
    fn is_linear(self) -> bool {
        matches!(self, Self::Linear | Self::Least)
    }
}

fn run(module: &LlvmModule, passes: &CStr) -> Result<(), CodegenError> {
    // SAFETY: the module, its machine and the options are alive while the passes run.
    run_with(module, |options| unsafe { LLVMRunPasses(module.raw(), passes.as_ptr(), module.machine().raw(), options) })
}

fn run_on_function(module: &LlvmModule, function: LLVMValueRef, passes: &CStr) -> Result<(), CodegenError> {
    // SAFETY: as for a module; the function belongs to it.
    run_with(module, |options| unsafe {
        LLVMRunPassesOnFunction(function, passes.as_ptr(), module.machine().raw(), options)
    })
}

fn run_with(
    module: &LlvmModule,
    passes: impl FnOnce(LLVMPassBuilderOptionsRef) -> LLVMErrorRef,
) -> Result<(), CodegenError> {
    // SAFETY: the options are disposed of after use.
    let outcome = unsafe {
        let options = LLVMCreatePassBuilderOptions();
        LLVMPassBuilderOptionsSetLoopVectorization(options, 1);
        LLVMPassBuilderOptionsSetSLPVectorization(options, 1);
        let error = passes(options);
        LLVMDisposePassBuilderOptions(options);
        check(error)
    };
    outcome.map_err(CodegenError::Optimise)?;
    match module.take_diagnostics() {
        Some(message) => Err(CodegenError::Optimise(message)),
        None => Ok(()),
    }
}
