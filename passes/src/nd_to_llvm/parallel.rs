//! Parallel loops: what a body captures goes by a structure on the stack, through a function that takes it apart.

use super::{
    declare,
    emit::{Emit, parsed},
    function::Function,
};
use crate::lower_par::DRAWS;
use melior::dialect::llvm::r#type as llvm_type;
use numlir_dialects::{Block, Builder, Operation};

/// Runs a function over the chunks of a loop, and gives the status.
pub fn try_run<'c>(function: &mut Function<'c, '_, '_>, emit: &Emit<'c, '_>, operation: Operation<'c>) {
    let callee = operation.text("callee");
    let builder = &emit.builder;
    let [count, chunks] = [operation.operand(0), operation.operand(1)];
    let captures = function.parts.flat(operation.operands().skip(2));
    if operation.attribute("serial").is_some() {
        let zero = emit.i64(0);
        let operands = [zero, count, zero].into_iter().chain(captures);
        let status = emit.call(callee, operands, Some(builder.i32())).result(0);
        return operation.result(0).replace_all_uses(status);
    }
    let known = emit.known;
    let types: Vec<_> = captures.iter().map(|value| value.ty()).collect();
    let structure = llvm_type::r#struct(known.context, &types, false);
    let first = function.entry.first().expect("a block has a terminator");
    let at_entry = Emit { builder: Builder::before(known.context, first), known };
    let place = at_entry.stack(at_entry.i64(1), structure, 16);
    for (position, value) in captures.iter().enumerate() {
        let field = emit.field(place, structure, position as i32);
        builder.op("llvm.store").operand(*value).operand(field).insert();
    }
    let chunk = chunk_function(function, callee, &types);
    let operands = [emit.address_of(&chunk), place, count, chunks, emit.constant(builder.i32(), flags(operation))];
    let types: Vec<_> = operands.iter().map(|operand| operand.ty()).collect();
    function.declarations.runtime_function("numlir_parallel_run", &types, Some(builder.i32()));
    let status = emit.call("numlir_parallel_run", operands, Some(builder.i32())).result(0);
    operation.result(0).replace_all_uses(status);
}

/// What the runtime has to know of a loop: 1 where chunks are not run in parts, 2 where the body draws random numbers.
fn flags(operation: Operation) -> i64 {
    let has = |name: &str| i64::from(operation.attribute(name).is_some());
    has("whole") | has(DRAWS) << 1
}

/// The symbol of the function that the runtime calls for a part of the iterations.
fn chunk_function<'c>(function: &mut Function<'c, '_, '_>, callee: &str, types: &[melior::ir::Type<'c>]) -> String {
    let symbol = format!("{callee}.chunk");
    let declarations = &mut *function.declarations;
    let (at, known) = (declarations.builder, declarations.known);
    let word = at.i64();
    let ty = llvm_type::function(at.i32(), &[known.pointer, word, word, word], false);
    let made = declare::function(&at, &symbol, ty, known.internal);
    made.set_attribute("no_unwind", at.unit());
    let captured = "{llvm.noalias, llvm.noundef, llvm.readonly}";
    made.set_attribute("arg_attrs", parsed(known.context, &format!("[{captured}, {{}}, {{}}, {{}}]")));
    let arguments = [known.pointer, word, word, word].map(|ty| (ty, at.location));
    let block = Block::append(made.region(0), &arguments);
    let emit = Emit { builder: Builder::at_end(known.context, block, at.location), known };
    let structure = llvm_type::r#struct(known.context, types, false);
    let mut operands: Vec<_> = block.arguments().skip(1).collect();
    for (position, ty) in types.iter().enumerate() {
        let field = emit.field(block.argument(0), structure, position as i32);
        operands.push(emit.builder.op("llvm.load").operand(field).result(*ty).value());
    }
    let status = emit.call(callee, operands, Some(at.i32())).result(0);
    emit.give_back(status);
    symbol
}
