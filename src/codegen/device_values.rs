//! The last rewrites of a device's code, behind LLVM's optimiser, which counts neither registers nor constants that need them.
//!
//! - An address that is used again far from where it was made is made anew there, of the kernel's argument, which costs no register, and its
//!   index. In between it would take two registers of the 32 that a thread may have where all threads of a multiprocessor are to run.
//! - Of an address in a loop whose index is a sum, what is the same in all iterations is added outside. The rest is often a number of 32 bits,
//!   of which one instruction makes an address.
//! - In `(x * a + b) * c + d`, where the sum in the middle is used elsewhere too, as the steps of a linear congruential generator are,
//!   instruction selection would multiply `x` by `a * c`. What saves latency on a CPU costs instructions here: each step then has
//!   constants of its own, which take registers and an instruction each to fill.
//!
//! They are kept from LLVM by copies that it cannot see through; the driver's compiler can. Linear but for nested loops.

use super::{device_loops::Loops, module::LlvmModule, size::instructions_of};
use llvm_sys::{
    LLVMInlineAsmDialect, LLVMOpcode, LLVMTypeKind,
    core::{
        LLVMBuildCall2, LLVMBuildGEP2, LLVMBuildZExt, LLVMCreateBuilderInContext, LLVMDisposeBuilder, LLVMFunctionType,
        LLVMGetBasicBlockTerminator, LLVMGetFirstInstruction, LLVMGetFirstUse, LLVMGetGEPSourceElementType,
        LLVMGetInlineAsm, LLVMGetInstructionOpcode, LLVMGetInstructionParent, LLVMGetIntTypeWidth,
        LLVMGetNextInstruction, LLVMGetNextUse, LLVMGetNumOperands, LLVMGetOperand, LLVMGetTypeKind, LLVMGetUser,
        LLVMInsertIntoBuilder, LLVMInstructionClone, LLVMIsAArgument, LLVMIsAConstantInt, LLVMIsAInstruction,
        LLVMPositionBuilderBefore, LLVMSetOperand, LLVMTypeOf,
    },
    prelude::{LLVMBasicBlockRef, LLVMBuilderRef, LLVMValueRef},
};
use rustc_hash::FxHashMap;

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
            }
            code.split_addresses(builder);
            code.make_addresses_anew(builder);
        }
        LLVMDisposeBuilder(builder);
    }
}

/// A function's instructions in the order of its text.
struct Code {
    instructions: Vec<LLVMValueRef>,
    places: FxHashMap<LLVMValueRef, usize>,
    loops: Loops,
}

impl Code {
    /// # Safety
    /// The function is alive.
    unsafe fn of(function: LLVMValueRef) -> Self {
        let instructions = instructions_of(function);
        let places = instructions.iter().enumerate().map(|(place, instruction)| (*instruction, place)).collect();
        // SAFETY: the function is alive.
        Self { instructions, places, loops: unsafe { Loops::of(function) } }
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

    /// Takes what is the same in all iterations of a loop out of the addresses in it.
    ///
    /// # Safety
    /// The function is alive.
    unsafe fn split_addresses(&self, builder: LLVMBuilderRef) {
        let mut bases = FxHashMap::default();
        let mut copies = FxHashMap::default();
        // SAFETY: operands of live instructions are alive, and what is the same in all iterations dominates the loop.
        unsafe {
            for address in self.addresses() {
                let Some(around) = self.loops.around(LLVMGetInstructionParent(address.value)) else { continue };
                let is_outside = |value| !around.blocks.contains(&LLVMGetInstructionParent(value));
                let Some((fixed, distance)) = address.sum(is_outside) else { continue };
                let Some(before) = around.before else { continue };
                let copy = *copies.entry(distance).or_insert_with(|| {
                    let number = LLVMGetOperand(distance, 0);
                    let copy = opaque(builder, number, distance)?;
                    Some(LLVMBuildZExt(builder, copy, LLVMTypeOf(distance), c"".as_ptr()))
                });
                let Some(copy) = copy else { continue };
                let element = LLVMGetGEPSourceElementType(address.value);
                let pointer = LLVMGetOperand(address.value, 0);
                let base = *bases.entry((pointer, fixed, element, before)).or_insert_with(|| {
                    LLVMPositionBuilderBefore(builder, LLVMGetBasicBlockTerminator(before));
                    LLVMBuildGEP2(builder, element, pointer, [fixed].as_mut_ptr(), 1, c"".as_ptr())
                });
                LLVMSetOperand(address.value, 0, base);
                LLVMSetOperand(address.value, 1, copy);
            }
        }
    }

    /// The addresses of elements of arrays that the function was given.
    fn addresses(&self) -> impl Iterator<Item = Address> {
        // SAFETY: the instructions are alive as long as the function.
        self.instructions.iter().filter_map(|instruction| unsafe { Address::of(*instruction) })
    }

    /// Makes addresses anew in blocks that use them far away, of copies of their indices.
    ///
    /// # Safety
    /// The function is alive.
    unsafe fn make_addresses_anew(&self, builder: LLVMBuilderRef) {
        let mut copies = FxHashMap::default();
        // SAFETY: operands and users of live instructions are alive.
        unsafe {
            for address in self.addresses().filter(Address::shares_index) {
                let mut made = FxHashMap::default();
                for user in uses(address.value).into_iter().filter(|user| self.is_far(address.value, *user)) {
                    let block = LLVMGetInstructionParent(user);
                    let first = first_behind_phis(block);
                    let index =
                        *copies.entry((block, address.index)).or_insert_with(|| opaque(builder, address.index, first));
                    let Some(index) = index else { return };
                    let copy = *made.entry(block).or_insert_with(|| {
                        LLVMPositionBuilderBefore(builder, first);
                        let copy = LLVMInstructionClone(address.value);
                        LLVMInsertIntoBuilder(builder, copy);
                        LLVMSetOperand(copy, 1, index);
                        copy
                    });
                    for operand in 0..LLVMGetNumOperands(user).cast_unsigned() {
                        if LLVMGetOperand(user, operand) == address.value {
                            LLVMSetOperand(user, operand, copy);
                        }
                    }
                }
            }
            // The other addresses of such a block are made of the same copy.
            for address in self.addresses() {
                let block = LLVMGetInstructionParent(address.value);
                if let Some(Some(copy)) = copies.get(&(block, address.index)) {
                    LLVMSetOperand(address.value, 1, *copy);
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
            *to > from + FAR
                && !is_phi
                && block != LLVMGetInstructionParent(value)
                && self.loops.around(block).is_none()
        }
    }
}

/// An element of an array that the function was given.
struct Address {
    value: LLVMValueRef,
    index: LLVMValueRef,
}

impl Address {
    /// # Safety
    /// The instruction is alive.
    unsafe fn of(instruction: LLVMValueRef) -> Option<Self> {
        // SAFETY: by the contract above.
        unsafe {
            let is_address = LLVMGetInstructionOpcode(instruction) == LLVMOpcode::LLVMGetElementPtr;
            if !is_address || LLVMGetNumOperands(instruction) != 2 || !is_argument(LLVMGetOperand(instruction, 0)) {
                return None;
            }
            let index = LLVMGetOperand(instruction, 1);
            (!LLVMIsAInstruction(index).is_null()).then_some(Self { value: instruction, index })
        }
    }

    /// Its index as a sum of what is the same in all iterations and a number of 32 bits that is not.
    ///
    /// # Safety
    /// The address is alive.
    unsafe fn sum(&self, is_outside: impl Fn(LLVMValueRef) -> bool) -> Option<(LLVMValueRef, LLVMValueRef)> {
        // SAFETY: by the contract above.
        unsafe {
            if LLVMGetInstructionOpcode(self.index) != LLVMOpcode::LLVMAdd || is_outside(self.index) {
                return None;
            }
            let operands = [0, 1].map(|operand| LLVMGetOperand(self.index, operand));
            let is_narrow = |value| {
                !LLVMIsAInstruction(value).is_null()
                    && LLVMGetInstructionOpcode(value) == LLVMOpcode::LLVMZExt
                    && LLVMGetIntTypeWidth(LLVMTypeOf(LLVMGetOperand(value, 0))) == 32
                    && !is_outside(value)
            };
            let [fixed, distance] = if is_narrow(operands[1]) { operands } else { [operands[1], operands[0]] };
            let is_fixed =
                !LLVMIsAArgument(fixed).is_null() || (!LLVMIsAInstruction(fixed).is_null() && is_outside(fixed));
            (is_fixed && is_narrow(distance)).then_some((fixed, distance))
        }
    }

    /// Whether its index is used elsewhere too: another would have to be kept instead of the address.
    fn shares_index(&self) -> bool {
        // SAFETY: an index of a live instruction is alive.
        unsafe { uses(self.index).len() > 1 }
    }
}

/// # Safety
/// The block is alive, and has an end.
unsafe fn first_behind_phis(block: LLVMBasicBlockRef) -> LLVMValueRef {
    // SAFETY: by the contract above.
    unsafe {
        let mut instruction = LLVMGetFirstInstruction(block);
        while LLVMGetInstructionOpcode(instruction) == LLVMOpcode::LLVMPHI {
            instruction = LLVMGetNextInstruction(instruction);
        }
        instruction
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
