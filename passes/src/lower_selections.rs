//! What masks and positions select is made by the runtime.
//!
//! ```mlir
//! %n = nd.count_true %m : …                   %n = nd.call_c "numlir_count_true"(%l, %m) : …
//! %s = nd.compress (%n) %a where %m : …   =>  %room = nd.create (%k) : …
//!                                             nd.call_c "numlir_select"(%size, %l, %zero, %a, %m, %room, %n) : …
//!                                             %s = nd.view %room[%zero] (%n) () : …
//! ```
//!
//! Vectors write behind the last element that is selected, so there is room for [`SLACK`] more. Leaves no `nd.count_true`, no
//! `nd.compress`, no `nd.take` and no `nd.first_outside`, so that nothing behind `fuse-maps` knows of them. Linear.

use crate::{
    blocks::defined_functions,
    code::{Code, Externals, Settings},
    extent::array_type,
    loops::find_all,
};
use melior::Context;
use numlir_dialects::{Builder, Operation, Value, passes::Outcome};

/// So many elements behind those that are selected may be written.
pub const SLACK: i64 = 16;

pub fn lower_selections<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let (settings, mut externals) = (Settings::default(), Externals::default());
    for function in defined_functions(module) {
        for name in ["nd.compress", "nd.count_true", "nd.take", "nd.first_outside"] {
            for operation in find_all(function.region(0), name) {
                let builder = Builder::before(context, operation);
                let code = Code { builder, settings: &settings, externals: &mut externals };
                let value = match operation.name() {
                    "nd.compress" => compress(&code, operation),
                    "nd.take" => take(&code, operation),
                    "nd.first_outside" => first_outside(&code, operation),
                    _ => count(&code, operation),
                };
                operation.result(0).replace_all_uses(value);
                operation.erase();
            }
        }
    }
    Ok(())
}

fn count<'c>(code: &Code<'_, 'c>, operation: Operation<'c>) -> Value<'c> {
    let mask = operation.operand(0);
    call(code, "numlir_count_true", &[code.dim(mask, 0), mask])
}

fn compress<'c>(code: &Code<'_, 'c>, operation: Operation<'c>) -> Value<'c> {
    let [count, array, mask] = [0, 1, 2].map(|index| operation.operand(index));
    let ty = array_type(operation.result(0)).expect("the result is an array");
    let room = code.add(count, code.builder.constant_i64(SLACK));
    let room = code.builder.op("nd.create").operand(room).result(operation.result(0).ty()).value();
    let zero = code.builder.constant_i64(0);
    select(code, (array, mask), zero, (room, count));
    code.view(room, zero, (&[count], &[]), &ty)
}

fn take<'c>(code: &Code<'_, 'c>, operation: Operation<'c>) -> Value<'c> {
    let [count, array, positions] = [0, 1, 2].map(|index| operation.operand(index));
    let taken = code.builder.op("nd.create").operand(count).result(operation.result(0).ty()).value();
    let size = array_type(array).map_or(0, |ty| ty.element.size());
    let size = code.builder.constant_i64(size.into());
    call(code, "numlir_take_inside", &[size, count, code.dim(array, 0), positions, array, taken]);
    taken
}

fn first_outside<'c>(code: &Code<'_, 'c>, operation: Operation<'c>) -> Value<'c> {
    let [positions, extent] = [0, 1].map(|index| operation.operand(index));
    call(code, "numlir_first_outside", &[code.dim(positions, 0), extent, positions])
}

/// Writes the next so many elements that a mask selects, from a position on, to an array that has room for [`SLACK`] more. Gives the position
/// behind the last one.
pub fn select<'c>(
    code: &Code<'_, 'c>,
    (array, mask): (Value<'c>, Value<'c>),
    position: Value<'c>,
    (to, count): (Value<'c>, Value<'c>),
) -> Value<'c> {
    let size = array_type(array).map_or(0, |ty| ty.element.size());
    let size = code.builder.constant_i64(size.into());
    call(code, "numlir_select", &[size, code.dim(mask, 0), position, array, mask, to, count])
}

fn call<'c>(code: &Code<'_, 'c>, symbol: &str, operands: &[Value<'c>]) -> Value<'c> {
    let call = code.builder.op("nd.call_c").attribute("symbol", code.builder.string(symbol));
    call.operands(operands.iter().copied()).result(code.builder.i64()).value()
}
