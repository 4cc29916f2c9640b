//! Functions whose code is given as LLVM IR: intrinsics of the user's (`numlir.extending.intrinsic`).

use super::{
    error::{CodegenError, take_message},
    module::{LlvmModule, function_name},
};
use llvm_sys::{
    LLVMLinkage,
    analysis::{LLVMVerifierFailureAction, LLVMVerifyModule},
    core::{
        LLVMCreateMemoryBufferWithMemoryRange, LLVMDisposeMemoryBuffer, LLVMDisposeModule, LLVMGetFirstFunction,
        LLVMGetFirstGlobal, LLVMGetLinkage, LLVMGetNamedFunction, LLVMGetNextFunction, LLVMGetNextGlobal,
        LLVMGetTarget, LLVMIsDeclaration, LLVMSetLinkage, LLVMSetTarget,
    },
    ir_reader::LLVMParseIRInContext2,
    linker::LLVMLinkModules2,
    prelude::{LLVMModuleRef, LLVMValueRef},
};
use std::{ffi::CString, ptr::null_mut};

impl LlvmModule {
    /// Links the module of LLVM IR that defines a function which this module declares. Nothing else that it defines is seen from here.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Translate`] where the text is not LLVM IR, or breaks its rules.
    pub(super) fn link_given(&mut self, symbol: &str, text: &str) -> Result<(), CodegenError> {
        let text = CString::new(text).map_err(|error| CodegenError::Translate(error.to_string()))?;
        let name = CString::new(symbol).map_err(|error| CodegenError::Translate(error.to_string()))?;
        let (mut given, mut message) = (null_mut(), null_mut());
        // SAFETY: the text and the buffer outlive parsing; the module that is read goes with linking, or is disposed of.
        unsafe {
            let buffer = LLVMCreateMemoryBufferWithMemoryRange(text.as_ptr(), text.as_bytes().len(), name.as_ptr(), 1);
            let failed = LLVMParseIRInContext2(self.context(), buffer, &mut given, &mut message) != 0;
            LLVMDisposeMemoryBuffer(buffer);
            if failed {
                return Err(CodegenError::Translate(take_message(message)));
            }
            self.machine().lay_out(given);
            LLVMSetTarget(given, LLVMGetTarget(self.raw()));
            let failed = LLVMVerifyModule(given, LLVMVerifierFailureAction::LLVMReturnStatusAction, &mut message) != 0;
            let message = take_message(message);
            if failed {
                LLVMDisposeModule(given);
                return Err(CodegenError::Translate(message));
            }
            hide_others(given, symbol);
            if LLVMLinkModules2(self.raw(), given) != 0 {
                let message = self.take_diagnostics().unwrap_or_default();
                return Err(CodegenError::Translate(format!("{symbol} cannot be linked: {message}")));
            }
            let linked = LLVMGetNamedFunction(self.raw(), name.as_ptr());
            if linked.is_null() || LLVMIsDeclaration(linked) != 0 {
                return Err(CodegenError::Translate(format!("the module does not define {symbol}")));
            }
            LLVMSetLinkage(linked, LLVMLinkage::LLVMInternalLinkage);
        }
        Ok(())
    }
}

/// Makes what a module defines its own, but for one function.
///
/// # Safety
///
/// The module is alive.
unsafe fn hide_others(module: LLVMModuleRef, symbol: &str) {
    let hide = |value: LLVMValueRef| {
        // SAFETY: the value belongs to the live module.
        unsafe {
            let seen = LLVMGetLinkage(value) == LLVMLinkage::LLVMExternalLinkage;
            if seen && LLVMIsDeclaration(value) == 0 && function_name(value) != symbol {
                LLVMSetLinkage(value, LLVMLinkage::LLVMInternalLinkage);
            }
        }
    };
    // SAFETY: the lists belong to the live module.
    unsafe {
        let mut function = LLVMGetFirstFunction(module);
        while !function.is_null() {
            hide(function);
            function = LLVMGetNextFunction(function);
        }
        let mut global = LLVMGetFirstGlobal(module);
        while !global.is_null() {
            hide(global);
            global = LLVMGetNextGlobal(global);
        }
    }
}

/// Whether a text is a module of LLVM IR that can be used.
///
/// # Errors
///
/// [`CodegenError`] with LLVM's complaints.
pub fn check_given(symbol: &str, text: &str) -> Result<(), CodegenError> {
    LlvmModule::parse("")?.link_given(symbol, text)
}
