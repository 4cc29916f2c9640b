//! Passes written in Rust, in MLIR's own registry: `numlir-opt` finds them beside the upstream ones.

#![allow(unsafe_code)]

use crate::{erased::freed_behind, ir::Operation};
use melior::{Context, ContextRef, StringRef};
use mlir_sys::*;
use numlir_grammar::diagnostic::Diagnostic;
use std::{
    ffi::{CString, c_char, c_int, c_void},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// What a pass gives: nothing, or what is wrong with the program.
pub type Outcome = Result<(), Vec<Diagnostic>>;

/// A pass over a module: its name, one line about it, and its function, which gets the options as text.
pub struct Pass {
    pub name: &'static str,
    pub summary: &'static str,
    pub run: for<'c> fn(&'c Context, Operation<'c>, &str) -> Outcome,
}

/// Registers passes with MLIR, once in a process.
pub fn register(passes: &'static [Pass]) {
    for pass in passes {
        let data = std::ptr::from_ref(pass).cast_mut().cast();
        unsafe {
            numlirRegisterPass(StringRef::new(pass.name).to_raw(), StringRef::new(pass.summary).to_raw(), call, data);
        }
    }
}

extern "C" fn call(operation: MlirOperation, options: MlirStringRef, data: *mut c_void) -> bool {
    unsafe {
        let pass = &*data.cast::<Pass>();
        let context = ContextRef::from_raw(mlirOperationGetContext(operation));
        // `StringRef::as_str` looks at the last byte, so it must not see the empty string.
        let options = match options.length {
            0 => String::new(),
            _ => StringRef::from_raw(options).as_str().unwrap_or("").to_owned(),
        };
        let run = || (pass.run)(context.to_ref(), Operation::from_raw(operation), &options);
        let message = match catch_unwind(AssertUnwindSafe(|| freed_behind(run))) {
            Ok(Ok(())) => return true,
            Ok(Err(diagnostics)) => diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
            Err(_) => format!("{} panicked", pass.name),
        };
        if let Ok(message) = CString::new(message) {
            mlirEmitError(mlirOperationGetLocation(operation), message.as_ptr());
        }
        false
    }
}

/// Runs passes of MLIR's own over an operation, in this order. False where one failed; the context's diagnostic
/// handlers have been told why.
pub fn run_upstream(operation: Operation, passes: impl IntoIterator<Item = melior::pass::Pass>) -> bool {
    unsafe {
        let context = mlirOperationGetContext(operation.to_raw());
        let name = mlirIdentifierStr(mlirOperationGetName(operation.to_raw()));
        let manager = mlirPassManagerCreateOnOperation(context, name);
        mlirPassManagerEnableVerifier(manager, cfg!(debug_assertions));
        for pass in passes {
            mlirPassManagerAddOwnedPass(manager, pass.to_raw());
        }
        let result = mlirPassManagerRunOnOp(manager, operation.to_raw());
        mlirPassManagerDestroy(manager);
        result.value != 0
    }
}

/// MLIR's own driver, with all that is registered. Returns the exit status.
pub fn opt_main(arguments: impl Iterator<Item = String>) -> i32 {
    let arguments: Vec<CString> = arguments.filter_map(|argument| CString::new(argument).ok()).collect();
    let mut pointers: Vec<*mut c_char> = arguments.iter().map(|argument| argument.as_ptr().cast_mut()).collect();
    unsafe {
        mlirRegisterAllPasses();
        numlirOptMain(pointers.len() as c_int, pointers.as_mut_ptr(), crate::context::registry().to_raw())
    }
}

unsafe extern "C" {
    fn numlirRegisterPass(
        name: MlirStringRef,
        summary: MlirStringRef,
        run: extern "C" fn(MlirOperation, MlirStringRef, *mut c_void) -> bool,
        data: *mut c_void,
    );
    fn numlirOptMain(argc: c_int, argv: *mut *mut c_char, registry: MlirDialectRegistry) -> c_int;
}
