//! The wrapper that NumPy calls: its inner-loop interface in, status out (docs/calling-convention.md).
//!
//! ```text
//! int loop(void *context, char *const *data, const npy_intp *dimensions, const npy_intp *strides, void *auxiliary)
//! ```
//!
//! An operand is an array: its pointer in `data`, its first axis counted by `dimensions[0]` with its stride in `strides`,
//! its core axes counted by the dimensions that `numlir.loop` names, with strides behind those of all first axes.

use super::{
    declare::{Declarations, function},
    emit::{Emit, parsed},
    signature::{Signature, array_type},
};
use melior::{dialect::llvm::r#type as llvm_type, ir::Type};
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Value,
    build::{array_elements, dense_i64_values},
};

/// What the loader defines beside the code: a function that is told of a failure, and what it is told with.
const RECORD: &str = "numlir.loop_record";
const WORD: i32 = 8;

/// Makes the wrapper of a function of arrays, and gives its symbol.
pub fn wrap<'c>(
    wrapped: Operation<'c>,
    signature: &Signature<'c>,
    declarations: &mut Declarations<'c, '_>,
    number: usize,
) -> String {
    let known = declarations.known;
    let at = Builder::before(known.context, wrapped);
    let symbol = format!("numlir_loop_{number}");
    let ty = llvm_type::function(at.i32(), &[known.pointer; 5], false);
    let wrapper = function(&at, &symbol, ty, known.external);
    wrapper.set_attribute("no_unwind", at.unit());
    let plain = "{llvm.noundef}";
    let read = "{llvm.noalias, llvm.noundef, llvm.readonly}";
    wrapper.set_attribute("arg_attrs", parsed(known.context, &format!("[{plain}, {read}, {read}, {read}, {plain}]")));
    let block = Block::append(wrapper.region(0), &[(known.pointer, at.location); 5]);
    let mut emit = Emit { builder: Builder::at_end(known.context, block, at.location), known };
    let operands = operands(&emit, wrapped, signature, block);
    let status = emit.call(wrapped.text("sym_name"), operands, Some(signature.outcome)).result(0);

    let failure = Block::append(wrapper.region(0), &[]);
    let success = Block::append(wrapper.region(0), &[]);
    let failed = emit.builder.compare_int(Predicate::Ne, status, emit.constant(at.i32(), 0));
    emit.builder.conditional_branch(failed, (failure, &[]), (success, &[]));
    emit.builder.set_to_end(success);
    emit.give_back(emit.constant(at.i32(), 0));
    emit.builder.set_to_end(failure);
    report(&emit, status, declarations);
    emit.give_back(emit.constant(at.i32(), -1));
    symbol
}

/// The parts of all arrays.
fn operands<'c>(
    emit: &Emit<'c, '_>,
    wrapped: Operation<'c>,
    signature: &Signature<'c>,
    block: Block<'c>,
) -> Vec<Value<'c>> {
    let axes = wrapped.attribute("numlir.loop").and_then(array_elements).unwrap_or_default();
    let [data, dimensions, strides] = [1, 2, 3].map(|position| block.argument(position));
    let word = |base: Value<'c>, position: usize, ty: Type<'c>| {
        let place = emit.constant_offset(base, emit.builder.integer_type(8), position as i32 * WORD);
        emit.load(place, ty, 8)
    };
    let mut operands = Vec::new();
    let mut core_strides = signature.inputs.len();
    for (position, (ty, axes)) in signature.inputs.iter().zip(axes).enumerate() {
        let axes = dense_i64_values(axes).unwrap_or_default();
        debug_assert_eq!(array_type(*ty).map(|array| usize::from(array.rank)), Some(axes.len()));
        operands.extend([word(data, position, emit.known.pointer), emit.null()]);
        operands.extend(axes.iter().map(|axis| word(dimensions, *axis as usize, emit.builder.i64())));
        operands.push(word(strides, position, emit.builder.i64()));
        for _ in 1..axes.len() {
            operands.push(word(strides, core_strides, emit.builder.i64()));
            core_strides += 1;
        }
    }
    operands
}

/// Tells of a failure.
pub fn report<'c>(emit: &Emit<'c, '_>, status: Value<'c>, declarations: &mut Declarations<'c, '_>) {
    declarations.data(RECORD);
    let record = emit.address_of(RECORD);
    let told = emit.load(record, emit.known.pointer, 8);
    call_pointer(emit, told, &[record, status]);
}

/// Calls the function at an address, which gives nothing.
fn call_pointer<'c>(emit: &Emit<'c, '_>, pointer: Value<'c>, arguments: &[Value<'c>]) {
    let builder = &emit.builder;
    builder
        .op("llvm.call")
        .operand(pointer)
        .operands(arguments.iter().copied())
        .attribute("op_bundle_sizes", builder.dense_i32(&[]))
        .attribute("operandSegmentSizes", builder.dense_i32(&[arguments.len() as i32 + 1, 0]))
        .insert();
}
