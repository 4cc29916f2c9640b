//! Arrays of blocks and threads, and atomic operations.

use super::{array, declare::Declarations, emit::Emit, function::Parts, signature::array_type};
use melior::dialect::llvm::r#type as llvm_type;
use numlir_dialects::{Operation, Value, build::dense_i64_values};
use smallvec::SmallVec;

/// `monotonic` among LLVM's orderings: the operation alone is one step, as CUDA's are.
const RELAXED: i64 = 2;
/// Every thread of the device sees the step.
const SCOPE: &str = "device";
/// Aligned for the widest accesses.
const ALIGNMENT: i64 = 16;

/// LLVM's number of a kind of `simt.atomic`.
fn operation_number(kind: &str) -> i64 {
    match kind {
        "exchange" => 0,
        "add" => 1,
        "sub" => 2,
        "and" => 3,
        "or" => 5,
        "xor" => 6,
        "max" => 7,
        "min" => 8,
        "umax" => 9,
        "umin" => 10,
        "fadd" => 11,
        "fsub" => 12,
        "fmax" => 13,
        "fmin" => 14,
        "fmaximum" => 19,
        "fminimum" => 20,
        "inc" => 15,
        // Only `dec` is left.
        _ => 16,
    }
}

/// An array becomes its memory without an owner, and its extents.
pub fn array<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &mut Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let ty = array_type(operation.result(0).ty()).expect("the result is an array");
    let shape = operation.attribute("shape").and_then(dense_i64_values).expect("an array has a shape");
    let size = i64::from(ty.element.size());
    let dynamic = operation.text("space") == "dynamic";
    let bytes = if dynamic { 0 } else { shape.iter().product::<i64>() * size };
    let builder = &emit.builder;
    let number = |value: i64| builder.integer(builder.i64(), value);
    let data = builder
        .op("simt.memory")
        .attribute("space", builder.string(operation.text("space")))
        .attribute("number", number(if dynamic { -1 } else { declarations.thread_memories }))
        .attribute("bytes", number(bytes))
        .attribute("alignment", number(ALIGNMENT))
        .result(emit.known.pointer)
        .value();
    declarations.thread_memories += i64::from(!dynamic);
    let mut values: SmallVec<[_; 8]> = SmallVec::from_slice(&[data, emit.null()]);
    if dynamic {
        let room = builder.op("simt.dynamic_size").result(builder.i64()).value();
        values.push(builder.binary("llvm.udiv", room, emit.i64(size)));
    } else {
        values.extend(shape.into_iter().map(|extent| emit.i64(extent)));
    }
    parts.set(operation.result(0), &values);
}

/// The address of an element, from the operand of the array on.
fn place<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &Parts<'c>, first: usize) -> (Value<'c>, u32) {
    let to = array::array(parts, operation.operand(first));
    let positions: SmallVec<[_; 4]> = operation.operands().skip(first + 1).collect();
    // Also in records that are packed: nothing else is atomic on a device.
    (to.place(emit, &positions), to.ty.element.alignment())
}

pub fn atomic<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &Parts<'c>) {
    let (place, alignment) = place(emit, operation, parts, 1);
    let builder = &emit.builder;
    let number = |value: i64| builder.integer(builder.i64(), value);
    let value = operation.operand(0);
    let before = builder
        .op("llvm.atomicrmw")
        .operands([place, value])
        .attribute("bin_op", number(operation_number(operation.text("kind"))))
        .attribute("ordering", number(RELAXED))
        .attribute("syncscope", builder.string(SCOPE))
        .attribute("alignment", number(alignment.into()))
        .result(value.ty())
        .value();
    operation.result(0).replace_all_uses(before);
}

pub fn compare_exchange<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &Parts<'c>) {
    let (place, alignment) = place(emit, operation, parts, 2);
    let builder = &emit.builder;
    let number = |value: i64| builder.integer(builder.i64(), value);
    let (expected, value) = (operation.operand(0), operation.operand(1));
    let pair = builder
        .op("llvm.cmpxchg")
        .operands([place, expected, value])
        .attribute("success_ordering", number(RELAXED))
        .attribute("failure_ordering", number(RELAXED))
        .attribute("syncscope", builder.string(SCOPE))
        .attribute("alignment", number(alignment.into()))
        .result(llvm_type::r#struct(emit.known.context, &[value.ty(), builder.i1()], false))
        .value();
    operation.result(0).replace_all_uses(emit.extract(pair, 0, value.ty()));
}
