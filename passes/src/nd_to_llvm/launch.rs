//! Launches of kernels by compiled code: on the CPU a call, on a device by the runtime, which is given the kernel's
//! description and what its parameters are.
//!
//! The description is a constant beside the code, of words: how many parameters there are, how many arrays, threads of a block, bytes of
//! the entry's name and of the PTX; then for each array six words, the parameter that is its address, its rank, its layout (0 where
//! strides follow the extents, 1 C, 2 F), bytes of an element, and whether it is read and written; then the name and the PTX.
//! [`describe`] completes it once there is PTX.

use super::{
    emit::Emit,
    function::Function,
    signature::{array_type, size_count},
};
use melior::dialect::llvm::r#type as llvm_type;
use numlir_dialects::{
    Builder, Operation,
    build::{dense_i64_values, integer_value},
    types::Layout,
};

/// Words before those of arrays.
const HEAD: usize = 5;
/// Of the global, until it is complete: its words.
const WORDS: &str = "numlir.words";

pub fn try_launch<'c>(function: &mut Function<'c, '_, '_>, emit: &Emit<'c, '_>, operation: Operation<'c>) {
    let kernel = operation.text("kernel");
    let blocks = operation.operand(0);
    let threads = operation.attribute("threads").and_then(integer_value).map_or(1, |(_, threads)| threads);
    let builder = &emit.builder;
    let word = builder.i64();
    let captures: Vec<_> = operation.operands().skip(1).collect();
    if !function.for_device {
        let operands = [blocks, emit.i64(threads)];
        function.declarations.runtime_function("numlir_simt_grid", &[word, word], None);
        emit.call("numlir_simt_grid", operands, None);
        let captures = function.parts.flat(captures);
        let status = emit.call(kernel, captures, Some(builder.i32())).result(0);
        return operation.result(0).replace_all_uses(status);
    }
    let mut parameters = Vec::new();
    let mut arrays: Vec<i64> = Vec::new();
    let mut letters = operation.text("accesses").chars();
    for capture in &captures {
        let parts = function.parts.of(capture).to_vec();
        let Some(ty) = array_type(capture.ty()) else {
            parameters.extend(parts);
            continue;
        };
        let layout = match ty.layout {
            Layout::Any => 0,
            Layout::C => 1,
            Layout::F => 2,
        };
        let (reads, writes) = match letters.next() {
            Some('r') => (1, 0),
            Some('w') => (0, 1),
            _ => (1, 1),
        };
        arrays.extend([parameters.len() as i64, ty.rank.into(), layout, ty.element.size().into(), reads, writes]);
        // Nobody counts references on a device.
        parameters.push(parts[0]);
        parameters.extend(parts.into_iter().skip(2).take(size_count(ty)));
    }
    let first = function.entry.first().expect("a block has a terminator");
    let at_entry = Emit { builder: Builder::before(emit.known.context, first), known: emit.known };
    let memory = at_entry.stack(at_entry.i64(parameters.len().max(1) as i64), word, 8);
    for (position, value) in parameters.iter().enumerate() {
        let value = if value.ty() == builder.i1() { emit.bool_to_byte(*value) } else { *value };
        emit.store(value, emit.constant_offset(memory, word, position as i32), 8);
    }
    let words: Vec<i64> =
        [parameters.len() as i64, arrays.len() as i64 / 6, threads, 0, 0].into_iter().chain(arrays).collect();
    let symbol = format!("{kernel}.description");
    let at = function.declarations.builder;
    let global = at
        .op("llvm.mlir.global")
        .attribute("sym_name", at.string(&symbol))
        .attribute("linkage", emit.known.internal)
        .attribute("constant", at.unit())
        .attribute("alignment", at.integer(at.i64(), 8))
        .attribute("addr_space", at.integer(at.i32(), 0))
        .attribute(WORDS, at.dense_i64(&words));
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
    let ty = llvm_type::array(at.integer_type(8), bytes.len() as u32);
    global.attribute("global_type", at.type_attribute(ty)).attribute("value", at.bytes(&bytes)).region().insert();
    let pointer = emit.known.pointer;
    function.declarations.runtime_function("numlir_device_run", &[pointer, word, pointer], Some(builder.i32()));
    let operands = [emit.address_of(&symbol), blocks, memory];
    let status = emit.call("numlir_device_run", operands, Some(builder.i32())).result(0);
    operation.result(0).replace_all_uses(status);
}

/// Completes the description of a kernel of a module with its entry and its PTX.
pub fn describe<'c>(at: &Builder<'c>, global: Operation<'c>, (entry, ptx): (&str, &str)) {
    let mut words = global.attribute(WORDS).and_then(dense_i64_values).expect("a description has words");
    // The driver reads a text that ends in zero.
    words[HEAD - 2] = entry.len() as i64;
    words[HEAD - 1] = ptx.len() as i64;
    let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
    bytes.extend(entry.bytes().chain(ptx.bytes()));
    let ty = llvm_type::array(at.integer_type(8), bytes.len() as u32);
    global.set_attribute("global_type", at.type_attribute(ty));
    global.set_attribute("value", at.bytes(&bytes));
    global.remove_attribute(WORDS);
}
