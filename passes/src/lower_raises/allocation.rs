//! Why there is no memory for an array, in NumPy's words: more bytes than a number holds, or than there are.

use crate::extent::{array_type, known};
use numlir_dialects::{
    Builder, Operation, Predicate, Value,
    types::{Array, Scalar},
};

pub const TOO_BIG: &str = "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.";

/// The text of the `MemoryError`, with places for the bytes and for those extents that are not constant.
pub fn without_memory(create: Operation) -> String {
    let extents: Vec<String> =
        create.operands().map(|extent| known(extent).map_or("{}".to_owned(), |extent| extent.to_string())).collect();
    let comma = if extents.len() == 1 { "," } else { "" };
    let element = numpy_name(array(create).element);
    format!(
        "Unable to allocate {{bytes}} for an array with shape ({}{comma}) and data type {element}",
        extents.join(", ")
    )
}

/// As `str` has a dtype.
fn numpy_name(element: Scalar) -> String {
    match element {
        Scalar::Chars(chars) if chars.wide => format!("<U{}", chars.length),
        Scalar::Chars(chars) => format!("|S{}", chars.length),
        other => other.name().to_owned(),
    }
}

/// How many bytes the data has, and whether they are more than a signed number holds: `None` where that is known not to be.
pub fn size<'c>(builder: &Builder<'c>, create: Operation<'c>) -> (Value<'c>, Option<Value<'c>>) {
    let constants = create.operands().filter_map(known);
    let constant = constants.into_iter().try_fold(i64::from(array(create).element.size()), i64::checked_mul);
    let mut bytes = builder.constant_i64(constant.unwrap_or(i64::MAX));
    let mut overflow = constant.is_none().then(|| builder.constant_int(builder.i1(), 1));
    for extent in create.operands().filter(|extent| known(*extent).is_none()) {
        let product = builder.op("arith.mului_extended").operand(bytes).operand(extent);
        let product = product.result(builder.i64()).result(builder.i64()).insert();
        bytes = product.result(0);
        let zero = builder.constant_i64(0);
        let carried = builder.compare_int(Predicate::Ne, product.result(1), zero);
        let too_much = builder.binary("arith.ori", carried, builder.compare_int(Predicate::Slt, bytes, zero));
        overflow = Some(overflow.map_or(too_much, |before| builder.binary("arith.ori", before, too_much)));
    }
    (bytes, overflow)
}

fn array(create: Operation) -> Array {
    array_type(create.result(0)).expect("what is created is an array")
}
