//! From the `llvm` dialect to an LLVM module.

use super::{
    error::{CodegenError, Diagnostics},
    module::{Context, LlvmModule},
    target::{CodegenEffort, TargetMachine},
};
use llvm_sys::prelude::LLVMModuleRef;
use melior::ir::Module;
use mlir_sys::{
    MlirDiagnostic, MlirLogicalResult, MlirStringRef, mlirContextAttachDiagnosticHandler,
    mlirContextDetachDiagnosticHandler, mlirDiagnosticGetLocation, mlirDiagnosticPrint, mlirLocationPrint,
    mlirModuleGetContext, mlirModuleGetOperation, mlirTranslateModuleToLLVMIR,
};
use numlir_dialects::{Block, context::module_operation, ir::attribute_text};
use numlir_passes::nd_to_llvm::GIVEN;
use std::{ffi::c_void, ptr::slice_from_raw_parts};

/// Translates a module that is wholly in the `llvm` dialect, for this machine.
///
/// Functions that come as LLVM IR are linked. Diagnostics that MLIR emits on the way become the error's text.
///
/// # Errors
///
/// [`CodegenError::Translate`] if an operation has no LLVM form, with its location;
/// [`CodegenError::Target`] if code cannot be generated for this machine.
pub fn translate(module: &Module) -> Result<LlvmModule, CodegenError> {
    let machine = TargetMachine::host(CodegenEffort::Default)?;
    let context = Context::new();
    let diagnostics = Diagnostics::default();
    let raw = module.to_raw();
    // SAFETY: the handler is detached before `diagnostics` goes, and mlir-sys's LLVM context is llvm-sys's
    // under another name.
    let translated: LLVMModuleRef = unsafe {
        let owner = mlirModuleGetContext(raw);
        let handler = mlirContextAttachDiagnosticHandler(
            owner,
            Some(collect_mlir_diagnostic),
            (&raw const diagnostics).cast_mut().cast(),
            None,
        );
        let translated = mlirTranslateModuleToLLVMIR(mlirModuleGetOperation(raw), context.raw.cast());
        mlirContextDetachDiagnosticHandler(owner, handler);
        translated.cast()
    };
    if translated.is_null() {
        let message = diagnostics.take().unwrap_or_else(|| "MLIR gave no reason".into());
        return Err(CodegenError::Translate(message));
    }
    let mut translated = LlvmModule::new(context, translated, machine)?;
    for function in module_operation(module).region(0).first_block().into_iter().flat_map(Block::operations) {
        if let Some(text) = function.attribute(GIVEN).and_then(attribute_text) {
            translated.link_given(function.text("sym_name"), text)?;
        }
    }
    Ok(translated)
}

/// MLIR's callback: keeps `location: message`, and tells MLIR that it has been dealt with.
unsafe extern "C" fn collect_mlir_diagnostic(
    diagnostic: MlirDiagnostic,
    diagnostics: *mut c_void,
) -> MlirLogicalResult {
    let mut text = String::new();
    let destination: *mut c_void = (&raw mut text).cast();
    // SAFETY: both printers call `append` with `text` before they return, and `diagnostics` is the collector
    // that `translate` attached.
    unsafe {
        mlirLocationPrint(mlirDiagnosticGetLocation(diagnostic), Some(append), destination);
        text.push_str(": ");
        mlirDiagnosticPrint(diagnostic, Some(append), destination);
        (*diagnostics.cast::<Diagnostics>()).push(text);
    }
    MlirLogicalResult { value: 1 }
}

unsafe extern "C" fn append(piece: MlirStringRef, destination: *mut c_void) {
    // SAFETY: the piece is `length` bytes that live during the call, and the destination is the caller's text.
    unsafe {
        let bytes = &*slice_from_raw_parts(piece.data.cast(), piece.length);
        (*destination.cast::<String>()).push_str(&String::from_utf8_lossy(bytes));
    }
}
