//! What modules for devices are linked with: the runtime's helpers, NVIDIA's libdevice, and math functions of our own.
//!
//! Of a library in bitcode only what is used is read. Functions of our own begin with [`OWN_MATH`]; where there is no libdevice, its names
//! mean ours.

use super::{
    error::{CodegenError, take_message},
    module::{Context, LlvmModule, function_name},
    nvptx::{Device, TRIPLE, c_text},
};
use llvm_sys::{
    LLVMLinkage, LLVMModuleFlagBehavior, LLVMTypeKind,
    bit_reader::LLVMGetBitcodeModuleInContext2,
    bit_writer::LLVMWriteBitcodeToMemoryBuffer,
    core::{
        LLVMAddModuleFlag, LLVMConstInt, LLVMCountParamTypes, LLVMCreateMemoryBufferWithContentsOfFile,
        LLVMCreateMemoryBufferWithMemoryRange, LLVMCreateMemoryBufferWithMemoryRangeCopy, LLVMDeleteFunction,
        LLVMDisposeMemoryBuffer, LLVMDisposeModule, LLVMGetBufferSize, LLVMGetBufferStart, LLVMGetFirstFunction,
        LLVMGetFirstUse, LLVMGetIntTypeWidth, LLVMGetLinkage, LLVMGetNamedFunction, LLVMGetNextFunction,
        LLVMGetParamTypes, LLVMGetReturnType, LLVMGetSourceFileName, LLVMGetTypeKind, LLVMGlobalGetValueType,
        LLVMInt32TypeInContext, LLVMIsDeclaration, LLVMReplaceAllUsesWith, LLVMSetLinkage, LLVMSetSourceFileName,
        LLVMSetTarget, LLVMSetValueName2, LLVMValueAsMetadata,
    },
    ir_reader::LLVMParseIRInContext2,
    linker::LLVMLinkModules2,
    prelude::{LLVMContextRef, LLVMMemoryBufferRef, LLVMModuleRef, LLVMTypeRef, LLVMValueRef},
};
use rustc_hash::FxHashSet;
use std::{
    path::Path,
    ptr::{null_mut, slice_from_raw_parts},
    sync::Arc,
};

/// The type of a number that functions take or give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    Float(u32),
    Integer(u32),
}

/// Gives a function by its name and the types of its parameters and of its result, as bitcode. `None` where there is no such function.
pub type Compile<'a> = &'a dyn Fn(&str, &[Number], Number) -> Result<Option<Arc<[u8]>>, CodegenError>;

/// Where math functions of our own come from: those that the library lacks are compiled.
#[derive(Clone, Copy)]
pub struct OwnMath<'a> {
    /// What names the library that [`device_library`] made, and that is used where a device has one; others are not.
    pub identity: &'a str,
    pub compile: Compile<'a>,
}

/// What begins the names of libdevice's functions, and of those that are ours.
const OF_LIBDEVICE: &str = "__nv_";
pub const OWN_MATH: &str = "__nl_";

/// What the runtime's helpers are on devices.
const FLOAT_HELPERS: &str = include_str!("device_math.ll");
const COMPLEX_HELPERS: &str = include_str!("device_complex.ll");
const INTEGER_HELPERS: &str = include_str!("device_integers.ll");
const MEMORY_HELPERS: &str = include_str!("device_memory.ll");

/// Makes a library in bitcode of modules for a chip, each with the function that it is for.
///
/// # Errors
///
/// LLVM's, and those of making the modules.
pub fn device_library(
    modules: impl IntoIterator<Item = Result<(LlvmModule, String), CodegenError>>,
    (chip, version): (&str, u32),
    identity: &str,
) -> Result<Arc<[u8]>, CodegenError> {
    let mut whole = LlvmModule::parse("")?;
    whole.aim(chip, version)?;
    for module in modules {
        let (mut module, function) = module?;
        module.aim(chip, version)?;
        module.internalise(&[&function]);
        module.link_helpers()?;
        module.run_passes("globaldce")?;
        // SAFETY: the bytes are bitcode in a buffer of LLVM's, which reading takes.
        unsafe {
            let (mut part, buffer) = (null_mut(), buffer_of(&module.bitcode()));
            if LLVMGetBitcodeModuleInContext2(whole.context(), buffer, &mut part) != 0 {
                return Err(CodegenError::Emit("what was written is no bitcode".into()));
            }
            whole.link(part, &function)?;
        }
    }
    // Once, not in each module that is linked with it. What several functions call alike, that is not inlined, is there once.
    whole.run_passes("mergefunc,default<O2>")?;
    // SAFETY: the module is alive; LLVM copies the text.
    unsafe { LLVMSetSourceFileName(whole.raw(), identity.as_ptr().cast(), identity.len()) };
    Ok(whole.bitcode())
}

/// Whether a file is a library of this identity.
pub fn is_device_library(path: &Path, identity: &str) -> bool {
    let context = Context::new();
    // SAFETY: the module goes before its context.
    unsafe {
        let library = read_library(context.raw, path).ok().filter(|library| is_of(*library, identity));
        library.inspect(|library| LLVMDisposeModule(*library)).is_some()
    }
}

impl LlvmModule {
    /// Links what the module needs of the runtime's helpers, as devices have them.
    pub(super) fn link_helpers(&self) -> Result<(), CodegenError> {
        let missing = self.missing("numlir_");
        if missing.is_empty() {
            return Ok(());
        }
        let mut helpers = FLOAT_HELPERS.to_owned();
        if missing.iter().any(|name| name.ends_with("_c128") || name.ends_with("_c64")) {
            // What both declare is declared once.
            let known: FxHashSet<&str> = FLOAT_HELPERS.lines().filter(|line| line.starts_with("declare")).collect();
            helpers.extend(COMPLEX_HELPERS.lines().filter(|line| !known.contains(line)).flat_map(|line| [line, "\n"]));
        }
        let names = ["FLOAT", "BITS", "PAIR", "SUFFIX", "KIND"];
        let floats = [["double", "64", "128", "", ""], ["float", "32", "64", "f", "_single"]].map(|values| {
            let pairs = names.into_iter().zip(values);
            pairs.fold(helpers.clone(), |text, (name, value)| text.replace(name, value))
        });
        for text in floats.iter().map(String::as_str).chain([INTEGER_HELPERS, MEMORY_HELPERS]) {
            let text = c_text(text)?;
            let (mut helpers, mut message) = (null_mut(), null_mut());
            // SAFETY: the text and the buffer outlive parsing, and the helpers go with linking.
            unsafe {
                let length = text.as_bytes().len();
                let buffer = LLVMCreateMemoryBufferWithMemoryRange(text.as_ptr(), length, c"helpers".as_ptr(), 1);
                let failed = LLVMParseIRInContext2(self.context(), buffer, &mut helpers, &mut message) != 0;
                LLVMDisposeMemoryBuffer(buffer);
                if failed {
                    return Err(CodegenError::Optimise(take_message(message)));
                }
                self.machine().lay_out(helpers);
                LLVMSetTarget(helpers, TRIPLE.as_ptr());
                self.link(helpers, "helpers")?;
            }
        }
        Ok(())
    }

    /// Links the math functions that the module needs.
    pub(super) fn link_math(&self, device: &Device, own: OwnMath) -> Result<(), CodegenError> {
        // Functions of ours may call others, and libdevice's.
        loop {
            if device.libdevice.is_none() {
                self.name_ours();
            }
            let missing = self.missing(OWN_MATH);
            if missing.is_empty() {
                break;
            }
            if let Some(path) = &device.own_math {
                // SAFETY: the library is of this module's context, and goes with linking or here.
                match unsafe { read_library(self.context(), path) } {
                    Ok(library) if unsafe { is_of(library, own.identity) } => unsafe { self.link_used(library)? },
                    Ok(library) => unsafe { LLVMDisposeModule(library) },
                    // A damaged file is as none.
                    Err(_) => drop(self.take_diagnostics()),
                }
            }
            for name in missing.into_iter().filter(|name| self.lacks(name)) {
                self.link_compiled(&name, own)?;
            }
        }
        if let Some(path) = &device.libdevice
            && !self.missing(OF_LIBDEVICE).is_empty()
        {
            // SAFETY: the library is of this module's context, and goes with linking.
            unsafe { self.link_used(read_library(self.context(), path)?)? };
            self.reflect(device.flush);
        }
        self.keep_private();
        Ok(())
    }

    /// The functions of a prefix that are called and have no body.
    fn missing(&self, prefix: &str) -> Vec<String> {
        self.functions()
            .into_iter()
            // SAFETY: the functions belong to the live module.
            .filter(|function| unsafe { LLVMIsDeclaration(*function) != 0 && !LLVMGetFirstUse(*function).is_null() })
            .map(|function| unsafe { function_name(function) }.to_owned())
            .filter(|name| name.starts_with(prefix))
            .collect()
    }

    fn lacks(&self, name: &str) -> bool {
        // SAFETY: the module is alive, and so is the function.
        c_text(name).is_ok_and(|name| unsafe {
            let function = LLVMGetNamedFunction(self.raw(), name.as_ptr());
            !function.is_null() && LLVMIsDeclaration(function) != 0
        })
    }

    /// Has libdevice's names mean functions of ours.
    fn name_ours(&self) {
        for name in self.missing(OF_LIBDEVICE) {
            let ours = name.replacen(OF_LIBDEVICE, OWN_MATH, 1);
            let (Ok(name), Ok(known)) = (c_text(&name), c_text(&ours)) else { continue };
            // SAFETY: the module is alive and has the function, which goes when nobody uses it any more.
            unsafe {
                let function = LLVMGetNamedFunction(self.raw(), name.as_ptr());
                let known = LLVMGetNamedFunction(self.raw(), known.as_ptr());
                if known.is_null() {
                    LLVMSetValueName2(function, ours.as_ptr().cast(), ours.len());
                } else {
                    LLVMReplaceAllUsesWith(function, known);
                    LLVMDeleteFunction(function);
                }
            }
        }
    }

    /// Compiles and links a function of ours.
    fn link_compiled(&self, name: &str, own: OwnMath) -> Result<(), CodegenError> {
        let bitcode = match self.numbers(name)? {
            Some((parameters, result)) => (own.compile)(name, &parameters, result)?,
            None => None,
        };
        let Some(bitcode) = bitcode else {
            let name = name.trim_start_matches(OWN_MATH);
            return Err(CodegenError::Load(format!(
                "{name}() needs libdevice.10.bc, which is nowhere: `pip install nvidia-nvvm`, or set CUDA_HOME"
            )));
        };
        // SAFETY: the buffer is one of LLVM's, which reading takes, and the library goes with linking.
        unsafe {
            let mut library = null_mut();
            if LLVMGetBitcodeModuleInContext2(self.context(), buffer_of(&bitcode), &mut library) != 0 {
                return Err(CodegenError::Load(format!("{name}: this is no bitcode")));
            }
            self.link(library, name)
        }
    }

    /// The types of the parameters and of the result of a function, where all are numbers.
    fn numbers(&self, name: &str) -> Result<Option<(Vec<Number>, Number)>, CodegenError> {
        let name = c_text(name)?;
        // SAFETY: the module is alive and has the function.
        unsafe {
            let ty = LLVMGlobalGetValueType(LLVMGetNamedFunction(self.raw(), name.as_ptr()));
            let mut parameters = vec![null_mut(); LLVMCountParamTypes(ty) as usize];
            LLVMGetParamTypes(ty, parameters.as_mut_ptr());
            let parameters: Option<Vec<_>> = parameters.into_iter().map(|ty| number(ty)).collect();
            Ok(parameters.zip(number(LLVMGetReturnType(ty))))
        }
    }

    /// Links what the module uses of a library.
    ///
    /// # Safety
    /// The library is alive and of the same context; it is gone afterwards.
    unsafe fn link_used(&self, library: LLVMModuleRef) -> Result<(), CodegenError> {
        // SAFETY: by the contract above.
        unsafe {
            each_function(library, |function| {
                if LLVMIsDeclaration(function) == 0 && LLVMGetLinkage(function) == LLVMLinkage::LLVMExternalLinkage {
                    LLVMSetLinkage(function, LLVMLinkage::LLVMLinkOnceODRLinkage);
                }
            });
            self.link(library, "math functions")
        }
    }

    /// Links a module into this one.
    ///
    /// # Safety
    /// It is alive and of the same context; it is gone afterwards.
    unsafe fn link(&self, other: LLVMModuleRef, what: &str) -> Result<(), CodegenError> {
        // SAFETY: by the contract above.
        if unsafe { LLVMLinkModules2(self.raw(), other) } != 0 {
            let message = self.take_diagnostics().unwrap_or_default();
            return Err(CodegenError::Optimise(format!("{what} cannot be linked: {message}")));
        }
        Ok(())
    }

    /// Says what libdevice asks of the code that it is linked with: whether subnormal numbers of 32 bits are zero.
    fn reflect(&self, flush: bool) {
        let flag = c"nvvm-reflect-ftz";
        // SAFETY: the module is alive; LLVM copies the text.
        unsafe {
            let value = LLVMConstInt(LLVMInt32TypeInContext(self.context()), flush.into(), 0);
            LLVMAddModuleFlag(
                self.raw(),
                LLVMModuleFlagBehavior::LLVMModuleFlagBehaviorOverride,
                flag.as_ptr(),
                flag.count_bytes(),
                LLVMValueAsMetadata(value),
            );
        }
    }

    /// What was linked is the module's own, so that LLVM may inline it and drop it.
    fn keep_private(&self) {
        for function in self.functions() {
            // SAFETY: the function belongs to the live module.
            unsafe {
                if LLVMIsDeclaration(function) == 0 && function_name(function).starts_with("__") {
                    LLVMSetLinkage(function, LLVMLinkage::LLVMInternalLinkage);
                }
            }
        }
    }

    fn bitcode(&self) -> Arc<[u8]> {
        // SAFETY: the module is alive, and so is the buffer until its bytes are copied.
        unsafe {
            let buffer = LLVMWriteBitcodeToMemoryBuffer(self.raw());
            let bytes = slice_from_raw_parts(LLVMGetBufferStart(buffer).cast::<u8>(), LLVMGetBufferSize(buffer));
            let copy = Arc::from(&*bytes);
            LLVMDisposeMemoryBuffer(buffer);
            copy
        }
    }
}

/// A copy of bytes as LLVM has them.
fn buffer_of(bytes: &[u8]) -> LLVMMemoryBufferRef {
    // SAFETY: the bytes are alive while they are copied.
    unsafe { LLVMCreateMemoryBufferWithMemoryRangeCopy(bytes.as_ptr().cast(), bytes.len(), c"math".as_ptr()) }
}

/// The library in a file, of which functions are read when they are asked for.
///
/// # Safety
/// The context is alive.
unsafe fn read_library(context: LLVMContextRef, path: &Path) -> Result<LLVMModuleRef, CodegenError> {
    let name = c_text(&path.to_string_lossy())?;
    let (mut buffer, mut message, mut library) = (null_mut(), null_mut(), null_mut());
    // SAFETY: LLVM reads the file into a buffer, which the library owns; where it is no library, the buffer is ours.
    unsafe {
        if LLVMCreateMemoryBufferWithContentsOfFile(name.as_ptr(), &mut buffer, &mut message) != 0 {
            return Err(CodegenError::Load(take_message(message)));
        }
        if LLVMGetBitcodeModuleInContext2(context, buffer, &mut library) != 0 {
            LLVMDisposeMemoryBuffer(buffer);
            return Err(CodegenError::Load(format!("{}: this is no bitcode", path.display())));
        }
    }
    Ok(library)
}

/// Whether a library is the one of an identity.
///
/// # Safety
/// The library is alive.
unsafe fn is_of(library: LLVMModuleRef, identity: &str) -> bool {
    let mut length = 0;
    // SAFETY: the text lives as long as the library.
    unsafe {
        let text = LLVMGetSourceFileName(library, &mut length);
        &*slice_from_raw_parts(text.cast::<u8>(), length) == identity.as_bytes()
    }
}

/// # Safety
/// The type is one of a live context.
unsafe fn number(ty: LLVMTypeRef) -> Option<Number> {
    // SAFETY: by the contract above.
    unsafe {
        match LLVMGetTypeKind(ty) {
            LLVMTypeKind::LLVMDoubleTypeKind => Some(Number::Float(64)),
            LLVMTypeKind::LLVMFloatTypeKind => Some(Number::Float(32)),
            LLVMTypeKind::LLVMIntegerTypeKind => Some(Number::Integer(LLVMGetIntTypeWidth(ty))),
            _ => None,
        }
    }
}

/// # Safety
/// The module is alive, and `work` removes no function.
unsafe fn each_function(module: LLVMModuleRef, mut work: impl FnMut(LLVMValueRef)) {
    // SAFETY: by the contract above.
    unsafe {
        let mut function = LLVMGetFirstFunction(module);
        while !function.is_null() {
            let next = LLVMGetNextFunction(function);
            work(function);
            function = next;
        }
    }
}
