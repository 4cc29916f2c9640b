//! Where operands lie in memory, as compared at run time.

use crate::{code::Code, extent};
use numlir_dialects::{Builder, Predicate, Value, types::Scalar};

/// The memory of an operand.
pub struct Span<'c> {
    address: Value<'c>,
    pub stride: Value<'c>,
    /// The addresses of the first byte and of the first behind the last.
    pub start: Value<'c>,
    pub end: Value<'c>,
    /// Of an element.
    pub size: u32,
}

impl<'c> Span<'c> {
    pub fn of(code: &Code<'_, 'c>, (array, element): (Value<'c>, Scalar), length: Value<'c>) -> Self {
        let builder = &code.builder;
        let (zero, one) = (builder.constant_i64(0), builder.constant_i64(1));
        let address = builder.op("nd.address").operand(array).result(builder.i64()).value();
        let stride = extent::stride(builder, array, 0);
        let last = builder.binary("arith.subi", length, one);
        let distance = builder.binary("arith.muli", last, stride);
        let start = builder.binary("arith.addi", address, builder.binary("arith.minsi", distance, zero));
        let end = builder.binary("arith.addi", address, builder.binary("arith.maxsi", distance, zero));
        let end = builder.binary("arith.addi", end, builder.constant_i64(element.size().into()));
        Self { address, stride, start, end, size: element.size() }
    }

    /// Whether the elements of one operand are those of the other.
    pub fn is(&self, builder: &Builder<'c>, other: &Self) -> Value<'c> {
        let address = builder.compare_int(Predicate::Eq, self.address, other.address);
        let stride = builder.compare_int(Predicate::Eq, self.stride, other.stride);
        builder.binary("arith.andi", address, stride)
    }
}
