//! Object code, linked into this process.

use super::{
    contents::Contents,
    error::{CodegenError, check},
    target::{CodegenEffort, TargetMachine},
};
use llvm_sys::{
    core::LLVMCreateMemoryBufferWithMemoryRangeCopy,
    error::{LLVMConsumeError, LLVMErrorRef},
    orc2::{
        LLVMJITEvaluatedSymbol, LLVMJITSymbolFlags, LLVMOrcAbsoluteSymbols, LLVMOrcCJITDylibSearchOrderElement,
        LLVMOrcCLookupSetElement, LLVMOrcCSymbolMapPair, LLVMOrcCSymbolMapPairs, LLVMOrcDisposeMaterializationUnit,
        LLVMOrcExecutionSessionCreateBareJITDylib, LLVMOrcExecutionSessionIntern, LLVMOrcExecutionSessionLookup,
        LLVMOrcExecutionSessionRef, LLVMOrcExecutionSessionSetErrorReporter, LLVMOrcJITDylibClear,
        LLVMOrcJITDylibDefine, LLVMOrcJITDylibLookupFlags, LLVMOrcJITDylibRef,
        LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine, LLVMOrcLookupKind, LLVMOrcObjectLayerRef,
        LLVMOrcSymbolLookupFlags, LLVMOrcSymbolStringPoolEntryStr,
        ee::LLVMOrcCreateObjectLinkingLayerWithInProcessMemoryManager,
        lljit::{
            LLVMOrcCreateLLJIT, LLVMOrcCreateLLJITBuilder, LLVMOrcLLJITAddObjectFile,
            LLVMOrcLLJITBuilderSetJITTargetMachineBuilder, LLVMOrcLLJITBuilderSetObjectLinkingLayerCreator,
            LLVMOrcLLJITGetExecutionSession, LLVMOrcLLJITRef,
        },
    },
};
use std::{
    collections::HashMap,
    ffi::{CStr, CString, c_char, c_void},
    ptr::null_mut,
    sync::{Mutex, OnceLock, PoisonError, mpsc},
};

/// The process's linker of compiled code. All of its methods may be called from many threads at once.
pub struct Jit {
    linker: LLVMOrcLLJITRef,
    session: LLVMOrcExecutionSessionRef,
    libraries: Mutex<Libraries>,
}

// SAFETY: LLVM's execution session is made for concurrent use and guards itself; `libraries` is behind a lock.
unsafe impl Send for Jit {}
// SAFETY: as above.
unsafe impl Sync for Jit {}

/// The name spaces that objects are linked in, one an object. LLVM's C API can empty one but not destroy it,
/// so emptied ones are used again.
#[derive(Default)]
struct Libraries {
    free: Vec<LLVMOrcJITDylibRef>,
    created: usize,
}

impl Jit {
    /// The process's linker, made at the first call.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Target`] or [`CodegenError::Load`] where LLVM cannot link for this machine.
    pub fn global() -> Result<&'static Self, CodegenError> {
        static JIT: OnceLock<Result<Jit, CodegenError>> = OnceLock::new();
        JIT.get_or_init(Self::create).as_ref().map_err(Clone::clone)
    }

    fn create() -> Result<Self, CodegenError> {
        let machine = TargetMachine::host(CodegenEffort::Default)?;
        let mut linker = null_mut();
        // SAFETY: each handle goes to the function that takes it over; the linker is never destroyed, because
        // code it holds may run until the process ends.
        let session = unsafe {
            let builder = LLVMOrcCreateLLJITBuilder();
            let target = LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine(machine.into_raw());
            LLVMOrcLLJITBuilderSetJITTargetMachineBuilder(builder, target);
            LLVMOrcLLJITBuilderSetObjectLinkingLayerCreator(builder, create_linking_layer, null_mut());
            check(LLVMOrcCreateLLJIT(&mut linker, builder)).map_err(CodegenError::Load)?;
            let session = LLVMOrcLLJITGetExecutionSession(linker);
            LLVMOrcExecutionSessionSetErrorReporter(session, drop_error, null_mut());
            session
        };
        Ok(Self { linker, session, libraries: Mutex::default() })
    }

    /// Links object code, in a name space of its own.
    ///
    /// What the object calls is looked for among `symbols`, in the runtime's table, in the math libraries and
    /// in the process, in this order. `symbols` must stay valid as long as the result is alive.
    ///
    /// # Errors
    ///
    /// [`CodegenError::UndefinedSymbols`] where a symbol is found nowhere, [`CodegenError::Load`] where the
    /// bytes are not an object for this machine.
    pub fn load(&'static self, object: &[u8], symbols: &[(String, *const ())]) -> Result<Loaded, CodegenError> {
        let contents = Contents::read(object)?;
        let imports = contents.resolve(symbols)?;
        let mut loaded = Loaded { jit: self, library: self.library()?, addresses: HashMap::new() };
        loaded.define(&imports)?;
        loaded.add(object)?;
        loaded.addresses = loaded.link(&contents.defined)?;
        Ok(loaded)
    }

    fn library(&self) -> Result<LLVMOrcJITDylibRef, CodegenError> {
        let mut libraries = self.libraries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(library) = libraries.free.pop() {
            return Ok(library);
        }
        libraries.created += 1;
        let name = CString::new(format!("object {}", libraries.created)).map_err(load_error)?;
        // SAFETY: the session is alive and copies the name, which no other library has.
        Ok(unsafe { LLVMOrcExecutionSessionCreateBareJITDylib(self.session, name.as_ptr()) })
    }
}

/// Linked code. Dropping it frees the code: nobody may be running it, or run it later.
pub struct Loaded {
    jit: &'static Jit,
    library: LLVMOrcJITDylibRef,
    addresses: HashMap<String, usize>,
}

// SAFETY: the library is used by the session only, which guards itself.
unsafe impl Send for Loaded {}
// SAFETY: as above; the addresses do not change.
unsafe impl Sync for Loaded {}

impl Loaded {
    /// The address of a function or global that the object exports.
    pub fn address(&self, symbol: &str) -> Option<*const ()> {
        self.addresses.get(symbol).map(|address| *address as *const ())
    }

    /// Gives the library the addresses of what the object refers to.
    fn define(&self, imports: &[(CString, usize)]) -> Result<(), CodegenError> {
        if imports.is_empty() {
            return Ok(());
        }
        let mut pairs: Vec<_> = imports
            .iter()
            .map(|(name, address)| LLVMOrcCSymbolMapPair {
                // SAFETY: the session is alive and copies the name.
                Name: unsafe { LLVMOrcExecutionSessionIntern(self.jit.session, name.as_ptr()) },
                Sym: LLVMJITEvaluatedSymbol {
                    Address: *address as u64,
                    // Exported and callable.
                    Flags: LLVMJITSymbolFlags { GenericFlags: 1 | 4, TargetFlags: 0 },
                },
            })
            .collect();
        // SAFETY: the unit takes over the names; the library takes over the unit unless it refuses it.
        unsafe {
            let unit = LLVMOrcAbsoluteSymbols(pairs.as_mut_ptr(), pairs.len());
            let outcome = check(LLVMOrcJITDylibDefine(self.library, unit));
            if outcome.is_err() {
                LLVMOrcDisposeMaterializationUnit(unit);
            }
            outcome.map_err(CodegenError::Load)
        }
    }

    fn add(&self, object: &[u8]) -> Result<(), CodegenError> {
        // SAFETY: the buffer is a copy, which the linker takes over.
        unsafe {
            let buffer =
                LLVMCreateMemoryBufferWithMemoryRangeCopy(object.as_ptr().cast(), object.len(), c"object".as_ptr());
            check(LLVMOrcLLJITAddObjectFile(self.jit.linker, self.library, buffer)).map_err(CodegenError::Load)
        }
    }

    /// Links the object, and waits for the addresses of what it defines.
    fn link(&self, names: &[CString]) -> Result<HashMap<String, usize>, CodegenError> {
        let mut wanted: Vec<_> = names
            .iter()
            .map(|name| LLVMOrcCLookupSetElement {
                // SAFETY: the session is alive and copies the name.
                Name: unsafe { LLVMOrcExecutionSessionIntern(self.jit.session, name.as_ptr()) },
                LookupFlags: LLVMOrcSymbolLookupFlags::LLVMOrcSymbolLookupFlagsRequiredSymbol,
            })
            .collect();
        let mut order = LLVMOrcCJITDylibSearchOrderElement {
            JD: self.library,
            JDLookupFlags: LLVMOrcJITDylibLookupFlags::LLVMOrcJITDylibLookupFlagsMatchAllSymbols,
        };
        let (sender, receiver) = mpsc::channel();
        let sender: *mut Sender = Box::into_raw(Box::new(sender));
        // SAFETY: the session takes over the names and calls back exactly once, which takes the sender back,
        // perhaps after the call and from another thread.
        unsafe {
            LLVMOrcExecutionSessionLookup(
                self.jit.session,
                LLVMOrcLookupKind::LLVMOrcLookupKindStatic,
                &mut order,
                1,
                wanted.as_mut_ptr(),
                wanted.len(),
                receive_addresses,
                sender.cast(),
            );
        }
        receiver.recv().map_err(load_error)?.map_err(CodegenError::Load)
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        // SAFETY: the library belongs to this handle alone until it is returned to the free ones.
        let cleared = unsafe { check(LLVMOrcJITDylibClear(self.library)) };
        // One that could not be emptied still has its names: it is not used again.
        if cleared.is_ok() {
            self.jit.libraries.lock().unwrap_or_else(PoisonError::into_inner).free.push(self.library);
        }
    }
}

type Sender = mpsc::Sender<Result<HashMap<String, usize>, String>>;

extern "C" fn receive_addresses(error: LLVMErrorRef, pairs: LLVMOrcCSymbolMapPairs, count: usize, sender: *mut c_void) {
    // SAFETY: `sender` is the box that `link` gave away for this one call; the pairs live during it.
    unsafe {
        let sender = Box::from_raw(sender.cast::<Sender>());
        let addresses = check(error).map(|()| {
            (0..count)
                .map(|index| {
                    let pair = &*pairs.add(index);
                    let name = CStr::from_ptr(LLVMOrcSymbolStringPoolEntryStr(pair.Name));
                    (name.to_string_lossy().into_owned(), pair.Sym.Address as usize)
                })
                .collect()
        });
        // The receiver waits for this message, so it exists.
        let _ = sender.send(addresses);
    }
}

/// JITLink, which reaches any address through stubs of its own and frees all it allocated. Without its plug-in
/// for exception frames: compiled code has none.
extern "C" fn create_linking_layer(
    _: *mut c_void,
    session: LLVMOrcExecutionSessionRef,
    _: *const c_char,
) -> LLVMOrcObjectLayerRef {
    let mut layer = null_mut();
    // SAFETY: the session is being built and outlives the layer.
    let created = unsafe { check(LLVMOrcCreateObjectLinkingLayerWithInProcessMemoryManager(&mut layer, session)) };
    match created {
        Ok(()) => layer,
        // It fails only where the operating system does not tell its page size. Null would be dereferenced.
        Err(_) => std::process::abort(),
    }
}

/// Errors are also returned to whoever asked, so the session need not print them.
extern "C" fn drop_error(_: *mut c_void, error: LLVMErrorRef) {
    // SAFETY: the reporter owns the error.
    unsafe { LLVMConsumeError(error) }
}

/// An error of linking, from another library's.
pub(super) fn load_error(error: impl ToString) -> CodegenError {
    CodegenError::Load(error.to_string())
}
