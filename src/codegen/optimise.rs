//! LLVM's optimisation pipeline, chosen by the size of what is compiled.
//!
//! LLVM's cost grows faster than linearly with the number of loops (full unrolling, induction variables), of
//! instructions (register allocation, scalar evolution) and of functions (inlining). Code that is small enough
//! gets everything; larger code gets less, so that compile time stays linear. Measured on 2.6 GHz Zen 4: a dot product
//! takes 2 ms in the passes and 3 ms in code generation; 12,000 statements take less than 2 s in all.

use super::{
    attributes::{keep_unoptimised, mark_declarations, mark_functions},
    error::{CodegenError, check},
    inlining::bound_inlining,
    module::LlvmModule,
    size::{Size, measure},
    target::{CodegenEffort, TargetMachine},
    vector_math::mark_vector_math,
};
use llvm_sys::transforms::pass_builder::{
    LLVMCreatePassBuilderOptions, LLVMDisposePassBuilderOptions, LLVMPassBuilderOptionsSetLoopVectorization,
    LLVMPassBuilderOptionsSetSLPVectorization, LLVMRunPasses,
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

/// Optimises a module for the machine it was translated for.
///
/// # Errors
///
/// [`CodegenError::Optimise`] where a pass fails; [`CodegenError::Target`] as for [`translate`](super::translate).
pub fn optimise(module: &mut LlvmModule, options: &CodegenOptions) -> Result<(), CodegenError> {
    let size = measure(module);
    let plan = Plan::of(size, options);
    mark_functions(module);
    mark_declarations(module);
    keep_unoptimised(module);
    if options.vector_math && plan.vectorises() {
        mark_vector_math(module);
    }
    if plan.effort() == CodegenEffort::Fast {
        module.set_machine(TargetMachine::of(module.machine().processor(), CodegenEffort::Fast)?);
    }
    bound_inlining(module, size.functions);
    run(module, plan.passes())
}

/// What a module can afford.
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
    fn of(size: Size, options: &CodegenOptions) -> Self {
        const MOST_FUNCTIONS: usize = 400;
        const MOST_INSTRUCTIONS: usize = 12_000;
        const MOST_FULLY_OPTIMISED: usize = 6_000;
        const MOST_UNROLLED_LOOPS: usize = 100;
        const MOST_LOOPS: usize = 300;
        if options.optimisation == Optimisation::None {
            Self::Least
        } else if size.functions > MOST_FUNCTIONS || size.instructions > MOST_INSTRUCTIONS || size.loops > MOST_LOOPS {
            Self::Linear
        } else if size.loops > MOST_UNROLLED_LOOPS || size.instructions > MOST_FULLY_OPTIMISED {
            Self::Loops
        } else if options.straight {
            Self::Straight
        } else {
            Self::Full
        }
    }

    fn passes(self) -> &'static CStr {
        match self {
            Self::Full => c"default<O2>",
            Self::Straight => {
                c"always-inline,function(sroa,early-cse<memssa>,simplifycfg,loop-mssa(loop-rotate,licm),loop(indvars),\
                  instcombine<no-verify-fixpoint>,loop-vectorize,early-cse,instcombine<no-verify-fixpoint>,\
                  simplifycfg,loop-mssa(licm)),globaldce"
            }
            // One `instcombine`: it looks at all conditions on a value whenever it looks at the value, which is quadratic
            // where one variable is tested again and again.
            Self::Loops => {
                c"always-inline,function(sroa,early-cse<memssa>,simplifycfg,instsimplify,\
                  loop-mssa(loop-rotate,licm),instcombine<no-verify-fixpoint>,loop-vectorize,\
                  early-cse,instsimplify,simplifycfg),globaldce"
            }
            Self::Linear => c"always-inline,function(sroa,early-cse,simplifycfg,instsimplify,simplifycfg),globaldce",
            Self::Least => c"always-inline,function(sroa,early-cse)",
        }
    }

    fn effort(self) -> CodegenEffort {
        match self {
            Self::Full | Self::Straight | Self::Loops => CodegenEffort::Default,
            Self::Linear | Self::Least => CodegenEffort::Fast,
        }
    }

    fn vectorises(self) -> bool {
        matches!(self, Self::Full | Self::Straight | Self::Loops)
    }
}

fn run(module: &LlvmModule, passes: &CStr) -> Result<(), CodegenError> {
    // SAFETY: module and machine are alive, and the options are disposed of after use.
    let outcome = unsafe {
        let options = LLVMCreatePassBuilderOptions();
        LLVMPassBuilderOptionsSetLoopVectorization(options, 1);
        LLVMPassBuilderOptionsSetSLPVectorization(options, 1);
        let error = LLVMRunPasses(module.raw(), passes.as_ptr(), module.machine().raw(), options);
        LLVMDisposePassBuilderOptions(options);
        check(error)
    };
    outcome.map_err(CodegenError::Optimise)?;
    match module.take_diagnostics() {
        Some(message) => Err(CodegenError::Optimise(message)),
        None => Ok(()),
    }
}
