//! Calls, and what a function gives its callers.

use super::{
    declare::{Declarations, c_types},
    emit::Emit,
    function::{Function, Parts},
    signature::{Signature, complex_part, flatten, part_size},
};
use melior::dialect::llvm::r#type as llvm_type;
use numlir_dialects::{Builder, Operation, Value, build::integer_value, convert::is_array};

/// Of memory that an intrinsic gets in its caller's frame: enough for any vector.
const FRAME_ALIGNMENT: i64 = 64;

/// Calls a function of the module, and takes apart what it gives.
pub fn try_call<'c>(function: &mut Function<'c, '_, '_>, emit: &Emit<'c, '_>, operation: Operation<'c>) {
    let callee = operation.text("callee");
    let outcome = function.signatures[callee].outcome;
    let operands = function.parts.flat(operation.operands());
    let call = emit.call(callee, operands, Some(outcome)).result(0);
    if operation.result_count() == 1 && outcome == emit.builder.i32() {
        operation.result(0).replace_all_uses(call);
        return;
    }
    let mut position = 0;
    for result in operation.results() {
        position += take_apart(emit, call, position, result, &mut function.parts);
    }
}

/// Takes a result's parts out of a structure, from a position on. Gives how many there were.
fn take_apart<'c>(
    emit: &Emit<'c, '_>,
    structure: Value<'c>,
    position: usize,
    result: Value<'c>,
    parts: &mut Parts<'c>,
) -> usize {
    let types = flatten(&emit.builder, emit.known, result.ty());
    let extract = |(index, ty): (usize, &_)| emit.extract(structure, position + index, *ty);
    let values: Vec<_> = types.iter().enumerate().map(extract).collect();
    replace(result, &values, parts);
    values.len()
}

fn replace<'c>(result: Value<'c>, values: &[Value<'c>], parts: &mut Parts<'c>) {
    match values {
        [value] if value.ty() == result.ty() => result.replace_all_uses(*value),
        values => parts.set(result, values),
    }
}

/// Calls a function of C's.
pub fn c_call<'c>(function: &mut Function<'c, '_, '_>, emit: &Emit<'c, '_>, operation: Operation<'c>) {
    let callee = operation.text("callee");
    let signature = &function.signatures[callee];
    if signature.by_pointer {
        return call_by_pointer(function, emit, operation);
    }
    let (_, result) = c_types(signature, emit.known);
    let call = emit.call(callee, function.parts.flat(operation.operands()), result);
    match operation.result_count() {
        0 => {}
        1 if signature.flat_results.len() == 2 => operation.result(0).replace_all_uses(call.result(0)),
        _ => {
            let mut position = 0;
            for result in operation.results() {
                position += take_apart(emit, call.result(0), position, result, &mut function.parts);
            }
        }
    }
}

/// Passes complex operands, and takes a complex result, through memory on the stack.
fn call_by_pointer<'c>(function: &mut Function<'c, '_, '_>, emit: &Emit<'c, '_>, operation: Operation<'c>) {
    let callee = operation.text("callee");
    let (_, result) = c_types(&function.signatures[callee], emit.known);
    let mut operands = Vec::new();
    for operand in operation.operands() {
        let Some(part) = complex_part(&emit.builder, operand.ty()) else {
            operands.push(operand);
            continue;
        };
        let place = stack_place(function, emit, operands.len());
        for (index, value) in function.parts.pair(operand).into_iter().enumerate() {
            emit.store(value, emit.constant_offset(place, part, index as i32), part_size(&emit.builder, part));
        }
        operands.push(place);
    }
    if result.is_some() || operation.result_count() == 0 {
        let call = emit.call(callee, operands, result);
        operation.results().zip(call.results()).for_each(|(old, new)| old.replace_all_uses(new));
        return;
    }
    let place = stack_place(function, emit, operands.len());
    operands.push(place);
    emit.call(callee, operands, None);
    let part = complex_part(&emit.builder, operation.result(0).ty()).expect("the result is complex");
    let size = part_size(&emit.builder, part);
    let load = |index| emit.load(emit.constant_offset(place, part, index), part, size);
    let pair = [load(0), load(1)];
    function.parts.set(operation.result(0), &pair);
}

/// Memory on the stack for the operand of a call at a position. Calls follow one another, so they share it.
fn stack_place<'c>(function: &mut Function<'c, '_, '_>, emit: &Emit<'c, '_>, position: usize) -> Value<'c> {
    while function.stack.len() <= position {
        let first = function.entry.first().expect("a block has a terminator");
        let builder = Builder::before(emit.known.context, first);
        function.stack.push(Emit { builder, known: emit.known }.stack_pair());
    }
    function.stack[position]
}

/// Calls a function of the runtime: arrays go as the addresses of their data, and an address may also be a number, as 0 is.
pub fn runtime_call<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    let symbol = operation.text("symbol");
    let mut operands: Vec<_> = operation.operands().map(|operand| parts.of(&operand)[0]).collect();
    let result = operation.results().next();
    let inputs = declarations.foreign(symbol, &operands, result.map(|result| result.ty()));
    for (operand, input) in operands.iter_mut().zip(inputs).filter(|(operand, input)| operand.ty() != **input) {
        let conversion = if operand.ty() == emit.known.pointer { "llvm.ptrtoint" } else { "llvm.inttoptr" };
        *operand = emit.builder.convert(conversion, *operand, *input);
    }
    let call = emit.call(symbol, operands, result.map(|result| result.ty()));
    if let Some(result) = result {
        result.replace_all_uses(call.result(0));
    }
}

/// Calls a function that comes as LLVM IR. Arrays go as the addresses of their data.
pub fn llvm_call<'c>(function: &mut Function<'c, '_, '_>, emit: &Emit<'c, '_>, operation: Operation<'c>) {
    let symbol = operation.text("symbol");
    let mut operands = Vec::new();
    for operand in operation.operands() {
        let parts = function.parts.of(&operand);
        operands.extend_from_slice(if is_array(operand.ty()) { &parts[..1] } else { parts });
    }
    if let Some((_, bytes)) = operation.attribute("frame").and_then(integer_value) {
        let first = function.entry.first().expect("a block has a terminator");
        let entry = Emit { builder: Builder::before(emit.known.context, first), known: emit.known };
        operands.push(entry.stack(entry.i64(bytes), entry.builder.integer_type(8), FRAME_ALIGNMENT));
    }
    let types: Vec<_> =
        operation.results().flat_map(|result| flatten(&emit.builder, emit.known, result.ty())).collect();
    let given = match types.as_slice() {
        [] => None,
        [ty] => Some(*ty),
        all => Some(llvm_type::r#struct(emit.known.context, all, false)),
    };
    function.declarations.given(symbol, operation.text("text"), &operands, given);
    let call = emit.call(symbol, operands, given);
    match types.len() {
        0 => {}
        1 => operation.result(0).replace_all_uses(call.result(0)),
        _ => {
            let mut position = 0;
            for result in operation.results() {
                position += take_apart(emit, call.result(0), position, result, &mut function.parts);
            }
        }
    }
}

/// Leaves a function with a status and, where that is zero, its results.
pub fn leave<'c>(own: &Signature<'c>, emit: &Emit<'c, '_>, status: Value<'c>, results: &[Value<'c>]) {
    if own.flat_results.len() == 1 {
        return emit.give_back(status);
    }
    let values = std::iter::once(&status).chain(results).enumerate();
    let nothing = emit.poison(own.outcome);
    emit.give_back(values.fold(nothing, |whole, (position, value)| emit.insert(*value, whole, position)));
}
