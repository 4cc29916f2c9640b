//! LLVM modules through optimisation, object code and the linker, called at the end.
#![allow(unsafe_code)]

mod compile;
mod link;
mod vector_math;

use numlir::codegen::{CodegenOptions, Jit, LlvmModule, Loaded, optimise};

/// Object bytes of LLVM's text, with all optimisation.
pub fn object(text: &str) -> Vec<u8> {
    optimised(text).object().expect("code can be generated")
}

/// The module after all optimisation.
pub fn optimised(text: &str) -> LlvmModule {
    let mut module = LlvmModule::parse(text).expect("the test's module is LLVM IR");
    optimise(&mut module, &CodegenOptions::default()).expect("the passes succeed");
    module.verify().expect("the passes leave a valid module");
    module
}

/// The text compiled and linked.
pub fn load(text: &str) -> Loaded {
    Jit::global().expect("this machine is supported").load(&object(text), &[]).expect("the object links")
}
