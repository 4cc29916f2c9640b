//! What can go wrong between the `llvm` dialect and running code, and the handlers that keep LLVM quiet.

use llvm_sys::{
    LLVMDiagnosticSeverity,
    core::{LLVMDisposeMessage, LLVMGetDiagInfoDescription, LLVMGetDiagInfoSeverity},
    error::{LLVMDisposeErrorMessage, LLVMErrorRef, LLVMGetErrorMessage},
    error_handling::LLVMInstallFatalErrorHandler,
    prelude::LLVMDiagnosticInfoRef,
};
use std::{
    error::Error,
    ffi::{CStr, c_char, c_void},
    fmt::{self, Display, Formatter},
    io::Write,
    sync::{Mutex, Once, PoisonError},
};

/// An error of code generation or linking. All of them are faults of the compiler or of the machine,
/// never of the user's program, so none carries a span.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CodegenError {
    /// No LLVM target fits this machine.
    Target(String),
    /// The module is not wholly in the `llvm` dialect, or uses an attribute that LLVM IR lacks.
    Translate(String),
    /// LLVM IR that does not parse or verify, or a pass that failed.
    Optimise(String),
    /// Instruction selection or object emission failed.
    Emit(String),
    /// The object could not be read, linked or found.
    Load(String),
    /// Symbols that the object calls and neither the runtime nor the caller of `load` defines.
    UndefinedSymbols(Vec<String>),
}

impl Display for CodegenError {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        match self {
            Self::Target(message) => write!(formatter, "no code can be generated for this machine: {message}"),
            Self::Translate(message) => write!(formatter, "the module has no LLVM form: {message}"),
            Self::Optimise(message) => write!(formatter, "LLVM could not optimise the module: {message}"),
            Self::Emit(message) => write!(formatter, "LLVM could not emit machine code: {message}"),
            Self::Load(message) => write!(formatter, "the object code could not be linked: {message}"),
            Self::UndefinedSymbols(names) => {
                write!(formatter, "the object code needs symbols that nobody defines: {}", names.join(", "))
            }
        }
    }
}

impl Error for CodegenError {}

/// The text of a message that LLVM allocated, which this frees. Null gives an empty text.
///
/// # Safety
///
/// `message` is null or was returned by LLVM for the caller to dispose of.
pub(super) unsafe fn take_message(message: *mut c_char) -> String {
    if message.is_null() {
        return String::new();
    }
    // SAFETY: LLVM's messages are null-terminated, and the caller owns this one.
    unsafe {
        let text = CStr::from_ptr(message).to_string_lossy().into_owned();
        LLVMDisposeMessage(message);
        text
    }
}

/// Turns LLVM's error value into a result.
///
/// # Safety
///
/// `error` is null or an unconsumed error.
pub(super) unsafe fn check(error: LLVMErrorRef) -> Result<(), String> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: taking the message consumes the error, and the message is ours to dispose of.
    unsafe {
        let message = LLVMGetErrorMessage(error);
        let text = CStr::from_ptr(message).to_string_lossy().into_owned();
        LLVMDisposeErrorMessage(message);
        Err(text)
    }
}

/// The errors that LLVM reported through a context while it worked.
#[derive(Debug, Default)]
pub(super) struct Diagnostics(Mutex<Vec<String>>);

impl Diagnostics {
    /// The collected errors as one text, and none left behind.
    pub(super) fn take(&self) -> Option<String> {
        let messages = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        (!messages.is_empty()).then(|| messages.join("; "))
    }

    /// Notes one error.
    pub(super) fn push(&self, message: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(message);
    }
}

/// LLVM's callback: keeps errors, and drops remarks, notes and warnings, which LLVM would print.
pub(super) extern "C" fn collect_diagnostic(info: LLVMDiagnosticInfoRef, diagnostics: *mut c_void) {
    // SAFETY: `diagnostics` is the `Diagnostics` that lives as long as the context it was registered with,
    // and the description is LLVM's for us to dispose of.
    unsafe {
        if LLVMGetDiagInfoSeverity(info) != LLVMDiagnosticSeverity::LLVMDSError {
            return;
        }
        let text = take_message(LLVMGetDiagInfoDescription(info));
        (*diagnostics.cast::<Diagnostics>()).push(text);
    }
}

/// Makes LLVM's last words readable. LLVM ends the process after this handler returns: its API offers no
/// way back from a fatal error.
pub(super) fn install_fatal_error_handler() {
    static ONCE: Once = Once::new();
    // SAFETY: LLVM accepts one handler; `Once` makes this the only installation in the process.
    ONCE.call_once(|| unsafe { LLVMInstallFatalErrorHandler(Some(report_fatal_error)) });
}

extern "C" fn report_fatal_error(reason: *const c_char) {
    // SAFETY: LLVM passes a null-terminated text that lives during the call.
    let reason = unsafe { CStr::from_ptr(reason) }.to_string_lossy();
    // Writing can fail where stderr is closed, and nobody is left to tell.
    let _ = writeln!(
        std::io::stderr(),
        "numlir: LLVM cannot go on and ends the process: {reason}\n\
         numlir: this is a fault of numlir's compiler, not of your program; please report it with the function compiled last."
    );
}
