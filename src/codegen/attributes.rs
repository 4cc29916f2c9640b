//! Function attributes that hold for everything this compiler makes and calls.

use super::module::{LlvmModule, function_name};
use crate::runtime::pure_functions;
use llvm_sys::{
    LLVMAttributeFunctionIndex, LLVMAttributeReturnIndex,
    core::{
        LLVMAddAttributeAtIndex, LLVMCreateEnumAttribute, LLVMCreateStringAttribute, LLVMGetEnumAttributeAtIndex,
        LLVMGetEnumAttributeKindForName, LLVMGetIntrinsicID, LLVMIsDeclaration,
    },
    prelude::{LLVMAttributeRef, LLVMContextRef, LLVMValueRef},
};
use std::ffi::CStr;

/// States what holds for every function of compiled code:
///
/// - `nounwind`: errors travel as statuses, so no unwind tables are needed, nor registered at load;
/// - `no-trapping-math`: nobody observes the processor's floating-point flags, as in C by default.
pub(super) fn mark_functions(module: &mut LlvmModule) {
    let attributes =
        [enum_attribute(module.context(), "nounwind"), string_attribute(module.context(), "no-trapping-math", "true")];
    for function in module.functions() {
        // SAFETY: the function belongs to the live module.
        if unsafe { LLVMIsDeclaration(function) } == 0 {
            attributes.iter().for_each(|attribute| add_to_function(function, *attribute));
        }
    }
}

/// Keeps the results of functions that are not to be optimised: what they compute matters beside its value.
pub(super) fn keep_unoptimised(module: &mut LlvmModule) {
    let mut kept: Vec<_> = module.functions();
    kept.retain(|function| has_attribute(*function, c"optnone"));
    if !kept.is_empty() {
        module.keep(c"llvm.used", &mut kept);
    }
}

/// Whether a function has an attribute that is there or not.
pub(super) fn has_attribute(function: LLVMValueRef, name: &CStr) -> bool {
    // SAFETY: the function belongs to a live module, and the name has this length.
    unsafe {
        let kind = LLVMGetEnumAttributeKindForName(name.as_ptr(), name.count_bytes());
        !LLVMGetEnumAttributeAtIndex(function, LLVMAttributeFunctionIndex, kind).is_null()
    }
}

/// States what is known of the functions that compiled code calls: none unwinds, the math functions have no effect
/// but their result (C lets them set `errno`, which nobody here reads), and fresh memory is nobody else's.
pub(super) fn mark_declarations(module: &mut LlvmModule) {
    let context = module.context();
    for function in module.functions() {
        // SAFETY: the function belongs to the live module.
        let name = unsafe {
            if LLVMIsDeclaration(function) == 0 || LLVMGetIntrinsicID(function) != 0 {
                continue;
            }
            function_name(function)
        };
        add_to_function(function, enum_attribute(context, "nounwind"));
        if pure_functions().contains(name) {
            mark_pure(context, function);
        } else if ["numlir_allocate", "numlir_allocate_zeroed"].contains(&name) {
            mark_allocator(context, function);
        }
    }
}

/// States that a function returns memory that nothing else points to, or null.
fn mark_allocator(context: LLVMContextRef, function: LLVMValueRef) {
    add_to_function(function, enum_attribute(context, "willreturn"));
    // SAFETY: the function and the attribute are of one live context.
    unsafe { LLVMAddAttributeAtIndex(function, LLVMAttributeReturnIndex, enum_attribute(context, "noalias")) }
}

/// States that a function returns, and does nothing else.
pub(super) fn mark_pure(context: LLVMContextRef, function: LLVMValueRef) {
    // The value 0 of `memory` is `none`.
    for name in ["nounwind", "willreturn", "nosync", "nofree", "memory"] {
        add_to_function(function, enum_attribute(context, name));
    }
}

/// An attribute that LLVM knows by number, without a value or with the value 0.
pub(super) fn enum_attribute(context: LLVMContextRef, name: &str) -> LLVMAttributeRef {
    // SAFETY: LLVM copies the name, and the context is alive.
    unsafe { LLVMCreateEnumAttribute(context, LLVMGetEnumAttributeKindForName(name.as_ptr().cast(), name.len()), 0) }
}

/// An attribute that LLVM knows by its name, as in `"name"="value"`.
pub(super) fn string_attribute(context: LLVMContextRef, name: &str, value: &str) -> LLVMAttributeRef {
    // SAFETY: LLVM copies both texts, and the context is alive.
    unsafe {
        LLVMCreateStringAttribute(
            context,
            name.as_ptr().cast(),
            name.len() as u32,
            value.as_ptr().cast(),
            value.len() as u32,
        )
    }
}

/// Puts an attribute on the function as a whole.
pub(super) fn add_to_function(function: LLVMValueRef, attribute: LLVMAttributeRef) {
    // SAFETY: callers pass a function and an attribute of one live context.
    unsafe { LLVMAddAttributeAtIndex(function, LLVMAttributeFunctionIndex, attribute) }
}
