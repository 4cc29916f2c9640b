//! Calls of a function's value: through its address, with arguments and results in slots (docs/calling-convention.md).

use super::{declare::Declarations, object_block::through_slots, signature::Signature};
use numlir_dialects::{Builder, Operation};

const CALL: &str = "numlir_function_call";

/// Defines the function that calls values of functions of one type, the first of its arguments. The runtime is told this module, whose
/// statuses need no translation.
pub fn define<'c>(through: Operation<'c>, signature: &Signature<'c>, declarations: &mut Declarations<'c, '_>) {
    let known = declarations.known;
    let home = declarations.home();
    let status = Builder::before(known.context, through).i32();
    declarations.runtime_function(CALL, &[known.pointer; 4], Some(status));
    through_slots((through, signature, 1), declarations, |emit, values, slots| {
        let operands = [values[0], emit.address_of(home), slots.arguments, slots.results];
        emit.call(CALL, operands, Some(status)).result(0)
    });
}
