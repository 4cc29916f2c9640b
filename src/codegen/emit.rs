//! Machine code from an LLVM module, as an object or as text.

use super::{
    error::{CodegenError, take_message},
    module::LlvmModule,
};
use llvm_sys::{
    core::{LLVMDisposeMemoryBuffer, LLVMGetBufferSize, LLVMGetBufferStart},
    target_machine::{LLVMCodeGenFileType, LLVMTargetMachineEmitToMemoryBuffer},
};
use std::ptr::{null_mut, slice_from_raw_parts};

impl LlvmModule {
    /// Relocatable object bytes in the machine's format. They hold no address of this process.
    ///
    /// Code generation changes the module: it is consumed.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Emit`] where an instruction has no machine code.
    pub fn object(self) -> Result<Vec<u8>, CodegenError> {
        self.emit(LLVMCodeGenFileType::LLVMObjectFile)
    }

    /// The same machine code as assembly text, for people.
    ///
    /// # Errors
    ///
    /// As [`object`](Self::object).
    pub fn assembly(self) -> Result<String, CodegenError> {
        let bytes = self.emit(LLVMCodeGenFileType::LLVMAssemblyFile)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn emit(self, kind: LLVMCodeGenFileType) -> Result<Vec<u8>, CodegenError> {
        let (mut message, mut buffer) = (null_mut(), null_mut());
        // SAFETY: module and machine are alive; a failure leaves a message and no buffer.
        let failed = unsafe {
            LLVMTargetMachineEmitToMemoryBuffer(self.machine().raw(), self.raw(), kind, &mut message, &mut buffer)
        };
        if failed != 0 {
            // SAFETY: the message is ours.
            return Err(CodegenError::Emit(unsafe { take_message(message) }));
        }
        // SAFETY: the buffer is ours and lives until it is disposed of, after the copy.
        let bytes = unsafe {
            let bytes = &*slice_from_raw_parts(LLVMGetBufferStart(buffer).cast(), LLVMGetBufferSize(buffer));
            let bytes = bytes.to_vec();
            LLVMDisposeMemoryBuffer(buffer);
            bytes
        };
        // Code generation reports what it cannot select through the context, and goes on.
        match self.take_diagnostics() {
            Some(message) => Err(CodegenError::Emit(message)),
            None => Ok(bytes),
        }
    }
}
