//! Blocks in object mode: functions whose values go through slots to the host, which runs Python's code.

use super::{
    call::leave,
    declare::{Declarations, function},
    emit::Emit,
    entry::{SLOT, Slots},
    signature::{Signature, flatten},
};
use melior::dialect::llvm::r#type as llvm_type;
use numlir_dialects::{Block, Builder, Operation, Predicate, Value};

const RUN: &str = "numlir_object_call";

/// Defines the function of a block.
pub fn define<'c>(block: Operation<'c>, signature: &Signature<'c>, declarations: &mut Declarations<'c, '_>) {
    let known = declarations.known;
    let symbol = block.text("numlir.object_block");
    if !symbol.is_empty() {
        declarations.data(symbol);
    }
    let types = declarations.string(block.text("numlir.object_types"));
    let pointer = known.pointer;
    let status = Builder::before(known.context, block).i32();
    declarations.runtime_function(RUN, &[pointer; 4], Some(status));
    through_slots((block, signature, 0), declarations, |emit, _, slots| {
        // No block: the host notes the values as arguments of an exception.
        let address = if symbol.is_empty() { emit.null() } else { emit.address_of(symbol) };
        emit.call(RUN, [address, emit.address_of(&types), slots.arguments, slots.results], Some(status)).result(0)
    });
}

/// Memory of the caller's for what goes in and what comes out.
pub struct Passed<'c> {
    pub arguments: Value<'c>,
    pub results: Value<'c>,
}

/// Defines a function whose arguments, but for some of the first values, go through slots to what `call` calls, and whose results come
/// back in slots. `call` gets the function's values and gives the status.
pub fn through_slots<'c, 'm>(
    (defined, signature, kept): (Operation<'c>, &Signature<'c>, usize),
    declarations: &Declarations<'c, 'm>,
    call: impl FnOnce(&Emit<'c, 'm>, &[Value<'c>], Passed<'c>) -> Value<'c>,
) {
    let known = declarations.known;
    let at = Builder::before(known.context, defined);
    let ty = llvm_type::function(signature.outcome, &signature.flat_inputs, false);
    let made = function(&at, defined.text("sym_name"), ty, known.internal);
    made.set_attribute("no_unwind", at.unit());
    let inputs: Vec<_> = signature.flat_inputs.iter().map(|ty| (*ty, at.location)).collect();
    let body = Block::append(made.region(0), &inputs);
    let mut emit = Emit { builder: Builder::at_end(known.context, body, at.location), known };

    let memory = |types: &[melior::ir::Type<'c>]| {
        let bytes: usize = types.iter().map(|ty| Slots::size(&emit, *ty)).sum();
        emit.stack(emit.i64((bytes / SLOT).max(1) as i64), emit.builder.i64(), 8)
    };
    let passed = &signature.inputs[kept..];
    let (arguments, results) = (memory(passed), memory(&signature.results));
    let values: Vec<_> = body.arguments().collect();
    let mut slots = Slots { base: arguments, offset: 0 };
    let mut rest = &values[kept..];
    for ty in passed {
        debug_assert!(flatten(&emit.builder, known, *ty).len() <= rest.len());
        rest = slots.store(&emit, *ty, rest);
    }
    let status = call(&emit, &values, Passed { arguments, results });

    let failure = Block::append(made.region(0), &[]);
    let success = Block::append(made.region(0), &[]);
    let failed = emit.builder.compare_int(Predicate::Ne, status, emit.constant(at.i32(), 0));
    emit.builder.conditional_branch(failed, (failure, &[]), (success, &[]));
    emit.builder.set_to_end(failure);
    leave(signature, &emit, status, &[]);
    emit.builder.set_to_end(success);
    let mut slots = Slots { base: results, offset: 0 };
    let mut parts = Vec::new();
    for ty in &signature.results {
        slots.load(&emit, *ty, &mut parts);
    }
    leave(signature, &emit, emit.constant(at.i32(), 0), &parts);
}
