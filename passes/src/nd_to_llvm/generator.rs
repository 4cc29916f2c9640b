//! Generators: the runtime resumes them, so that one may come from another module.

use super::{declare::Declarations, emit::Emit, function::Parts};
use numlir_dialects::{Operation, ir::attribute_text};

/// Has the runtime run the code of a generator. It is told this module, whose statuses need no translation.
pub fn try_resume<'c>(
    emit: &Emit<'c, '_>,
    operation: Operation<'c>,
    parts: &Parts<'c>,
    declarations: &mut Declarations<'c, '_>,
) {
    const RESUME: &str = "numlir_generator_resume";
    let operands = [parts.array(operation.operand(0))[0], emit.address_of(declarations.home())];
    let status = emit.builder.i32();
    declarations.runtime_function(RESUME, &[emit.known.pointer; 2], Some(status));
    operation.result(0).replace_all_uses(emit.call(RESUME, operands, Some(status)).result(0));
}

/// `nd.address_of`
pub fn address_of<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, declarations: &mut Declarations<'c, '_>) {
    let symbol = operation.attribute("callee").and_then(attribute_text).unwrap_or_else(|| declarations.home());
    let address = emit.builder.convert("llvm.ptrtoint", emit.address_of(symbol), emit.builder.i64());
    operation.result(0).replace_all_uses(address);
}
