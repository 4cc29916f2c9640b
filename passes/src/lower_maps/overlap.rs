//! Whether the destination of a map may share memory with its inputs.

use super::all;
use crate::{
    elementwise::{Input, is_same},
    extent,
};
use numlir_dialects::{Builder, Predicate, Value};

pub enum Overlap<'c> {
    /// Each element may be written as soon as it is computed.
    Never,
    /// That holds where the condition does.
    Unless(Value<'c>),
}

/// Asks whether elements may be written one by one: whether each input is the destination itself, place by place, or
/// shares no memory with it.
pub fn test<'c>(builder: &Builder<'c>, destination: Input<'c>, inputs: &[Input<'c>]) -> Overlap<'c> {
    let unsure = inputs.iter().filter(|input| input.1.rank > 0);
    let unsure = unsure.filter(|input| !is_same(input.0, destination.0) && !are_apart(input.0, destination.0));
    let conditions: Vec<_> = unsure.map(|input| is_harmless(builder, *input, destination)).collect();
    match all(builder, conditions) {
        Some(condition) => Overlap::Unless(condition),
        None => Overlap::Never,
    }
}

/// The array that a view is one of.
fn root(mut array: Value) -> Value {
    while let Some(made) = array.defining_operation()
        && matches!(made.name(), "nd.view" | "nd.select" | "nd.relayout")
    {
        array = made.operand(0);
    }
    array
}

/// Where an array's memory comes from, as far as that keeps it apart from others'.
#[derive(PartialEq, Eq)]
enum Origin {
    /// Made in this function.
    Fresh,
    /// There before the function was called.
    Before,
    Unknown,
}

fn origin(root: Value) -> Origin {
    if let Some(made) = root.defining_operation() {
        return match made.name() {
            "nd.create" | "nd.map" | "nd.reduce" => Origin::Fresh,
            "simt.array" if made.text("space") != "dynamic" => Origin::Fresh,
            // All arrays in the memory whose size a launch says begin at one place.
            "nd.frozen" | "simt.array" => Origin::Before,
            _ => Origin::Unknown,
        };
    }
    let block = root.owner_block().expect("a value is a result or an argument");
    let is_entry = block.parent().is("func.func") && block.region().first_block() == Some(block);
    if is_entry { Origin::Before } else { Origin::Unknown }
}

/// Whether two arrays certainly share no memory.
pub fn are_apart(one: Value, other: Value) -> bool {
    let (one, other) = (root(one), root(other));
    if one == other {
        return false;
    }
    match (origin(one), origin(other)) {
        (Origin::Unknown, _) | (_, Origin::Unknown) => false,
        (one, other) => one == Origin::Fresh || other == Origin::Fresh,
    }
}

fn is_harmless<'c>(builder: &Builder<'c>, input: Input<'c>, destination: Input<'c>) -> Value<'c> {
    let (low, high) = range(builder, input);
    let (own_low, own_high) = range(builder, destination);
    let behind = builder.compare_int(Predicate::Sle, own_high, low);
    let before = builder.compare_int(Predicate::Sle, high, own_low);
    let apart = builder.binary("arith.ori", behind, before);
    match is_destination(builder, input, destination) {
        Some(same) => builder.binary("arith.ori", apart, same),
        None => apart,
    }
}

/// The addresses of the first byte of an array and of the first behind it.
fn range<'c>(builder: &Builder<'c>, (array, ty): Input<'c>) -> (Value<'c>, Value<'c>) {
    let address = address(builder, array);
    let (mut low, mut high) = (address, address);
    let (zero, one) = (builder.constant_i64(0), builder.constant_i64(1));
    for axis in 0..ty.rank {
        let length = extent::dim(builder, array, axis);
        let last = builder.binary("arith.subi", length, one);
        let distance = builder.binary("arith.muli", last, extent::stride(builder, array, axis));
        low = builder.binary("arith.addi", low, builder.binary("arith.minsi", distance, zero));
        high = builder.binary("arith.addi", high, builder.binary("arith.maxsi", distance, zero));
    }
    (low, builder.binary("arith.addi", high, builder.constant_i64(ty.element.size().into())))
}

fn address<'c>(builder: &Builder<'c>, array: Value<'c>) -> Value<'c> {
    builder.op("nd.address").operand(array).result(builder.i64()).value()
}

/// Whether an input is the destination, element by element.
fn is_destination<'c>(builder: &Builder<'c>, input: Input<'c>, destination: Input<'c>) -> Option<Value<'c>> {
    if input.1.rank != destination.1.rank || input.1.element.size() != destination.1.element.size() {
        return None;
    }
    let equal = |one, other| builder.compare_int(Predicate::Eq, one, other);
    let mut conditions = vec![equal(address(builder, input.0), address(builder, destination.0))];
    for axis in 0..input.1.rank {
        let extents = [input, destination].map(|one| extent::dim(builder, one.0, axis));
        if !is_same(extents[0], extents[1]) {
            conditions.push(equal(extents[0], extents[1]));
        }
        let strides = [input, destination].map(|one| extent::stride(builder, one.0, axis));
        conditions.push(equal(strides[0], strides[1]));
    }
    all(builder, conditions)
}
