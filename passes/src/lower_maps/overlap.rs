//! Whether the destination of a map may share memory with its inputs.

use super::all;
use crate::{
    elementwise::{Input, is_same},
    extent::{self, known},
};
use numlir_dialects::{Builder, Predicate, Value, types::Layout};

pub enum Overlap<'c> {
    /// Each element may be written as soon as it is computed.
    Never,
    /// That holds where the condition does.
    Unless(Value<'c>),
}

/// The orders in which elements may be written one by one.
pub enum Orders<'c> {
    /// Any.
    All,
    /// Where conditions hold.
    If {
        /// From the first element to the last.
        forwards: Value<'c>,
        /// From the last element to the first; `None` where nothing is gained by that.
        backwards: Option<Value<'c>>,
    },
}

/// Asks whether elements may be written one by one, in any order: whether each input is the destination itself, place by place, or
/// shares no memory with it.
pub fn test<'c>(builder: &Builder<'c>, destination: Input<'c>, inputs: &[Input<'c>]) -> Overlap<'c> {
    let conditions: Vec<_> =
        unsure(destination, inputs).map(|input| is_harmless(builder, *input, destination)).collect();
    match all(builder, conditions) {
        Some(condition) => Overlap::Unless(condition),
        None => Overlap::Never,
    }
}

/// Asks in which orders elements may be written one by one: an input may also be another part of the destination's array, where no
/// element is written before it is read.
pub fn orders<'c>(builder: &Builder<'c>, destination: Input<'c>, inputs: &[Input<'c>]) -> Orders<'c> {
    let relations: Vec<_> =
        unsure(destination, inputs).map(|input| Relation::new(builder, *input, destination)).collect();
    let Some(forwards) = all(builder, relations.iter().map(|relation| relation.forwards)) else {
        return Orders::All;
    };
    let is_shifted = relations.iter().any(|relation| relation.backwards.is_some());
    let backwards = relations.iter().map(|relation| relation.backwards.unwrap_or(relation.harmless));
    let backwards = if is_shifted { all(builder, backwards) } else { None };
    Orders::If { forwards, backwards }
}

/// The inputs that may share memory with the destination.
fn unsure<'a, 'c>(destination: Input<'c>, inputs: &'a [Input<'c>]) -> impl Iterator<Item = &'a Input<'c>> {
    let arrays = inputs.iter().filter(|input| input.1.rank > 0);
    arrays.filter(move |input| !is_same(input.0, destination.0) && !are_apart(input.0, destination.0))
}

/// When elements may be written as soon as they are computed, as far as one input is concerned.
struct Relation<'c> {
    /// In any order.
    harmless: Value<'c>,
    /// From the first one to the last.
    forwards: Value<'c>,
    /// From the last one to the first; `None` of an input that is not of the destination's array.
    backwards: Option<Value<'c>>,
}

impl<'c> Relation<'c> {
    fn new(builder: &Builder<'c>, input: Input<'c>, destination: Input<'c>) -> Self {
        let harmless = is_harmless(builder, input, destination);
        let alike = if root(input.0) == root(destination.0) { are_parallel(builder, input, destination) } else { None };
        let Some(alike) = alike.and_then(|alike| all(builder, [alike, ascends(builder, destination)])) else {
            return Self { harmless, forwards: harmless, backwards: None };
        };
        let [own, other] = [destination.0, input.0].map(|array| address(builder, array));
        let if_alike = |predicate| {
            let ordered = builder.binary("arith.andi", alike, builder.compare_int(predicate, other, own));
            builder.binary("arith.ori", harmless, ordered)
        };
        // What is read lies where nothing has been written so far.
        Self { harmless, forwards: if_alike(Predicate::Sge), backwards: Some(if_alike(Predicate::Sle)) }
    }
}

/// The order in which the elements of an array are computed: that of memory, as far as it is known. Of views of arrays in Fortran's order
/// the first axis has a known stride, and the last one has not.
pub fn order_of<'c>(builder: &Builder<'c>, (array, ty): Input<'c>) -> Layout {
    match ty.layout {
        Layout::Any if ty.rank > 1 => {
            let is_known = |axis| known(extent::stride(builder, array, axis)).is_some_and(|stride| stride != 0);
            if is_known(0) && !is_known(ty.rank - 1) { Layout::F } else { Layout::C }
        }
        Layout::F => Layout::F,
        Layout::C | Layout::Any => Layout::C,
    }
}

/// Whether each element of an array lies behind the one before it, in the order that maps are computed in.
fn ascends<'c>(builder: &Builder<'c>, (array, ty): Input<'c>) -> Value<'c> {
    let mut order: Vec<_> = (0..ty.rank).collect();
    if order_of(builder, (array, ty)) == Layout::C {
        order.reverse();
    }
    let mut length = builder.constant_i64(ty.element.size().into());
    let conditions = order.into_iter().map(|axis| {
        let stride = extent::stride(builder, array, axis);
        let fits = builder.compare_int(Predicate::Sge, stride, length);
        length = builder.binary("arith.muli", extent::dim(builder, array, axis), stride);
        fits
    });
    let conditions: Vec<_> = conditions.collect();
    all(builder, conditions).expect("the array has axes")
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
    let alike = are_parallel(builder, input, destination)?;
    let [own, other] = [destination.0, input.0].map(|array| address(builder, array));
    all(builder, [builder.compare_int(Predicate::Eq, other, own), alike])
}

/// Whether an input is as the destination, but perhaps elsewhere in memory.
fn are_parallel<'c>(builder: &Builder<'c>, input: Input<'c>, destination: Input<'c>) -> Option<Value<'c>> {
    if input.1.rank != destination.1.rank || input.1.element.size() != destination.1.element.size() {
        return None;
    }
    let equal = |one, other| builder.compare_int(Predicate::Eq, one, other);
    let mut conditions = Vec::new();
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
