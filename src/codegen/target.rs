//! The machine that code is generated for: the one this process runs on.

use super::error::{CodegenError, install_fatal_error_handler, take_message};
use llvm_sys::{
    core::{LLVMDisposeMessage, LLVMSetTarget},
    prelude::LLVMModuleRef,
    support::LLVMParseCommandLineOptions,
    target::{LLVMDisposeTargetData, LLVMSetModuleDataLayout},
    target_machine::{
        LLVMCodeGenOptLevel, LLVMCodeModel, LLVMCreateTargetDataLayout, LLVMCreateTargetMachine,
        LLVMDisposeTargetMachine, LLVMGetDefaultTargetTriple, LLVMGetHostCPUFeatures, LLVMGetHostCPUName,
        LLVMGetTargetFromTriple, LLVMRelocMode, LLVMSetTargetMachineFastISel, LLVMTargetMachineRef, LLVMTargetRef,
    },
};
use std::{
    ffi::{CStr, CString, c_char},
    mem::ManuallyDrop,
    ptr::{null, null_mut},
    sync::{Mutex, OnceLock},
};

/// llvm-sys would name every target that LLVM can be built with; only this machine's is wanted.
macro_rules! initialise {
    ($($function:ident),*) => {{
        unsafe extern "C" { $(fn $function();)* }
        // SAFETY: these functions only fill LLVM's registry of targets.
        unsafe { $($function();)* }
    }};
}

/// How much work instruction selection, scheduling and register allocation may do.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum CodegenEffort {
    /// One linear pass over the instructions: for functions that are too large for anything else.
    Fast,
    /// LLVM's `-O2`.
    Default,
}

/// LLVM's description of how to generate code for this machine.
///
/// It caches what it learns about functions, so one may be moved to another thread but not shared.
#[derive(Debug)]
pub struct TargetMachine {
    raw: LLVMTargetMachineRef,
    processor: Processor,
    /// Whether the next module may have it: it is the one that almost all are made with.
    kept: bool,
}

/// Machines that wait for the next module: what one learns about the processor takes a good part of a small function's time.
static IDLE: Mutex<Vec<TargetMachine>> = Mutex::new(Vec::new());

/// How many wait at the most: as many as compile at once, on a machine of ordinary size.
const MOST_IDLE: usize = 16;

/// The processors that code is made for.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Processor {
    /// The one of this process, with all the features it has.
    #[default]
    Host,
    /// One of its architecture by LLVM's name, with the features that all such have.
    Named(&'static CStr),
}

impl Processor {
    /// The names of processors for [`from_name`](Self::from_name).
    pub const NAMES: &'static [&'static str] = if cfg!(target_arch = "x86_64") {
        &["host", "generic", "x86-64-v2", "x86-64-v3", "x86-64-v4"]
    } else {
        &["host", "generic"]
    };

    /// The processor of a name: `host`, `generic` for any of the architecture, or one of its levels.
    pub fn from_name(name: &str) -> Option<Self> {
        if !Self::NAMES.contains(&name) {
            return None;
        }
        Some(Self::Named(match name {
            "host" => return Some(Self::Host),
            "x86-64-v2" => c"x86-64-v2",
            "x86-64-v3" => c"x86-64-v3",
            "x86-64-v4" => c"x86-64-v4",
            _ if cfg!(target_arch = "x86_64") => c"x86-64",
            _ => c"generic",
        }))
    }

    /// Whether this machine's processor has all that such have.
    #[cfg(target_arch = "x86_64")]
    fn runs_here(self) -> bool {
        let Self::Named(name) = self else { return true };
        // The levels as the System V ABI for x86-64 lists them.
        macro_rules! all { ($($feature:tt)*) => { $(is_x86_feature_detected!($feature))&&* } }
        let second = all!("sse3" "ssse3" "sse4.1" "sse4.2" "popcnt" "cmpxchg16b");
        let third = second && all!("avx" "avx2" "bmi1" "bmi2" "f16c" "fma" "lzcnt" "movbe" "xsave");
        let fourth = third && all!("avx512f" "avx512bw" "avx512cd" "avx512dq" "avx512vl");
        match name.to_bytes() {
            b"x86-64-v2" => second,
            b"x86-64-v3" => third,
            b"x86-64-v4" => fourth,
            _ => true,
        }
    }

    /// Whether this machine's processor has all that such have.
    #[cfg(not(target_arch = "x86_64"))]
    fn runs_here(self) -> bool {
        true
    }
}

// SAFETY: a target machine refers to immutable target tables and to what it owns.
unsafe impl Send for TargetMachine {}

impl TargetMachine {
    /// A target machine for this process's processor, with all the features it has.
    ///
    /// Code is position-independent and assumes that its own code and data lie within 2 GiB, which the
    /// linker guarantees by making stubs for everything outside.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Target`] where this build of LLVM does not know the processor's architecture.
    pub fn host(effort: CodegenEffort) -> Result<Self, CodegenError> {
        Self::of(Processor::Host, effort)
    }

    /// A target machine for a processor of this process's architecture; code as for [`host`](Self::host).
    ///
    /// # Errors
    ///
    /// As [`host`](Self::host).
    pub fn of(processor: Processor, effort: CodegenEffort) -> Result<Self, CodegenError> {
        let kept = processor == Processor::Host && effort == CodegenEffort::Default;
        // A thread of a parent process may have held the lock when this process was forked.
        if kept && let Some(machine) = IDLE.try_lock().ok().and_then(|mut idle| idle.pop()) {
            return Ok(machine);
        }
        let host = Host::get()?;
        let preferences = with_preferences(CString::default());
        let (name, features) = match processor {
            Processor::Host => (host.cpu.as_c_str(), host.features.as_c_str()),
            Processor::Named(name) => (name, preferences.as_c_str()),
        };
        let level = match effort {
            CodegenEffort::Fast => LLVMCodeGenOptLevel::LLVMCodeGenLevelNone,
            CodegenEffort::Default => LLVMCodeGenOptLevel::LLVMCodeGenLevelDefault,
        };
        // SAFETY: the target is one of LLVM's static tables and the texts are null-terminated.
        let raw = unsafe {
            LLVMCreateTargetMachine(
                host.target.0,
                host.triple.as_ptr(),
                name.as_ptr(),
                features.as_ptr(),
                level,
                LLVMRelocMode::LLVMRelocPIC,
                LLVMCodeModel::LLVMCodeModelSmall,
            )
        };
        if raw.is_null() {
            return Err(CodegenError::Target(format!("LLVM has no target machine for {:?}", host.triple)));
        }
        if effort == CodegenEffort::Fast {
            // SAFETY: `raw` is the machine made above.
            unsafe { LLVMSetTargetMachineFastISel(raw, 1) };
        }
        Ok(Self { raw, processor, kept })
    }

    /// What it makes code for.
    pub(super) fn processor(&self) -> Processor {
        self.processor
    }

    /// A target machine for a device of NVIDIA's, by its chip and features.
    ///
    /// # Errors
    ///
    /// [`CodegenError::Target`] where LLVM does not know the chip.
    pub(super) fn nvptx(chip: &str, features: &str) -> Result<Self, CodegenError> {
        static READY: OnceLock<()> = OnceLock::new();
        Host::get()?;
        READY.get_or_init(|| {
            initialise!(
                LLVMInitializeNVPTXTargetInfo,
                LLVMInitializeNVPTXTarget,
                LLVMInitializeNVPTXTargetMC,
                LLVMInitializeNVPTXAsmPrinter
            );
        });
        let text = |text: &str| CString::new(text).map_err(|error| CodegenError::Target(error.to_string()));
        let (chip, features) = (text(chip)?, text(features)?);
        let triple = super::nvptx::TRIPLE;
        // SAFETY: the texts are null-terminated, and the target is one of LLVM's static tables.
        let raw = unsafe {
            let (mut target, mut message) = (null_mut(), null_mut());
            if LLVMGetTargetFromTriple(triple.as_ptr(), &mut target, &mut message) != 0 {
                return Err(CodegenError::Target(take_message(message)));
            }
            LLVMCreateTargetMachine(
                target,
                triple.as_ptr(),
                chip.as_ptr(),
                features.as_ptr(),
                LLVMCodeGenOptLevel::LLVMCodeGenLevelAggressive,
                LLVMRelocMode::LLVMRelocDefault,
                LLVMCodeModel::LLVMCodeModelDefault,
            )
        };
        if raw.is_null() {
            return Err(CodegenError::Target(format!("LLVM has no target machine for {chip:?}")));
        }
        Ok(Self { raw, processor: Processor::Host, kept: false })
    }

    /// Gives a module this machine's data layout.
    pub(super) fn lay_out(&self, module: LLVMModuleRef) {
        // SAFETY: the module is alive for the call, which copies the layout.
        unsafe {
            let layout = LLVMCreateTargetDataLayout(self.raw);
            LLVMSetModuleDataLayout(module, layout);
            LLVMDisposeTargetData(layout);
        }
    }

    pub(super) fn raw(&self) -> LLVMTargetMachineRef {
        self.raw
    }

    /// Gives the machine away to whoever disposes of it.
    pub(super) fn into_raw(self) -> LLVMTargetMachineRef {
        ManuallyDrop::new(self).raw
    }

    /// Gives a module this machine's triple and data layout.
    pub(super) fn describe(&self, module: LLVMModuleRef) -> Result<(), CodegenError> {
        let host = Host::get()?;
        // SAFETY: the module is alive for the call, which copies both.
        unsafe {
            LLVMSetTarget(module, host.triple.as_ptr());
            let layout = LLVMCreateTargetDataLayout(self.raw);
            LLVMSetModuleDataLayout(module, layout);
            LLVMDisposeTargetData(layout);
        }
        Ok(())
    }
}

impl Drop for TargetMachine {
    fn drop(&mut self) {
        if self.kept
            && !std::thread::panicking()
            && let Ok(mut idle) = IDLE.try_lock()
            && idle.len() < MOST_IDLE
        {
            idle.push(Self { raw: self.raw, ..*self });
            return;
        }
        // SAFETY: this is the only owner.
        unsafe { LLVMDisposeTargetMachine(self.raw) }
    }
}

/// Names everything that machine code generated here depends on: architecture, processor, features and the
/// vector math library. Equal texts mean that object code can be exchanged; a cache puts it in its key.
///
/// # Errors
///
/// [`CodegenError::Target`] where this build of LLVM does not know the processor's architecture.
pub fn host_description() -> Result<&'static str, CodegenError> {
    static DESCRIPTION: OnceLock<String> = OnceLock::new();
    let host = Host::get()?;
    Ok(DESCRIPTION.get_or_init(|| {
        format!(
            "{} {} {} libmvec:{}",
            host.triple.to_string_lossy(),
            host.cpu.to_string_lossy(),
            host.features.to_string_lossy(),
            super::vector_math::available().join(",")
        )
    }))
}

/// What code for a processor depends on, as [`host_description`].
///
/// # Errors
///
/// As [`host_description`].
pub fn description(processor: Processor) -> Result<String, CodegenError> {
    let vectors = super::vector_math::available().join(",");
    match processor {
        Processor::Host => host_description().map(str::to_owned),
        Processor::Named(name) => {
            Ok(format!("{} {} libmvec:{vectors}", Host::get()?.triple.to_string_lossy(), name.to_string_lossy()))
        }
    }
}

/// Whether code of a [`description`] runs on this machine.
pub fn runs_here(described: &str) -> bool {
    let named = Processor::NAMES.iter().filter_map(|name| Processor::from_name(name));
    let mut able = named.filter(|processor| processor.runs_here());
    able.any(|processor| description(processor).is_ok_and(|text| text == described))
}

/// What LLVM says about the processor, asked once.
struct Host {
    target: Target,
    triple: CString,
    cpu: CString,
    features: CString,
}

struct Target(LLVMTargetRef);

// SAFETY: targets are static tables that are only read once they are initialised.
unsafe impl Send for Target {}
// SAFETY: as above.
unsafe impl Sync for Target {}

impl Host {
    fn get() -> Result<&'static Self, CodegenError> {
        static HOST: OnceLock<Result<Host, CodegenError>> = OnceLock::new();
        HOST.get_or_init(Self::detect).as_ref().map_err(Clone::clone)
    }

    fn detect() -> Result<Self, CodegenError> {
        install_fatal_error_handler();
        set_options();
        // SAFETY: `Host::get` runs this once, and the texts that LLVM returns are ours.
        unsafe {
            initialise_target();
            let triple = take_text(LLVMGetDefaultTargetTriple());
            let (mut target, mut message) = (null_mut(), null_mut());
            if LLVMGetTargetFromTriple(triple.as_ptr(), &mut target, &mut message) != 0 {
                return Err(CodegenError::Target(take_message(message)));
            }
            Ok(Self {
                target: Target(target),
                triple,
                cpu: take_text(LLVMGetHostCPUName()),
                features: with_preferences(take_text(LLVMGetHostCPUFeatures())),
            })
        }
    }
}

/// The processor's features, and how to use them: gather and scatter instructions take longer than the loads and stores they stand for, on
/// nearly every processor that has them, and LLVM would use them for each access of constant stride.
fn with_preferences(features: CString) -> CString {
    if !cfg!(target_arch = "x86_64") {
        return features;
    }
    let mut text = features.into_bytes();
    if !text.is_empty() {
        text.push(b',');
    }
    text.extend_from_slice(b"+prefer-no-scatter,+prefer-no-gather");
    CString::new(text).unwrap_or_default()
}

/// Makes LLVM's scheduler forget old memory accesses in very large blocks earlier than it would: it compares each
/// with all it remembers. And loops are unrolled twice, not eight times: what bounds a loop that is not vectorised is nearly
/// always the latency of one chain of operations, and copies of the body cost a third of the compile time. And no loop is made twice for
/// a stride of one: strides are in bytes, so that LLVM would make vectors of the copy that never runs. And what lives across a call in a loop,
/// in registers that the call does not keep, is in memory all the time: where it is only part of the time, a sum goes through memory
/// twice in each iteration. And innermost loops begin at multiples of 32 bytes: one of a few instructions that lies on both sides of a
/// cache line's end takes a third longer. These are options of the process: LLVM offers no other way to set them.
fn set_options() {
    let arguments = [
        c"numlir",
        c"-dag-maps-huge-region=200",
        c"-dag-maps-reduction-size=100",
        c"-unroll-max-count=2",
        c"-enable-mem-access-versioning=false",
        c"-grow-region-complexity-budget=0",
        #[cfg(target_arch = "x86_64")]
        c"-x86-experimental-pref-innermost-loop-alignment=5",
    ]
    .map(CStr::as_ptr);
    // SAFETY: the texts are null-terminated and live for the program; `Host::get` runs this once.
    unsafe { LLVMParseCommandLineOptions(arguments.len() as i32, arguments.as_ptr(), null()) }
}

/// # Safety
///
/// `text` is a null-terminated text that LLVM allocated for the caller.
unsafe fn take_text(text: *mut c_char) -> CString {
    // SAFETY: by the contract above.
    unsafe {
        let copy = CStr::from_ptr(text).to_owned();
        LLVMDisposeMessage(text);
        copy
    }
}

#[cfg(target_arch = "x86_64")]
fn initialise_target() {
    initialise!(
        LLVMInitializeX86TargetInfo,
        LLVMInitializeX86Target,
        LLVMInitializeX86TargetMC,
        LLVMInitializeX86AsmPrinter
    );
}

#[cfg(target_arch = "aarch64")]
fn initialise_target() {
    initialise!(
        LLVMInitializeAArch64TargetInfo,
        LLVMInitializeAArch64Target,
        LLVMInitializeAArch64TargetMC,
        LLVMInitializeAArch64AsmPrinter
    );
}
