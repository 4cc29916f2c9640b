//! An LLVM module in a context of its own.

use super::{
    error::{CodegenError, Diagnostics, collect_diagnostic, take_message},
    target::{CodegenEffort, TargetMachine},
};
use llvm_sys::{
    LLVMLinkage,
    analysis::{LLVMVerifierFailureAction, LLVMVerifyModule},
    core::{
        LLVMAddGlobal, LLVMArrayType2, LLVMConstArray2, LLVMContextCreate, LLVMContextDispose,
        LLVMContextSetDiagnosticHandler, LLVMCreateMemoryBufferWithMemoryRange, LLVMDisposeMemoryBuffer,
        LLVMDisposeModule, LLVMGetFirstFunction, LLVMGetNamedGlobal, LLVMGetNextFunction, LLVMGetValueName2,
        LLVMIsDeclaration, LLVMPointerTypeInContext, LLVMPrintModuleToString, LLVMSetInitializer, LLVMSetLinkage,
        LLVMSetSection,
    },
    ir_reader::LLVMParseIRInContext2,
    prelude::{LLVMContextRef, LLVMModuleRef, LLVMValueRef},
};
use std::{
    ffi::{CStr, CString},
    ptr::{null_mut, slice_from_raw_parts},
};

/// An LLVM module, the context that owns its types and constants, and the machine it is meant for.
///
/// It may move to another thread; two threads may not use it at once.
#[derive(Debug)]
pub struct LlvmModule {
    context: Context,
    raw: LLVMModuleRef,
    machine: TargetMachine,
}

// SAFETY: the module shares nothing with other contexts, and all of its parts move together.
unsafe impl Send for LlvmModule {}

impl LlvmModule {
    /// Reads LLVM's textual form, for this machine.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Translate`] where the text is not LLVM IR.
    pub fn parse(text: &str) -> Result<Self, CodegenError> {
        let machine = TargetMachine::host(CodegenEffort::Default)?;
        let context = Context::new();
        let text = CString::new(text).map_err(|error| CodegenError::Translate(error.to_string()))?;
        let (mut raw, mut message) = (null_mut(), null_mut());
        // SAFETY: the buffer refers to `text`, which outlives parsing, and the parser disposes of the buffer.
        let failed = unsafe {
            let buffer =
                LLVMCreateMemoryBufferWithMemoryRange(text.as_ptr(), text.as_bytes().len(), c"module".as_ptr(), 1);
            let failed = LLVMParseIRInContext2(context.raw, buffer, &mut raw, &mut message) != 0;
            LLVMDisposeMemoryBuffer(buffer);
            failed
        };
        if failed {
            // SAFETY: a failed parse leaves a message for the caller.
            return Err(CodegenError::Translate(unsafe { take_message(message) }));
        }
        Self::new(context, raw, machine)
    }

    /// Takes over a module that lives in `context`.
    pub(super) fn new(context: Context, raw: LLVMModuleRef, machine: TargetMachine) -> Result<Self, CodegenError> {
        let module = Self { context, raw, machine };
        module.machine.describe(raw)?;
        Ok(module)
    }

    pub(super) fn raw(&self) -> LLVMModuleRef {
        self.raw
    }

    pub(super) fn context(&self) -> LLVMContextRef {
        self.context.raw
    }

    pub(super) fn machine(&self) -> &TargetMachine {
        &self.machine
    }

    pub(super) fn set_machine(&mut self, machine: TargetMachine) {
        self.machine = machine;
    }

    /// The errors that LLVM reported since the last call.
    pub(super) fn take_diagnostics(&self) -> Option<String> {
        self.context.diagnostics.take()
    }

    /// The functions of the module, declarations too.
    pub(super) fn functions(&self) -> Vec<LLVMValueRef> {
        let mut functions = Vec::new();
        // SAFETY: the list belongs to the live module.
        unsafe {
            let mut function = LLVMGetFirstFunction(self.raw);
            while !function.is_null() {
                functions.push(function);
                function = LLVMGetNextFunction(function);
            }
        }
        functions
    }

    /// Makes every function private except the named ones, so that LLVM may inline them and drop them.
    pub fn internalise(&mut self, exported: &[&str]) {
        for function in self.functions() {
            // SAFETY: the function belongs to the live module.
            unsafe {
                if LLVMIsDeclaration(function) == 0 && !exported.contains(&function_name(function)) {
                    LLVMSetLinkage(function, LLVMLinkage::LLVMInternalLinkage);
                }
            }
        }
    }

    /// Lists functions that must stay as they are whoever calls them: `list` is `llvm.used` or `llvm.compiler.used`. A
    /// module that has it keeps it as it is.
    pub(super) fn keep(&self, list: &CStr, functions: &mut [LLVMValueRef]) {
        // SAFETY: the functions belong to the live module.
        unsafe {
            if !LLVMGetNamedGlobal(self.raw, list.as_ptr()).is_null() {
                return;
            }
            let pointer = LLVMPointerTypeInContext(self.context(), 0);
            let list = LLVMAddGlobal(self.raw, LLVMArrayType2(pointer, functions.len() as u64), list.as_ptr());
            LLVMSetInitializer(list, LLVMConstArray2(pointer, functions.as_mut_ptr(), functions.len() as u64));
            LLVMSetLinkage(list, LLVMLinkage::LLVMAppendingLinkage);
            LLVMSetSection(list, c"llvm.metadata".as_ptr());
        }
    }

    /// Checks the module's well-formedness. Costs about as much as one small pass.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Optimise`] with LLVM's complaints.
    pub fn verify(&self) -> Result<(), CodegenError> {
        let mut message = null_mut();
        // SAFETY: the module is alive and the message is ours, also when there is nothing wrong.
        unsafe {
            let failed =
                LLVMVerifyModule(self.raw, LLVMVerifierFailureAction::LLVMReturnStatusAction, &mut message) != 0;
            let message = take_message(message);
            if failed { Err(CodegenError::Optimise(message)) } else { Ok(()) }
        }
    }

    /// LLVM's textual form of the module.
    pub fn ir_text(&self) -> String {
        // SAFETY: the module is alive, and the text that LLVM allocates is ours.
        unsafe { take_message(LLVMPrintModuleToString(self.raw)) }
    }
}

impl Drop for LlvmModule {
    fn drop(&mut self) {
        // SAFETY: this is the only owner; the context goes after the module, as fields drop after this.
        unsafe { LLVMDisposeModule(self.raw) }
    }
}

/// The name of a function or global, as long as its module lives and does not rename it.
///
/// # Safety
///
/// `value` is a live global value whose name nobody changes while the result is in use.
pub(super) unsafe fn function_name<'a>(value: LLVMValueRef) -> &'a str {
    let mut length = 0;
    // SAFETY: LLVM's names are `length` bytes, and MLIR's symbol names are UTF-8.
    unsafe {
        let name = LLVMGetValueName2(value, &mut length);
        str::from_utf8(&*slice_from_raw_parts(name.cast(), length)).unwrap_or_default()
    }
}

/// An LLVM context that keeps its errors instead of printing them.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) raw: LLVMContextRef,
    diagnostics: Box<Diagnostics>,
}

impl Context {
    pub(super) fn new() -> Self {
        let diagnostics = Box::<Diagnostics>::default();
        // SAFETY: the box gives the collector an address that outlives the context.
        let raw = unsafe {
            let raw = LLVMContextCreate();
            let collector = (&raw const *diagnostics).cast_mut().cast();
            LLVMContextSetDiagnosticHandler(raw, Some(collect_diagnostic), collector);
            raw
        };
        Self { raw, diagnostics }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: the module has gone before, and nothing else refers to the context.
        unsafe { LLVMContextDispose(self.raw) }
    }
}
