//! Vector versions of the math functions, from glibc's libmvec.
//!
//! The C library's vector functions follow the x86-64 vector function ABI: `_ZGV` + instruction set (`b` SSE,
//! `c` AVX, `d` AVX2, `e` AVX-512) + `N` (no mask) + lanes + one `v` a parameter + `_` + the scalar's name. LLVM's
//! loop vectoriser takes them from an attribute of the scalar function:
//!
//! ```text
//! declare double @exp(double) "vector-function-abi-variant"="_ZGV_LLVM_N8v_exp(_ZGVeN8v_exp)"
//! declare <8 x double> @_ZGVeN8v_exp(<8 x double>)
//! ```
//!
//! LLVM has a table of its own for libmvec, which stops at 256 bits.

use super::{
    attributes::{add_to_function, mark_pure, string_attribute},
    module::{LlvmModule, function_name},
};
use libloading::Library;
use llvm_sys::{
    core::{
        LLVMAddFunction, LLVMDoubleTypeInContext, LLVMFloatTypeInContext, LLVMFunctionType, LLVMGetNamedGlobal,
        LLVMIsDeclaration, LLVMVectorType,
    },
    prelude::LLVMValueRef,
};
use std::{
    collections::BTreeMap,
    ffi::{CStr, CString},
    sync::OnceLock,
};

/// What libmvec may have, as the C names of the double versions and their numbers of parameters. A glibc has
/// some of them (2.22: six) or all (2.35).
const FUNCTIONS: [(&str, usize); 26] = [
    ("acos", 1),
    ("acosh", 1),
    ("asin", 1),
    ("asinh", 1),
    ("atan", 1),
    ("atan2", 2),
    ("atanh", 1),
    ("cbrt", 1),
    ("cos", 1),
    ("cosh", 1),
    ("erf", 1),
    ("erfc", 1),
    ("exp", 1),
    ("exp10", 1),
    ("exp2", 1),
    ("expm1", 1),
    ("hypot", 2),
    ("log", 1),
    ("log10", 1),
    ("log1p", 1),
    ("log2", 1),
    ("pow", 2),
    ("sin", 1),
    ("sinh", 1),
    ("tan", 1),
    ("tanh", 1),
];

/// One vector version of a function.
struct Variant {
    /// Its symbol in libmvec.
    name: String,
    lanes: usize,
    address: usize,
}

/// The vector versions of one scalar function.
struct Vectorised {
    parameters: usize,
    single: bool,
    variants: Vec<Variant>,
}

/// Lets loops call vector versions of the math functions that the module declares, where this machine's C library
/// has them. Elsewhere nothing happens, and calls stay scalar.
///
/// The functions must be called by their C names; LLVM's intrinsics (`llvm.exp`) are not looked at.
pub fn mark_vector_math(module: &mut LlvmModule) {
    // SAFETY: all values and types belong to the live module and its context.
    unsafe {
        if !LLVMGetNamedGlobal(module.raw(), KEPT.as_ptr()).is_null() {
            return;
        }
        let mut kept = Vec::new();
        for function in module.functions() {
            if LLVMIsDeclaration(function) != 0
                && let Some(vectorised) = table().get(function_name(function))
            {
                kept.extend(declare_variants(module, function, vectorised));
            }
        }
        if !kept.is_empty() {
            module.keep(KEPT, &mut kept);
            realign_stacks(module);
        }
    }
}

/// Has functions keep their stack as aligned as vectors are. No vector register survives a call, so vectors are saved on
/// the stack around calls of vector functions; a place across two cache lines doubles the time of `sin(x) * cos(y)`.
fn realign_stacks(module: &LlvmModule) {
    let aligned = string_attribute(module.context(), "stackrealign", "");
    for function in module.functions() {
        // SAFETY: the function belongs to the live module.
        if unsafe { LLVMIsDeclaration(function) } == 0 {
            add_to_function(function, aligned);
        }
    }
}

/// The names of the vector functions that this machine's C library has.
pub(super) fn available() -> Vec<&'static str> {
    table().values().flat_map(|vectorised| &vectorised.variants).map(|variant| variant.name.as_str()).collect()
}

/// The address of a vector function.
pub(super) fn address(name: &str) -> Option<*const ()> {
    let scalar = name.strip_prefix("_ZGV")?.split_once('_')?.1;
    let variant = table().get(scalar)?.variants.iter().find(|variant| variant.name == name)?;
    Some(variant.address as *const ())
}

/// LLVM's list of what must survive although nothing calls it yet.
const KEPT: &CStr = c"llvm.compiler.used";

/// # Safety
///
/// `function` belongs to the live `module`, and is the declaration of a function in the table.
unsafe fn declare_variants(module: &LlvmModule, function: LLVMValueRef, vectorised: &Vectorised) -> Vec<LLVMValueRef> {
    // SAFETY: by the contract above.
    unsafe {
        let scalar = function_name(function);
        let element = if vectorised.single {
            LLVMFloatTypeInContext(module.context())
        } else {
            LLVMDoubleTypeInContext(module.context())
        };
        let mapping = vectorised.variants.iter().map(|variant| {
            let parameters = "v".repeat(vectorised.parameters);
            format!("_ZGV_LLVM_N{}{parameters}_{scalar}({})", variant.lanes, variant.name)
        });
        let mapping = mapping.collect::<Vec<_>>().join(",");
        add_to_function(function, string_attribute(module.context(), "vector-function-abi-variant", &mapping));
        let declare = |variant: &Variant| {
            let vector = LLVMVectorType(element, variant.lanes as u32);
            let mut parameters = vec![vector; vectorised.parameters];
            let signature = LLVMFunctionType(vector, parameters.as_mut_ptr(), parameters.len() as u32, 0);
            let name = CString::new(variant.name.as_str()).expect("the names are made here, without zero bytes");
            let declared = LLVMAddFunction(module.raw(), name.as_ptr(), signature);
            mark_pure(module.context(), declared);
            declared
        };
        vectorised.variants.iter().map(declare).collect()
    }
}

/// What libmvec has for this processor, by scalar name. It is opened once and stays open.
fn table() -> &'static BTreeMap<String, Vectorised> {
    static TABLE: OnceLock<BTreeMap<String, Vectorised>> = OnceLock::new();
    TABLE.get_or_init(|| {
        // SAFETY: libmvec's initialisers do nothing but choose implementations.
        let Ok(library) = (unsafe { Library::new("libmvec.so.1") }) else { return BTreeMap::new() };
        let library = Box::leak(Box::new(library));
        let mut table = BTreeMap::new();
        for (name, parameters) in FUNCTIONS {
            for (scalar, single) in [(name.to_string(), false), (format!("{name}f"), true)] {
                let variants = find_variants(library, &scalar, parameters, single);
                if !variants.is_empty() {
                    table.insert(scalar, Vectorised { parameters, single, variants });
                }
            }
        }
        table
    })
}

fn find_variants(library: &Library, scalar: &str, parameters: usize, single: bool) -> Vec<Variant> {
    let lane_bits = if single { 32 } else { 64 };
    let find = |(isa, bits): (char, usize)| {
        let lanes = bits / lane_bits;
        let name = format!("_ZGV{isa}N{lanes}{}_{scalar}", "v".repeat(parameters));
        // SAFETY: the symbol is only used as an address.
        let symbol = unsafe { library.get::<unsafe extern "C" fn()>(name.as_bytes()) }.ok()?;
        Some(Variant { address: *symbol as usize, name, lanes })
    };
    instruction_sets().into_iter().filter_map(find).collect()
}

/// The letters of the vector function ABI that this processor can run, and the width of their vectors in bits.
#[cfg(target_arch = "x86_64")]
fn instruction_sets() -> Vec<(char, usize)> {
    let mut sets = vec![('b', 128)];
    if is_x86_feature_detected!("avx2") {
        sets.push(('d', 256));
    } else if is_x86_feature_detected!("avx") {
        sets.push(('c', 256));
    }
    if is_x86_feature_detected!("avx512f") {
        sets.push(('e', 512));
    }
    sets
}

#[cfg(not(target_arch = "x86_64"))]
fn instruction_sets() -> Vec<(char, usize)> {
    Vec::new()
}
