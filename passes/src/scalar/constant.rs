//! Constants among operands: what a lowering may decide on while it writes code.

use melior::ir::attribute::{FloatAttribute, IntegerAttribute};
use numlir_dialects::Value;

/// The value of an integer or bool constant, with the sign of its own width.
pub fn integer(value: Value) -> Option<i64> {
    Some(IntegerAttribute::try_from(attribute(value)?).ok()?.value())
}

/// The value of a float constant.
pub fn float(value: Value) -> Option<f64> {
    Some(FloatAttribute::try_from(attribute(value)?).ok()?.value())
}

/// Whether a number is known not to be zero.
pub fn is_nonzero(value: Value) -> bool {
    integer(value).is_some_and(|value| value != 0) || float(value).is_some_and(|value| value != 0.0)
}

fn attribute(value: Value<'_>) -> Option<melior::ir::Attribute<'_>> {
    value.defining_operation().filter(|operation| operation.is("arith.constant"))?.attribute("value")
}
