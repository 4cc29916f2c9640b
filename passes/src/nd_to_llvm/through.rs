//! Values of functions: what their addresses lead to, and calls of them (docs/calling-convention.md).
//!
//! Behind an address is a function of the compiled signature, with the value itself before its arguments.

use super::{
    call::leave,
    declare::{Declarations, function},
    emit::Emit,
    entry::{SLOT, Slots},
    object::FIELDS,
    signature::{Signature, flatten},
};
use crate::{
    builtins::function_value::FUNCTION_ENTRY,
    inline_calls::precompiled::EXPORTED,
    py_to_nd::function_value::{CAPTURES, entry_name},
};
use melior::{dialect::llvm::r#type as llvm_type, ir::Type};
use numlir_dialects::{Block, Builder, Operation, Predicate, Value, build::integer_value};

const FAILED: &str = "numlir_function_failed";
const LEFT: &str = "numlir_module_left";

/// Makes what the address of a function's value leads to. The function's parameters are the value, what it captures, which the value
/// has, and the arguments.
pub fn wrap<'c>(wrapped: Operation<'c>, signature: &Signature<'c>, declarations: &Declarations<'c, '_>) {
    let captured = wrapped.attribute(FUNCTION_ENTRY).and_then(integer_value).map_or(0, |(_, count)| count as usize);
    let (captures, arguments) = signature.inputs[1..].split_at(captured);
    let known = declarations.known;
    let at = Builder::before(known.context, wrapped);
    let arguments = arguments.iter().flat_map(|ty| flatten(&at, known, *ty));
    let inputs: Vec<Type<'c>> = std::iter::once(known.pointer).chain(arguments).collect();
    let (emit, block) = begin((wrapped, &entry_name(wrapped.text("sym_name"))), &inputs, signature, declarations);
    let mut values: Vec<Value<'c>> = block.arguments().collect();
    let arguments = values.split_off(1);
    let mut slots = Slots { base: values[0], offset: FIELDS + CAPTURES * SLOT };
    captures.iter().for_each(|ty| slots.load(&emit, *ty, &mut values));
    values.extend(arguments);
    emit.give_back(emit.call(wrapped.text("sym_name"), values, Some(signature.outcome)).result(0));
}

/// Defines the function that calls values of functions of one type, the first of its arguments. Of a failure the runtime is told this
/// module, whose statuses need no translation.
pub fn define<'c>(through: Operation<'c>, signature: &Signature<'c>, declarations: &mut Declarations<'c, '_>) {
    let known = declarations.known;
    let home = declarations.home();
    let status_type = Builder::before(known.context, through).i32();
    declarations.runtime_function(FAILED, &[known.pointer, known.pointer, status_type], Some(status_type));
    let (mut emit, block) = begin((through, through.text("sym_name")), &signature.flat_inputs, signature, declarations);
    let values: Vec<_> = block.arguments().collect();
    let code = emit.constant_offset(values[0], emit.builder.integer_type(8), FIELDS as i32);
    let code = emit.load(code, known.pointer, 8);
    let outcome = emit.call_at(code, &values, signature.outcome);
    let status = if outcome.ty() == status_type { outcome } else { emit.extract(outcome, 0, status_type) };

    let translated = |emit: &Emit<'c, '_>, status| {
        emit.call(FAILED, [values[0], emit.address_of(home), status], Some(status_type)).result(0)
    };
    give(&mut emit, signature, (outcome, status), translated);
}

/// Makes the function by which other modules call one of the library that is compiled ahead of them. Its statuses are those of the process.
/// Gives its symbol.
pub fn export<'c>(
    exported: Operation<'c>,
    signature: &Signature<'c>,
    declarations: &mut Declarations<'c, '_>,
) -> String {
    let known = declarations.known;
    let home = declarations.home();
    let status_type = Builder::before(known.context, exported).i32();
    declarations.runtime_function(LEFT, &[known.pointer, status_type], Some(status_type));
    let symbol = exported.text(EXPORTED).to_owned();
    let (mut emit, block) = begin((exported, &symbol), &signature.flat_inputs, signature, declarations);
    let values: Vec<_> = block.arguments().collect();
    let outcome = emit.call(exported.text("sym_name"), values, Some(signature.outcome)).result(0);
    let status = if outcome.ty() == status_type { outcome } else { emit.extract(outcome, 0, status_type) };
    let translated =
        |emit: &Emit<'c, '_>, status| emit.call(LEFT, [emit.address_of(home), status], Some(status_type)).result(0);
    give(&mut emit, signature, (outcome, status), translated);
    symbol
}

/// Gives what a call gave, with another status where that is not zero.
fn give<'c, 'm>(
    emit: &mut Emit<'c, 'm>,
    signature: &Signature<'c>,
    (outcome, status): (Value<'c>, Value<'c>),
    translated: impl FnOnce(&Emit<'c, 'm>, Value<'c>) -> Value<'c>,
) {
    let region = emit.builder.block().region();
    let (failure, success) = (Block::append(region, &[]), Block::append(region, &[]));
    let fails = emit.builder.compare_int(Predicate::Ne, status, emit.constant(status.ty(), 0));
    emit.builder.conditional_branch(fails, (failure, &[]), (success, &[]));
    emit.builder.set_to_end(failure);
    let status = translated(emit, status);
    leave(signature, emit, status, &[]);
    emit.builder.set_to_end(success);
    emit.give_back(outcome);
}

/// A function of the module, for callers inside it or at its address, and its entry block.
fn begin<'c, 'm>(
    (of, symbol): (Operation<'c>, &str),
    inputs: &[Type<'c>],
    signature: &Signature<'c>,
    declarations: &Declarations<'c, 'm>,
) -> (Emit<'c, 'm>, Block<'c>) {
    let known = declarations.known;
    let at = Builder::before(known.context, of);
    let linkage = if of.attribute(EXPORTED).is_some() { known.external } else { known.internal };
    let made = function(&at, symbol, llvm_type::function(signature.outcome, inputs, false), linkage);
    made.set_attribute("no_unwind", at.unit());
    let arguments: Vec<_> = inputs.iter().map(|ty| (*ty, at.location)).collect();
    let block = Block::append(made.region(0), &arguments);
    (Emit { builder: Builder::at_end(known.context, block, at.location), known }, block)
}
