//! Blocks in object mode: functions whose values go through slots to the host, which runs Python's code.

use super::{
    call::leave,
    declare::{Declarations, function},
    emit::Emit,
    entry::{SLOT, Slots},
    signature::{Signature, flatten},
};
use melior::dialect::llvm::r#type as llvm_type;
use numlir_dialects::{Block, Builder, Operation, Predicate};

const RUN: &str = "numlir_object_call";

/// Defines the function of a block.
pub fn define<'c>(block: Operation<'c>, signature: &Signature<'c>, declarations: &mut Declarations<'c, '_>) {
    let known = declarations.known;
    let at = Builder::before(known.context, block);
    let ty = llvm_type::function(signature.outcome, &signature.flat_inputs, false);
    let made = function(&at, block.text("sym_name"), ty, known.internal);
    made.set_attribute("no_unwind", at.unit());
    let inputs: Vec<_> = signature.flat_inputs.iter().map(|ty| (*ty, at.location)).collect();
    let body = Block::append(made.region(0), &inputs);
    let mut emit = Emit { builder: Builder::at_end(known.context, body, at.location), known };

    let memory = |types: &[melior::ir::Type<'c>]| {
        let bytes: usize = types.iter().map(|ty| Slots::size(&emit, *ty)).sum();
        emit.stack(emit.i64((bytes / SLOT).max(1) as i64), emit.builder.i64(), 8)
    };
    let (arguments, results) = (memory(&signature.inputs), memory(&signature.results));
    let values: Vec<_> = body.arguments().collect();
    let mut slots = Slots { base: arguments, offset: 0 };
    let mut rest = values.as_slice();
    for ty in &signature.inputs {
        debug_assert!(flatten(&emit.builder, known, *ty).len() <= rest.len());
        rest = slots.store(&emit, *ty, rest);
    }
    let symbol = block.text("numlir.object_block");
    let address = match symbol {
        // No block: the host notes the values as arguments of an exception.
        "" => emit.null(),
        symbol => {
            declarations.data(symbol);
            emit.address_of(symbol)
        }
    };
    let types = declarations.string(block.text("numlir.object_types"));
    let operands = [address, emit.address_of(&types), arguments, results];
    let inputs = operands.map(|operand| operand.ty());
    declarations.runtime_function(RUN, &inputs, Some(at.i32()));
    let status = emit.call(RUN, operands, Some(at.i32())).result(0);

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
