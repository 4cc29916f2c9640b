//! Code that a linker puts into a library, ahead of time: for a processor that is named, with its constants in it, and under
//! a name of its own.

use super::{
    contents::Contents,
    error::CodegenError,
    module::{LlvmModule, function_name},
    target::{CodegenEffort, Processor, TargetMachine},
};
use llvm_sys::{
    LLVMLinkage,
    core::{
        LLVMAddGlobal, LLVMArrayType2, LLVMConstStringInContext2, LLVMDeleteGlobal, LLVMGetFirstGlobal,
        LLVMGetNamedFunction, LLVMGetNamedGlobal, LLVMGetNextGlobal, LLVMInt8TypeInContext, LLVMIsDeclaration,
        LLVMReplaceAllUsesWith, LLVMSetAlignment, LLVMSetGlobalConstant, LLVMSetInitializer, LLVMSetLinkage,
        LLVMSetValueName2,
    },
};
use std::ffi::CString;

/// Wide enough for every vector load.
const ALIGNMENT: u32 = 64;

impl LlvmModule {
    /// Has the module compiled for a processor.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Target`] where LLVM cannot.
    pub fn set_processor(&mut self, processor: Processor) -> Result<(), CodegenError> {
        self.set_machine(TargetMachine::of(processor, CodegenEffort::Default)?);
        Ok(())
    }

    /// Puts constant bytes where a symbol stands that the module refers to; nothing where it does not.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Emit`] for a name with a null character.
    pub fn embed(&mut self, symbol: &str, bytes: &[u8]) -> Result<(), CodegenError> {
        let name = c_text(symbol)?;
        // SAFETY: the module is alive, and pointers have one type.
        unsafe {
            let declared = LLVMGetNamedGlobal(self.raw(), name.as_ptr());
            if declared.is_null() {
                return Ok(());
            }
            let ty = LLVMArrayType2(LLVMInt8TypeInContext(self.context()), bytes.len() as u64);
            let data = LLVMAddGlobal(self.raw(), ty, c"numlir_data".as_ptr());
            LLVMSetInitializer(data, LLVMConstStringInContext2(self.context(), bytes.as_ptr().cast(), bytes.len(), 1));
            LLVMSetGlobalConstant(data, 1);
            LLVMSetLinkage(data, LLVMLinkage::LLVMInternalLinkage);
            LLVMSetAlignment(data, ALIGNMENT);
            LLVMReplaceAllUsesWith(declared, data);
            LLVMDeleteGlobal(declared);
        }
        Ok(())
    }

    /// Makes a function the only thing that the module exports, under a name.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Emit`] where there is no such function.
    pub fn export_as(&mut self, function: &str, name: &str) -> Result<(), CodegenError> {
        self.internalise(&[function]);
        let function = c_text(function)?;
        // SAFETY: the module and what it lists are alive; LLVM copies the name.
        unsafe {
            let function = LLVMGetNamedFunction(self.raw(), function.as_ptr());
            if function.is_null() {
                return Err(CodegenError::Emit("the module has no entry".into()));
            }
            LLVMSetValueName2(function, name.as_ptr().cast(), name.len());
            let mut global = LLVMGetFirstGlobal(self.raw());
            while !global.is_null() {
                // LLVM's own lists stay what they are.
                if LLVMIsDeclaration(global) == 0 && !function_name(global).starts_with("llvm.") {
                    LLVMSetLinkage(global, LLVMLinkage::LLVMInternalLinkage);
                }
                global = LLVMGetNextGlobal(global);
            }
        }
        Ok(())
    }
}

/// The names that an object needs from elsewhere.
///
/// # Errors
///
/// [`CodegenError::Load`] where the bytes are not an object.
pub fn undefined(object: &[u8]) -> Result<Vec<String>, CodegenError> {
    let mut names = Contents::read(object)?.undefined;
    // The assembler's name for its own table, which the linker makes.
    names.retain(|name| name != "_GLOBAL_OFFSET_TABLE_");
    Ok(names)
}

fn c_text(text: &str) -> Result<CString, CodegenError> {
    CString::new(text).map_err(|error| CodegenError::Emit(error.to_string()))
}
