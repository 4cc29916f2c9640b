//! PTX from an LLVM module: what is particular to NVIDIA's devices.
//!
//! Nothing of NVIDIA's is needed. Math functions are those of `libdevice.10.bc` where it is found, of which only what is used is read,
//! and the caller's own where it is not.

use super::{
    device_library::OwnMath,
    device_values::save_registers,
    error::{CodegenError, check},
    module::{LlvmModule, function_name},
    size::instructions_of,
    target::TargetMachine,
};
use llvm_sys::{
    LLVMAttributeFunctionIndex, LLVMFastMathAllowContract, LLVMLinkage,
    core::{
        LLVMAddAttributeAtIndex, LLVMAddGlobalInAddressSpace, LLVMArrayType2, LLVMCanValueUseFastMathFlags,
        LLVMConstAddrSpaceCast, LLVMConstStringInContext2, LLVMCreateStringAttribute, LLVMDeleteGlobal,
        LLVMGetFastMathFlags, LLVMGetFirstUse, LLVMGetNamedFunction, LLVMGetNamedGlobal, LLVMInt8TypeInContext,
        LLVMIsAFunction, LLVMIsDeclaration, LLVMPointerTypeInContext, LLVMReplaceAllUsesWith, LLVMSetAlignment,
        LLVMSetFastMathFlags, LLVMSetFunctionCallConv, LLVMSetGlobalConstant, LLVMSetInitializer, LLVMSetLinkage,
        LLVMSetTarget,
    },
    prelude::LLVMValueRef,
    transforms::pass_builder::{LLVMCreatePassBuilderOptions, LLVMDisposePassBuilderOptions, LLVMRunPasses},
};
use std::{ffi::CString, path::PathBuf};

/// What PTX is made for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Device {
    /// Such as `sm_90`.
    pub chip: String,
    /// Such as `80` for PTX 8.0.
    pub version: u32,
    /// Where `libdevice.10.bc` is.
    pub libdevice: Option<PathBuf>,
    /// Where the library of our own math functions is.
    pub own_math: Option<PathBuf>,
    /// Subnormal numbers of 32 bits are zero.
    pub flush: bool,
    /// Registers of a thread, at most.
    pub registers: Option<u32>,
    /// Threads of a block, at most.
    pub threads: Option<u32>,
}

pub const TRIPLE: &std::ffi::CStr = c"nvptx64-nvidia-cuda";

/// LLVM's number of the calling convention of kernels.
const PTX_KERNEL: u32 = 71;

/// What every driver has: for kernels that print, and the device's heap.
const OF_DRIVERS: &[&str] = &["vprintf", "malloc", "free"];

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
    "ptrmask",
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
    /// The PTX of a kernel, or of a function that other code calls. `data` are the bytes of the symbols of constant arrays, `own` has the
    /// math functions that libdevice lacks, and all where there is none.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Load`] for what has no form on devices, or needs libdevice where it is not; otherwise LLVM's.
    pub fn ptx(
        mut self,
        (kernel, is_kernel): (&str, bool),
        (device, own): (&Device, OwnMath),
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
        self.link_math(device, own)?;
        self.run_passes("globaldce,default<O3>")?;
        self.check_functions()?;
        save_registers(&self);
        self.assembly()
    }

    /// Makes the module one for a chip.
    pub(super) fn aim(&mut self, chip: &str, version: u32) -> Result<(), CodegenError> {
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
        for instruction in self.functions().into_iter().flat_map(instructions_of) {
            // SAFETY: the instruction belongs to the live module.
            unsafe {
                if LLVMCanValueUseFastMathFlags(instruction) != 0 {
                    let flags = LLVMGetFastMathFlags(instruction) | LLVMFastMathAllowContract;
                    LLVMSetFastMathFlags(instruction, flags);
                }
            }
        }
    }

    pub(super) fn run_passes(&self, passes: &str) -> Result<(), CodegenError> {
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
            if !known && !OF_DRIVERS.contains(&name.as_str()) {
                return Err(CodegenError::Load(format!("{name} has no form on devices")));
            }
        }
        Ok(())
    }
}

pub(super) fn c_text(text: &str) -> Result<CString, CodegenError> {
    CString::new(text).map_err(|error| CodegenError::Emit(error.to_string()))
}
