//! How much the inliner may copy.
//!
//! LLVM inlines a function that is called once whatever its size, so a chain of calls collapses link by link and every link
//! is copied again each time: the cost is quadratic. In a module of many functions, one that has grown large by what it
//! would take in is therefore kept a function, and none takes in more than LLVM's passes can afford.

use super::{
    attributes::{add_to_function, enum_attribute, has_attribute},
    module::LlvmModule,
    size::instructions_of,
};
use llvm_sys::{
    LLVMAttributeFunctionIndex,
    core::{LLVMAddCallSiteAttribute, LLVMGetCalledValue, LLVMIsACallInst, LLVMIsAFunction, LLVMIsDeclaration},
    prelude::{LLVMAttributeRef, LLVMValueRef},
};
use rustc_hash::FxHashMap;

/// Modules of fewer functions are left to LLVM's judgement.
const FEW_FUNCTIONS: usize = 16;

/// The most instructions that a function may hold, with those of its callees, and still be copied.
const MOST_INSTRUCTIONS: usize = 120;

/// The same for one that takes nothing in, so that it is copied once at each place.
const MOST_OF_ITS_OWN: usize = 400;

/// How many instructions a function may grow to; what else it calls stays calls.
const MOST_GROWN: usize = 3_000;

/// A function while its callees are weighed.
struct Visit {
    function: LLVMValueRef,
    /// Each call of a function of the module, and that function.
    callees: Vec<(LLVMValueRef, LLVMValueRef)>,
    next: usize,
    own: usize,
    weight: usize,
}

impl Visit {
    fn new(function: LLVMValueRef) -> Self {
        let instructions = instructions_of(function);
        let callees = instructions.iter().filter_map(|call| Some((*call, callee(*call)?))).collect();
        Self { function, callees, next: 0, own: instructions.len(), weight: instructions.len() }
    }
}

/// Marks functions that would be copied at too great a cost, and calls in functions that would grow too large. Callees are weighed before their callers, with an own stack;
/// linear in the size of the module.
pub(super) fn bound_inlining(module: &mut LlvmModule, functions: usize) {
    if functions <= FEW_FUNCTIONS {
        return;
    }
    let no_inline = enum_attribute(module.context(), "noinline");
    // What a call of the function adds to its caller; 0 for one that is being weighed, thus recursive, or kept.
    let mut weights: FxHashMap<LLVMValueRef, usize> = FxHashMap::default();
    for root in module.functions() {
        if weights.contains_key(&root) || is_declared(root) {
            continue;
        }
        weights.insert(root, 0);
        let mut path = vec![Visit::new(root)];
        while let Some(visit) = path.last_mut() {
            let Some(&(call, callee)) = visit.callees.get(visit.next) else {
                let (function, weight) = (visit.function, visit.weight);
                let most = if weight == visit.own { MOST_OF_ITS_OWN } else { MOST_INSTRUCTIONS };
                // What the user wants inlined is, at whatever cost.
                let kept = weight > most && !has_attribute(function, c"alwaysinline");
                if kept {
                    add_to_function(function, no_inline);
                }
                weights.insert(function, if kept { 0 } else { weight });
                path.pop();
                continue;
            };
            match weights.get(&callee) {
                Some(weight) => {
                    if visit.weight + weight > MOST_GROWN && *weight > 0 && !has_attribute(callee, c"alwaysinline") {
                        add_to_call(call, no_inline);
                    } else {
                        visit.weight += weight;
                    }
                    visit.next += 1;
                }
                None => {
                    weights.insert(callee, 0);
                    path.push(Visit::new(callee));
                }
            }
        }
    }
}

/// The function that an instruction calls, if it is one of the module's own.
fn callee(instruction: LLVMValueRef) -> Option<LLVMValueRef> {
    // SAFETY: the instruction belongs to the live module.
    unsafe {
        if LLVMIsACallInst(instruction).is_null() {
            return None;
        }
        let called = LLVMIsAFunction(LLVMGetCalledValue(instruction));
        (!called.is_null() && !is_declared(called)).then_some(called)
    }
}

fn add_to_call(call: LLVMValueRef, attribute: LLVMAttributeRef) {
    // SAFETY: the call and the attribute are of one live context.
    unsafe { LLVMAddCallSiteAttribute(call, LLVMAttributeFunctionIndex, attribute) }
}

fn is_declared(function: LLVMValueRef) -> bool {
    // SAFETY: the function belongs to the live module.
    unsafe { LLVMIsDeclaration(function) != 0 }
}
