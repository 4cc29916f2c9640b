//! Why there is no memory for an array, in NumPy's words: more bytes than a number holds, or than there are.

use crate::extent::array_type;
use numlir_dialects::{
    Builder, Operation, Predicate, Value,
    types::{Array, Scalar},
};

pub const TOO_BIG: &str = "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.";

/// The text of the `MemoryError`, with places for the bytes and for the extents.
pub fn without_memory(create: Operation) -> String {
    let array = array(create);
    let extents = vec!["{}"; array.rank.into()].join(", ");
    let comma = if array.rank == 1 { "," } else { "" };
    let element = numpy_name(array.element);
    format!("Unable to allocate {{bytes}} for an array with shape ({extents}{comma}) and data type {element}")
}

/// As `str` has a dtype.
fn numpy_name(element: Scalar) -> String {
    match element {
        Scalar::Chars(chars) if chars.wide => format!("<U{}", chars.length),
        Scalar::Chars(chars) => format!("|S{}", chars.length),
        other => other.name().to_owned(),
    }
}

pub fn element_size(create: Operation) -> i64 {
    array(create).element.size().into()
}

/// How many bytes elements of a size take, and whether they are more than a signed number holds.
pub fn bytes<'c>(builder: &Builder<'c>, size: Value<'c>, extents: &[Value<'c>]) -> (Value<'c>, Value<'c>) {
    let zero = builder.constant_i64(0);
    let mut bytes = size;
    let mut overflow = builder.constant_int(builder.i1(), 0);
    for extent in extents {
        let product = builder.op("arith.mului_extended").operand(bytes).operand(*extent);
        let product = product.result(builder.i64()).result(builder.i64()).insert();
        bytes = product.result(0);
        let carried = builder.compare_int(Predicate::Ne, product.result(1), zero);
        let too_much = builder.binary("arith.ori", carried, builder.compare_int(Predicate::Slt, bytes, zero));
        overflow = builder.binary("arith.ori", overflow, too_much);
    }
    (bytes, overflow)
}

fn array(create: Operation) -> Array {
    array_type(create.result(0)).expect("what is created is an array")
}
