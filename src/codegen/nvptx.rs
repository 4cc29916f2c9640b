//! PTX from an LLVM module: what is particular to NVIDIA's devices.
//!
//! Nothing of NVIDIA's is needed. Math functions are those of `libdevice.10.bc` where it is found, of which only what is used is read,
//! and the caller's own where it is not.

use super::{
    device_values::save_registers,
    error::{CodegenError, check, take_message},
    module::{LlvmModule, function_name},
    target::TargetMachine,
};
use llvm_sys::{
    LLVMAttributeFunctionIndex, LLVMFastMathAllowContract, LLVMLinkage, LLVMModuleFlagBehavior, LLVMTypeKind,
    bit_reader::LLVMGetBitcodeModuleInContext2,
    bit_writer::LLVMWriteBitcodeToMemoryBuffer,
    core::{
        LLVMAddAttributeAtIndex, LLVMAddGlobalInAddressSpace, LLVMAddModuleFlag, LLVMArrayType2,
        LLVMCanValueUseFastMathFlags, LLVMConstAddrSpaceCast, LLVMConstInt, LLVMConstStringInContext2,
        LLVMCountParamTypes, LLVMCreateMemoryBufferWithContentsOfFile, LLVMCreateMemoryBufferWithMemoryRange,
        LLVMCreateMemoryBufferWithMemoryRangeCopy, LLVMCreateStringAttribute, LLVMDeleteGlobal,
        LLVMDisposeMemoryBuffer, LLVMGetBufferSize, LLVMGetBufferStart, LLVMGetFastMathFlags, LLVMGetFirstBasicBlock,
        LLVMGetFirstFunction, LLVMGetFirstInstruction, LLVMGetFirstUse, LLVMGetIntTypeWidth, LLVMGetLinkage,
        LLVMGetNamedFunction, LLVMGetNamedGlobal, LLVMGetNextBasicBlock, LLVMGetNextFunction, LLVMGetNextInstruction,
        LLVMGetParamTypes, LLVMGetReturnType, LLVMGetTypeKind, LLVMGlobalGetValueType, LLVMInt8TypeInContext,
        LLVMInt32TypeInContext, LLVMIsAFunction, LLVMIsDeclaration, LLVMPointerTypeInContext, LLVMReplaceAllUsesWith,
        LLVMSetAlignment, LLVMSetFastMathFlags, LLVMSetFunctionCallConv, LLVMSetGlobalConstant, LLVMSetInitializer,
        LLVMSetLinkage, LLVMSetTarget, LLVMValueAsMetadata,
    },
    ir_reader::LLVMParseIRInContext2,
    linker::LLVMLinkModules2,
    prelude::{LLVMMemoryBufferRef, LLVMModuleRef, LLVMTypeRef, LLVMValueRef},
    transforms::pass_builder::{LLVMCreatePassBuilderOptions, LLVMDisposePassBuilderOptions, LLVMRunPasses},
};
use rustc_hash::FxHashSet;
use std::{
    ffi::CString,
    path::{Path, PathBuf},
    ptr::{null_mut, slice_from_raw_parts},
    sync::Arc,
};

/// What PTX is made for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Device {
    /// Such as `sm_90`.
    pub chip: String,
    /// Such as `80` for PTX 8.0.
    pub version: u32,
    /// Where `libdevice.10.bc` is.
    pub libdevice: Option<PathBuf>,
    /// Subnormal numbers of 32 bits are zero.
    pub flush: bool,
    /// Registers of a thread, at most.
    pub registers: Option<u32>,
    /// Threads of a block, at most.
    pub threads: Option<u32>,
}

/// The type of a number that functions take or give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    Float(u32),
    Integer(u32),
}

/// Gives a math function by the name that modules call it by, and the types of its parameters and of its result, as bitcode
/// ([`LlvmModule::device_bitcode`]). `None` where there is no such function.
pub type MathSource<'a> = &'a dyn Fn(&str, &[Number], Number) -> Result<Option<Arc<[u8]>>, CodegenError>;

/// What begins the names of libdevice's functions, and of those that are always ours.
const OF_LIBDEVICE: &str = "__nv_";
pub const OWN_MATH: &str = "__nl_";

pub const TRIPLE: &std::ffi::CStr = c"nvptx64-nvidia-cuda";

/// LLVM's number of the calling convention of kernels.
const PTX_KERNEL: u32 = 71;

/// What the runtime's helpers are on devices.
const FLOAT_HELPERS: &str = include_str!("device_math.ll");
const COMPLEX_HELPERS: &str = include_str!("device_complex.ll");
const INTEGER_HELPERS: &str = include_str!("device_integers.ll");

/// What every driver has for kernels that print.
const PRINT: &str = "vprintf";

/// The address space of the device's memory.
const GLOBAL: u32 = 1;
/// Wide enough for the widest loads.
const DATA_ALIGNMENT: u32 = 16;

/// Intrinsics that the back end has code for; it aborts the process at others.
const INTRINSICS: &[&str] = &[
    "abs",
    "assume",
    "bitreverse",
    "bswap",
    "ceil",
    "copysign",
    "ctlz",
    "ctpop",
    "cttz",
    "dbg",
    "expect",
    "fabs",
    "floor",
    "fma",
    "fmuladd",
    "fshl",
    "fshr",
    "is",
    "lifetime",
    "maximum",
    "maxnum",
    "memcpy",
    "memmove",
    "memset",
    "minimum",
    "minnum",
    "nearbyint",
    "nvvm",
    "rint",
    "roundeven",
    "sadd",
    "smax",
    "smin",
    "smul",
    "sqrt",
    "ssub",
    "trunc",
    "uadd",
    "umax",
    "umin",
    "umul",
    "usub",
    "experimental",
];

impl LlvmModule {
    /// The PTX of a kernel, or of a function that other code calls. `data` are the bytes of the symbols of constant arrays, `math` has
    /// the functions that libdevice lacks, and all where there is none.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Load`] for what has no form on devices, or needs libdevice where it is not; otherwise LLVM's.
    pub fn ptx(
        mut self,
        (kernel, is_kernel): (&str, bool),
        (device, math): (&Device, MathSource),
        data: &[(String, &[u8])],
    ) -> Result<String, CodegenError> {
        self.aim(&device.chip, device.version)?;
        self.internalise(&[kernel]);
        let name = c_text(kernel)?;
        // SAFETY: the module and its functions are alive.
        unsafe {
            let kernel = LLVMGetNamedFunction(self.raw(), name.as_ptr());
            if kernel.is_null() {
                return Err(CodegenError::Emit("the module has no kernel".into()));
            }
            if is_kernel {
                LLVMSetFunctionCallConv(kernel, PTX_KERNEL);
                self.bound(kernel, ("nvvm.maxnreg", device.registers));
                self.bound(kernel, ("nvvm.maxntid", device.threads));
            }
        }
        for (symbol, bytes) in data {
            self.define_data(symbol, bytes)?;
        }
        self.link_helpers()?;
        self.contract();
        self.link_math(device, math)?;
        self.run_passes("globaldce,default<O3>")?;
        self.check_functions()?;
        save_registers(&self);
        self.assembly()
    }

    /// A function of the module as bitcode that modules for devices can be linked with.
    ///
    /// # Errors
    ///
    /// LLVM's.
    pub fn device_bitcode(mut self, function: &str, chip: &str, version: u32) -> Result<Arc<[u8]>, CodegenError> {
        self.aim(chip, version)?;
        self.internalise(&[function]);
        self.link_helpers()?;
        // Once, not in each module that is linked with it.
        self.run_passes("globaldce,default<O2>")?;
        // SAFETY: the module is alive, and so is the buffer until its bytes are copied.
        unsafe {
            let buffer = LLVMWriteBitcodeToMemoryBuffer(self.raw());
            let bytes = slice_from_raw_parts(LLVMGetBufferStart(buffer).cast::<u8>(), LLVMGetBufferSize(buffer));
            let copy = Arc::from(&*bytes);
            LLVMDisposeMemoryBuffer(buffer);
            Ok(copy)
        }
    }

    /// Makes the module one for a chip.
    fn aim(&mut self, chip: &str, version: u32) -> Result<(), CodegenError> {
        let machine = TargetMachine::nvptx(chip, &format!("+ptx{version}"))?;
        machine.lay_out(self.raw());
        // SAFETY: the module is alive; the text is a constant.
        unsafe { LLVMSetTarget(self.raw(), TRIPLE.as_ptr()) };
        self.set_machine(machine);
        Ok(())
    }

    /// Says what a kernel keeps to.
    ///
    /// # Safety
    /// The kernel is a function of the module.
    unsafe fn bound(&self, kernel: LLVMValueRef, (name, limit): (&str, Option<u32>)) {
        let Some(limit) = limit.map(|limit| limit.to_string()) else { return };
        // SAFETY: by the contract above; LLVM copies the texts.
        unsafe {
            let attribute = LLVMCreateStringAttribute(
                self.context(),
                name.as_ptr().cast(),
                name.len() as u32,
                limit.as_ptr().cast(),
                limit.len() as u32,
            );
            LLVMAddAttributeAtIndex(kernel, LLVMAttributeFunctionIndex, attribute);
        }
    }

    /// Puts constant data where a symbol stands: in the device's global memory, read through its read-only path.
    fn define_data(&mut self, symbol: &str, bytes: &[u8]) -> Result<(), CodegenError> {
        let name = c_text(symbol)?;
        // SAFETY: the module is alive, and what replaces the declaration has its type.
        unsafe {
            let declared = LLVMGetNamedGlobal(self.raw(), name.as_ptr());
            if declared.is_null() {
                return Ok(());
            }
            let ty = LLVMArrayType2(LLVMInt8TypeInContext(self.context()), bytes.len() as u64);
            let data = LLVMAddGlobalInAddressSpace(self.raw(), ty, c"numlir_data".as_ptr(), GLOBAL);
            let value = LLVMConstStringInContext2(self.context(), bytes.as_ptr().cast(), bytes.len(), 1);
            LLVMSetInitializer(data, value);
            LLVMSetGlobalConstant(data, 1);
            LLVMSetLinkage(data, LLVMLinkage::LLVMInternalLinkage);
            LLVMSetAlignment(data, DATA_ALIGNMENT);
            let generic = LLVMPointerTypeInContext(self.context(), 0);
            LLVMReplaceAllUsesWith(declared, LLVMConstAddrSpaceCast(data, generic));
            LLVMDeleteGlobal(declared);
        }
        Ok(())
    }

    /// Products and sums may be one operation, as NVIDIA's own compilers have it.
    fn contract(&self) {
        for function in self.functions() {
            // SAFETY: the lists belong to the live module.
            unsafe {
                let mut block = LLVMGetFirstBasicBlock(function);
                while !block.is_null() {
                    let mut instruction = LLVMGetFirstInstruction(block);
                    while !instruction.is_null() {
                        if LLVMCanValueUseFastMathFlags(instruction) != 0 {
                            let flags = LLVMGetFastMathFlags(instruction) | LLVMFastMathAllowContract;
                            LLVMSetFastMathFlags(instruction, flags);
                        }
                        instruction = LLVMGetNextInstruction(instruction);
                    }
                    block = LLVMGetNextBasicBlock(block);
                }
            }
        }
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

    /// Links what the module needs of the runtime's helpers, as devices have them.
    fn link_helpers(&self) -> Result<(), CodegenError> {
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
        let floats = [("double", "64", "128", ""), ("float", "32", "64", "f")].map(|(float, bits, pair, suffix)| {
            helpers.replace("FLOAT", float).replace("BITS", bits).replace("PAIR", pair).replace("SUFFIX", suffix)
        });
        for text in floats.iter().map(String::as_str).chain([INTEGER_HELPERS]) {
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
                if LLVMLinkModules2(self.raw(), helpers) != 0 {
                    let message = self.take_diagnostics().unwrap_or_default();
                    return Err(CodegenError::Optimise(format!("helpers cannot be linked: {message}")));
                }
            }
        }
        Ok(())
    }

    /// Links the math functions that the module needs.
    fn link_math(&self, device: &Device, math: MathSource) -> Result<(), CodegenError> {
        // Functions of ours may call libdevice's.
        self.link_own(OWN_MATH, math)?;
        if self.missing(OF_LIBDEVICE).is_empty() {
            return Ok(());
        }
        match &device.libdevice {
            Some(path) => self.link_libdevice(path, device.flush),
            None => self.link_own(OF_LIBDEVICE, math),
        }
    }

    /// Links functions of ours whose names have a prefix, and those that they call.
    fn link_own(&self, prefix: &str, math: MathSource) -> Result<(), CodegenError> {
        let mut linked = FxHashSet::default();
        while let Some(name) = self.missing(prefix).into_iter().find(|name| !linked.contains(name)) {
            let bitcode = match self.numbers(&name)? {
                Some((parameters, result)) => math(&name, &parameters, result)?,
                None => None,
            };
            let Some(bitcode) = bitcode else {
                let name = name.trim_start_matches(prefix);
                return Err(CodegenError::Load(format!(
                    "{name}() needs libdevice.10.bc, which is nowhere: `pip install nvidia-nvvm`, or set CUDA_HOME"
                )));
            };
            // SAFETY: LLVM copies the bytes into a buffer, which `link` takes.
            unsafe {
                let buffer =
                    LLVMCreateMemoryBufferWithMemoryRangeCopy(bitcode.as_ptr().cast(), bitcode.len(), c"math".as_ptr());
                self.link(buffer, "math functions")?;
            }
            linked.insert(name);
        }
        self.keep_private();
        Ok(())
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

    /// Links what the module needs of libdevice.
    fn link_libdevice(&self, path: &Path, flush: bool) -> Result<(), CodegenError> {
        let path = c_text(&path.to_string_lossy())?;
        let (mut buffer, mut message) = (null_mut(), null_mut());
        // SAFETY: LLVM reads the file into a buffer that `link` takes.
        unsafe {
            if LLVMCreateMemoryBufferWithContentsOfFile(path.as_ptr(), &mut buffer, &mut message) != 0 {
                return Err(CodegenError::Load(take_message(message)));
            }
            self.link(buffer, "libdevice")?;
            let flag = c"nvvm-reflect-ftz";
            let value = LLVMConstInt(LLVMInt32TypeInContext(self.context()), flush.into(), 0);
            LLVMAddModuleFlag(
                self.raw(),
                LLVMModuleFlagBehavior::LLVMModuleFlagBehaviorOverride,
                flag.as_ptr(),
                flag.count_bytes(),
                LLVMValueAsMetadata(value),
            );
        }
        self.keep_private();
        Ok(())
    }

    /// Links what the module needs of a library's bitcode; only that is read.
    ///
    /// # Safety
    /// The buffer is alive; it is gone afterwards.
    unsafe fn link(&self, buffer: LLVMMemoryBufferRef, what: &str) -> Result<(), CodegenError> {
        let mut library = null_mut();
        // SAFETY: the library's module owns the buffer, and goes with linking.
        unsafe {
            if LLVMGetBitcodeModuleInContext2(self.context(), buffer, &mut library) != 0 {
                LLVMDisposeMemoryBuffer(buffer);
                return Err(CodegenError::Load(format!("{what}: this is no bitcode")));
            }
            each_function(library, |function| {
                if LLVMIsDeclaration(function) == 0 && LLVMGetLinkage(function) == LLVMLinkage::LLVMExternalLinkage {
                    LLVMSetLinkage(function, LLVMLinkage::LLVMLinkOnceODRLinkage);
                }
            });
            if LLVMLinkModules2(self.raw(), library) != 0 {
                let message = self.take_diagnostics().unwrap_or_default();
                return Err(CodegenError::Optimise(format!("{what} cannot be linked: {message}")));
            }
        }
        Ok(())
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

    fn run_passes(&self, passes: &str) -> Result<(), CodegenError> {
        let passes = c_text(passes)?;
        // SAFETY: module and machine are alive, and the options are ours.
        unsafe {
            let options = LLVMCreatePassBuilderOptions();
            let outcome = check(LLVMRunPasses(self.raw(), passes.as_ptr(), self.machine().raw(), options));
            LLVMDisposePassBuilderOptions(options);
            outcome.map_err(CodegenError::Optimise)
        }
    }

    /// Everything that is called must have code on the device.
    fn check_functions(&self) -> Result<(), CodegenError> {
        for function in self.functions() {
            // SAFETY: the function belongs to the live module.
            let (declared, used, name) = unsafe {
                let used = !LLVMGetFirstUse(function).is_null() && !LLVMIsAFunction(function).is_null();
                (LLVMIsDeclaration(function) != 0, used, function_name(function).to_owned())
            };
            if !declared || !used {
                continue;
            }
            let known = name
                .strip_prefix("llvm.")
                .is_some_and(|rest| INTRINSICS.contains(&rest.split('.').next().unwrap_or_default()));
            if !known && name != PRINT {
                return Err(CodegenError::Load(format!("{name} has no form on devices")));
            }
        }
        Ok(())
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

fn c_text(text: &str) -> Result<CString, CodegenError> {
    CString::new(text).map_err(|error| CodegenError::Emit(error.to_string()))
}
