//! Contexts: which dialects there are, and MLIR's own diagnostics as data.

#![allow(unsafe_code)]

use crate::ir::Operation;
use melior::{Context, dialect::DialectRegistry, ir::Module};
use mlir_sys::*;
use std::{cell::RefCell, sync::OnceLock};

/// Dialects that the pipeline makes operations of: they are loaded when a context is made.
const USED: [&str; 11] = ["py", "nd", "par", "simt", "arith", "math", "complex", "scf", "cf", "func", "llvm"];

struct Shared(DialectRegistry);

// The registry is filled once and only read afterwards.
unsafe impl Send for Shared {}
unsafe impl Sync for Shared {}

impl Shared {
    fn filled(by: &[unsafe extern "C" fn(MlirDialectRegistry)]) -> Self {
        let registry = DialectRegistry::new();
        by.iter().for_each(|fill| unsafe { fill(registry.to_raw()) });
        Self(registry)
    }
}

/// All dialects: our own and those of MLIR.
pub fn registry() -> &'static DialectRegistry {
    static REGISTRY: OnceLock<Shared> = OnceLock::new();
    &REGISTRY.get_or_init(|| Shared::filled(&[mlirRegisterAllDialects, numlirRegisterDialects])).0
}

/// The dialects that a compilation uses, with their translations to LLVM.
fn pipeline_registry() -> &'static DialectRegistry {
    static REGISTRY: OnceLock<Shared> = OnceLock::new();
    &REGISTRY.get_or_init(|| Shared::filled(&[numlirRegisterPipeline])).0
}

/// A context for one compilation, with its threading off.
pub fn context() -> Context {
    let context = Context::new_with_threading(false);
    context.append_dialect_registry(pipeline_registry());
    for name in USED {
        context.get_or_load_dialect(name);
    }
    context
}

/// The module's operation as a handle.
pub fn module_operation<'c>(module: &Module<'c>) -> Operation<'c> {
    unsafe { Operation::from_raw(mlirModuleGetOperation(module.to_raw())) }
}

thread_local! {
    static MESSAGES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Runs `action` and gives with its result what MLIR said meanwhile, a line for each message.
pub fn with_messages<T>(context: &Context, action: impl FnOnce() -> T) -> (T, Vec<String>) {
    unsafe extern "C" fn note(diagnostic: MlirDiagnostic, _: *mut std::ffi::c_void) -> MlirLogicalResult {
        unsafe extern "C" fn push(piece: MlirStringRef, _: *mut std::ffi::c_void) {
            let bytes = unsafe { std::slice::from_raw_parts(piece.data.cast::<u8>(), piece.length) };
            MESSAGES.with_borrow_mut(|messages| {
                if let Some(last) = messages.last_mut() {
                    last.push_str(&String::from_utf8_lossy(bytes));
                }
            });
        }
        MESSAGES.with_borrow_mut(|messages| messages.push(String::new()));
        unsafe {
            mlirDiagnosticPrint(diagnostic, Some(push), std::ptr::null_mut());
            let location = mlirDiagnosticGetLocation(diagnostic);
            MESSAGES.with_borrow_mut(|messages| {
                if let Some(last) = messages.last_mut() {
                    last.push_str(" at ");
                }
            });
            mlirLocationPrint(location, Some(push), std::ptr::null_mut());
        }
        MlirLogicalResult { value: 1 }
    }
    MESSAGES.with_borrow_mut(Vec::clear);
    let id = unsafe { mlirContextAttachDiagnosticHandler(context.to_raw(), Some(note), std::ptr::null_mut(), None) };
    let result = action();
    unsafe { mlirContextDetachDiagnosticHandler(context.to_raw(), id) };
    (result, MESSAGES.with_borrow_mut(std::mem::take))
}

unsafe extern "C" {
    fn numlirRegisterDialects(registry: MlirDialectRegistry);
    fn numlirRegisterPipeline(registry: MlirDialectRegistry);
}
