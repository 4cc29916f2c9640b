//! The last rewrites of a device's code, behind LLVM's optimiser, which counts neither registers nor constants that need them.
//!
//! - An address that is used again far from where it was made is made anew there, of the kernel's argument, which costs no register, and its
//!   index. In between it would take two registers of the 32 that a thread may have where all threads of a multiprocessor are to run.
//! - In `(x * a + b) * c + d`, where the sum in the middle is used elsewhere too, as the steps of a linear congruential generator are,
//!   instruction selection would multiply `x` by `a * c`. What saves latency on a CPU costs instructions here: each step then has
//!   constants of its own, which take registers and an instruction each to fill.
//!
//! Both are kept from LLVM by copies that it cannot see through; the driver's compiler can. Linear.

use super::module::LlvmModule;
use llvm_sys::{
    LLVMInlineAsmDialect, LLVMOpcode, LLVMTypeKind,
    core::{
        LLVMBuildCall2, LLVMCreateBuilderInContext, LLVMDisposeBuilder, LLVMFunctionType, LLVMGetBasicBlockTerminator,
        LLVMGetFirstBasicBlock, LLVMGetFirstInstruction, LLVMGetFirstUse, LLVMGetInlineAsm, LLVMGetInstructionOpcode,
        LLVMGetInstructionParent, LLVMGetIntTypeWidth, LLVMGetNextBasicBlock, LLVMGetNextInstruction, LLVMGetNextUse,
        LLVMGetNumOperands, LLVMGetNumSuccessors, LLVMGetOperand, LLVMGetSuccessor, LLVMGetTypeKind, LLVMGetUser,
        LLVMInsertIntoBuilder, LLVMInstructionClone, LLVMIsAArgument, LLVMIsAConstantInt, LLVMIsAInstruction,
        LLVMPositionBuilderBefore, LLVMSetOperand, LLVMTypeOf,
    },
    prelude::{LLVMBasicBlockRef, LLVMBuilderRef, LLVMValueRef},
};
use petgraph::{algo::tarjan_scc, graph::DiGraph};
use rustc_hash::{FxHashMap, FxHashSet};

/// Instructions between an address and its use from which on making it anew pays, which is two of them.
const FAR: usize = 64;

/// Rewrites all functions of a module. Nothing but instruction selection may follow.
pub(super) fn save_registers(module: &LlvmModule) {
    // SAFETY: module and context are alive, nobody else has them, and the builder goes before.
    unsafe {
        let builder = LLVMCreateBuilderInContext(module.context());
        for function in module.functions() {
            let code = Code::of(function);
            for instruction in &code.instructions {
                code.keep_step(builder, *instruction);
                code.make_anew(builder, *instruction);
            }
        }
        LLVMDisposeBuilder(builder);
    }
}

/// A function's instructions in the order of its text.
struct Code {
    instructions: Vec<LLVMValueRef>,
    places: FxHashMap<LLVMValueRef, usize>,
    /// Blocks that run more than once.
    repeated: FxHashSet<LLVMBasicBlockRef>,
}

impl Code {
    /// # Safety
    /// The function is alive.
    unsafe fn of(function: LLVMValueRef) -> Self {
        let mut instructions = Vec::new();
        let mut graph = DiGraph::<LLVMBasicBlockRef, ()>::new();
        let mut nodes = FxHashMap::default();
        // SAFETY: the lists belong to the live function.
        unsafe {
            let mut block = LLVMGetFirstBasicBlock(function);
            while !block.is_null() {
                nodes.insert(block, graph.add_node(block));
                let mut instruction = LLVMGetFirstInstruction(block);
                while !instruction.is_null() {
                    instructions.push(instruction);
                    instruction = LLVMGetNextInstruction(instruction);
                }
                block = LLVMGetNextBasicBlock(block);
            }
            for (block, node) in &nodes {
                let last = LLVMGetBasicBlockTerminator(*block);
                for successor in 0..LLVMGetNumSuccessors(last) {
                    graph.add_edge(*node, nodes[&LLVMGetSuccessor(last, successor)], ());
                }
            }
        }
        let cycles =
            tarjan_scc(&graph).into_iter().filter(|nodes| nodes.len() > 1 || graph.contains_edge(nodes[0], nodes[0]));
        let repeated = cycles.flatten().map(|node| graph[node]).collect();
        let places = instructions.iter().enumerate().map(|(place, instruction)| (*instruction, place)).collect();
        Self { instructions, places, repeated }
    }

    /// The second step of a recurrence is made of the first, not of what that was made of.
    ///
    /// # Safety
    /// The instruction is one of the live function.
    unsafe fn keep_step(&self, builder: LLVMBuilderRef, sum: LLVMValueRef) {
        // SAFETY: operands of live instructions are alive.
        unsafe {
            let Some(product) = of_constant(sum, LLVMOpcode::LLVMAdd).filter(|product| uses(*product).len() == 1)
            else {
                return;
            };
            let Some(step) = of_constant(product, LLVMOpcode::LLVMMul) else { return };
            if of_constant(step, LLVMOpcode::LLVMAdd).is_none() || uses(step).len() < 2 {
                return;
            }
            if let Some(copy) = opaque(builder, step, product) {
                LLVMSetOperand(product, 0, copy);
            }
        }
    }

    /// Makes an address anew where it is used far away.
    ///
    /// # Safety
    /// The instruction is one of the live function.
    unsafe fn make_anew(&self, builder: LLVMBuilderRef, address: LLVMValueRef) {
        // SAFETY: operands and users of live instructions are alive.
        unsafe {
            let is_address = LLVMGetInstructionOpcode(address) == LLVMOpcode::LLVMGetElementPtr;
            if !is_address || LLVMGetNumOperands(address) != 2 {
                return;
            }
            let [base, index] = [0, 1].map(|operand| LLVMGetOperand(address, operand));
            // An index that nothing else needs would have to be kept instead.
            let is_kept = !LLVMIsAInstruction(index).is_null() && uses(index).len() > 1;
            if !is_kept || !is_argument(base) {
                return;
            }
            let mut made: FxHashMap<LLVMBasicBlockRef, LLVMValueRef> = FxHashMap::default();
            let mut users: Vec<_> = uses(address).into_iter().filter(|user| self.is_far(address, *user)).collect();
            users.sort_by_key(|user| self.places[user]);
            for user in users {
                let block = LLVMGetInstructionParent(user);
                let copy = made.get(&block).copied().or_else(|| {
                    let index = opaque(builder, index, user)?;
                    let copy = LLVMInstructionClone(address);
                    LLVMInsertIntoBuilder(builder, copy);
                    LLVMSetOperand(copy, 1, index);
                    made.insert(block, copy);
                    Some(copy)
                });
                let Some(copy) = copy else { return };
                for operand in 0..LLVMGetNumOperands(user).cast_unsigned() {
                    if LLVMGetOperand(user, operand) == address {
                        LLVMSetOperand(user, operand, copy);
                    }
                }
            }
        }
    }

    /// Whether an instruction is in another block, far behind, and runs once.
    ///
    /// # Safety
    /// Both are alive.
    unsafe fn is_far(&self, value: LLVMValueRef, user: LLVMValueRef) -> bool {
        let (Some(from), Some(to)) = (self.places.get(&value), self.places.get(&user)) else { return false };
        // SAFETY: by the contract above.
        unsafe {
            let block = LLVMGetInstructionParent(user);
            let is_phi = LLVMGetInstructionOpcode(user) == LLVMOpcode::LLVMPHI;
            *to > from + FAR && !is_phi && block != LLVMGetInstructionParent(value) && !self.repeated.contains(&block)
        }
    }
}

/// The other operand of an operation of a value and a constant integer.
///
/// # Safety
/// The value is alive.
unsafe fn of_constant(value: LLVMValueRef, opcode: LLVMOpcode) -> Option<LLVMValueRef> {
    // SAFETY: by the contract above.
    unsafe {
        let is_it = !LLVMIsAInstruction(value).is_null() && LLVMGetInstructionOpcode(value) == opcode;
        (is_it && !LLVMIsAConstantInt(LLVMGetOperand(value, 1)).is_null()).then(|| LLVMGetOperand(value, 0))
    }
}

/// Whether a pointer is an argument, perhaps in another address space.
///
/// # Safety
/// The value is alive.
unsafe fn is_argument(pointer: LLVMValueRef) -> bool {
    // SAFETY: by the contract above.
    unsafe {
        let is_cast = !LLVMIsAInstruction(pointer).is_null()
            && LLVMGetInstructionOpcode(pointer) == LLVMOpcode::LLVMAddrSpaceCast;
        !LLVMIsAArgument(if is_cast { LLVMGetOperand(pointer, 0) } else { pointer }).is_null()
    }
}

/// The users of a value, one for each use.
///
/// # Safety
/// The value is alive.
unsafe fn uses(value: LLVMValueRef) -> Vec<LLVMValueRef> {
    let mut users = Vec::new();
    // SAFETY: by the contract above.
    unsafe {
        let mut each = LLVMGetFirstUse(value);
        while !each.is_null() {
            users.push(LLVMGetUser(each));
            each = LLVMGetNextUse(each);
        }
    }
    users
}

/// A copy of an integer before an instruction, where the builder then stands. LLVM does not know what it is.
///
/// # Safety
/// All are alive and of one context.
unsafe fn opaque(builder: LLVMBuilderRef, value: LLVMValueRef, before: LLVMValueRef) -> Option<LLVMValueRef> {
    // SAFETY: by the contract above; LLVM copies the texts.
    unsafe {
        let mut ty = LLVMTypeOf(value);
        if LLVMGetTypeKind(ty) != LLVMTypeKind::LLVMIntegerTypeKind {
            return None;
        }
        let (text, constraints) = match LLVMGetIntTypeWidth(ty) {
            32 => (c"mov.b32 $0, $1;", c"=r,r"),
            64 => (c"mov.b64 $0, $1;", c"=l,l"),
            _ => return None,
        };
        LLVMPositionBuilderBefore(builder, before);
        let function = LLVMFunctionType(ty, &mut ty, 1, 0);
        let (text, constraints) = (text.to_bytes(), constraints.to_bytes());
        let copy = LLVMGetInlineAsm(
            function,
            text.as_ptr().cast(),
            text.len(),
            constraints.as_ptr().cast(),
            constraints.len(),
            0,
            0,
            LLVMInlineAsmDialect::LLVMInlineAsmDialectATT,
            0,
        );
        Some(LLVMBuildCall2(builder, function, copy, [value].as_mut_ptr(), 1, c"".as_ptr()))
    }
}
