//! Arrays that an iteration makes for itself are made once for each part of a chunk.
//!
//! ```text
//! scf.for %i = … {                          %t = nd.create(%n)
//!   %t = nd.create(%n)                      scf.for %i = … {
//!   "use"(%t, %i)                     =>      "use"(%t, %i)
//! }                                         }
//! ```
//!
//! That is so where the extents do not change and nothing but the iteration itself gets to see the array: it is read and written, also
//! through views, and goes nowhere else. What it holds when it is made is nothing, or zeros, which are then written each time. An
//! array under a condition stays, since it may never be made.

use super::{array_type, elements};
use crate::accumulate_arrays::is_inside;
use melior::ir::Location;
use numlir_dialects::{Builder, Operation, Value, types::Scalar};

/// Moves the makings of such arrays out of a loop over iterations; gives their places.
pub fn hoist<'c>(builder: &Builder<'c>, over: Operation<'c>) -> Vec<Location<'c>> {
    let Some(body) = over.region(0).first_block() else { return Vec::new() };
    let made: Vec<_> = body.operations().filter(|one| one.is("nd.create") && stays_inside(one.result(0), 16)).collect();
    made.into_iter().filter(|one| move_out(builder, over, *one)).map(Operation::location).collect()
}

fn move_out<'c>(builder: &Builder<'c>, over: Operation<'c>, made: Operation<'c>) -> bool {
    if !made.operands().all(|extent| is_movable(extent, over, 8)) {
        return false;
    }
    let element = array_type(made.result(0).ty()).element;
    if made.attribute("zeroed").is_some() {
        if element == Scalar::Bool || !element.is_float() && !element.is_integer() {
            return false;
        }
        let next = made.next().expect("a terminator follows");
        let at = Builder::before(builder.context, next);
        let ty = elements::element_type(&at, element);
        let zero = if element.is_float() { at.constant_float(ty, 0.0) } else { at.constant_int(ty, 0) };
        at.op("nd.fill").operand(zero).operand(made.result(0)).insert();
        made.remove_attribute("zeroed");
    }
    made.operands().for_each(|extent| move_value(extent, over));
    made.move_before(over);
    true
}

/// Whether a value can be computed before a loop.
fn is_movable<'c>(value: Value<'c>, over: Operation<'c>, depth: u32) -> bool {
    if !is_inside(value, over) {
        return true;
    }
    let Some(made) = value.defining_operation().filter(|_| depth > 0) else { return false };
    let cheap = ["arith.constant", "arith.index_cast", "arith.addi", "arith.subi", "arith.muli", "nd.dim"];
    cheap.contains(&made.name()) && made.operands().all(|operand| is_movable(operand, over, depth - 1))
}

fn move_value<'c>(value: Value<'c>, over: Operation<'c>) {
    let Some(made) = value.defining_operation().filter(|_| is_inside(value, over)) else { return };
    made.operands().for_each(|operand| move_value(operand, over));
    made.move_before(over);
}

/// Whether an array is only read and written, also through views.
fn stays_inside(array: Value, depth: u32) -> bool {
    array.uses().into_iter().all(|(user, position)| match user.name() {
        "nd.load" | "nd.dim" | "nd.stride" | "nd.address" => true,
        "nd.store" | "nd.fill" => position == 1,
        "nd.select" | "nd.view" | "nd.relayout" => depth > 0 && stays_inside(user.result(0), depth - 1),
        _ => false,
    })
}
