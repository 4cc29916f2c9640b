//! Functions that are set aside while the rest of their module is optimised.
//!
//! LLVM leaves functions alone that say `optnone`, and inlines nothing into them. What was set aside is known by an attribute of its own, since
//! passes over the module may erase functions.

use super::{
    attributes::{add_to_function, enum_attribute, has_attribute, string_attribute},
    module::LlvmModule,
};
use llvm_sys::{
    LLVMAttributeFunctionIndex,
    core::{
        LLVMGetEnumAttributeKindForName, LLVMGetStringAttributeAtIndex, LLVMRemoveEnumAttributeAtIndex,
        LLVMRemoveStringAttributeAtIndex,
    },
    prelude::LLVMValueRef,
};
use std::ffi::CStr;

/// The attribute of functions set aside.
const MARK: &str = "numlir-apart";

/// Sets functions of the module aside, but for those that are never to be optimised. Calls of those that must be inlined have been
/// inlined before.
pub(super) fn set_aside(module: &LlvmModule, functions: &[LLVMValueRef]) {
    let context = module.context();
    for &function in functions.iter().filter(|function| !has_attribute(**function, c"optnone")) {
        remove(function, c"alwaysinline");
        add_to_function(function, string_attribute(context, MARK, ""));
        add_to_function(function, enum_attribute(context, "optnone"));
        // What LLVM asks of functions that say `optnone`.
        add_to_function(function, enum_attribute(context, "noinline"));
    }
}

/// The functions of the module that were set aside and are left, which may be optimised again.
pub(super) fn take_back(module: &LlvmModule) -> Vec<LLVMValueRef> {
    let mut functions = module.functions();
    functions.retain(|function| take_mark(*function));
    functions
}

fn take_mark(function: LLVMValueRef) -> bool {
    // SAFETY: the function belongs to a live module, and the name has this length.
    unsafe {
        let (name, length) = (MARK.as_ptr().cast(), MARK.len() as u32);
        if LLVMGetStringAttributeAtIndex(function, LLVMAttributeFunctionIndex, name, length).is_null() {
            return false;
        }
        LLVMRemoveStringAttributeAtIndex(function, LLVMAttributeFunctionIndex, name, length);
    }
    remove(function, c"optnone");
    true
}

fn remove(function: LLVMValueRef, name: &CStr) {
    // SAFETY: the function belongs to a live module, and the name has this length.
    unsafe {
        let kind = LLVMGetEnumAttributeKindForName(name.as_ptr(), name.count_bytes());
        LLVMRemoveEnumAttributeAtIndex(function, LLVMAttributeFunctionIndex, kind);
    }
}
