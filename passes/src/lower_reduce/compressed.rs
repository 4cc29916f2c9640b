//! Sums of what a mask selects, in the order that they have once it is compressed.
//!
//! Their halves follow from how many elements there are, which is known before. Each block of them is written to memory on the stack
//! when its turn comes, so no array is needed for all.

use super::{
    Scratch, Use,
    kind::Kind,
    pairwise::{self, BLOCK},
    rows::Rows,
};
use crate::{
    code::Code,
    extent::array_type,
    loops::{Row, body},
    lower_selections::{SLACK, select},
};
use numlir_dialects::{Operation, Value};

/// The arrays from which blocks of elements come.
pub struct Stream<'c> {
    mask: Value<'c>,
    /// The arrays, and where the selected elements of a block go.
    arrays: Vec<(Value<'c>, Value<'c>)>,
}

impl<'c> Stream<'c> {
    /// Fetches the next so many elements, from a position on. Gives the position behind them.
    pub fn fetch(&self, code: &Code<'_, 'c>, position: Value<'c>, count: Value<'c>) -> Value<'c> {
        let next = |_, (array, to): &(_, _)| select(code, (*array, self.mask), position, (*to, count));
        self.arrays.iter().fold(position, next)
    }
}

/// The result of an `nd.reduce_compressed`.
pub fn lower<'c>(
    code: &mut Code<'_, 'c>,
    operation: Operation<'c>,
    kind: Kind,
    scratch: &mut Scratch<'c>,
) -> Value<'c> {
    let [count, mask] = [0, 1].map(|index| operation.operand(index));
    let mut stream = Stream { mask, arrays: Vec::new() };
    let rows = operation.operands().skip(2).map(|input| {
        let Some(ty) = array_type(input) else { return Row::Value(input) };
        let number = stream.arrays.len() as u8;
        let array = scratch.get(code, (Use::Selected(number), ty.element), BLOCK + SLACK);
        stream.arrays.push((input, array));
        Row::Array { array, element: ty.element, unit: true }
    });
    let rows = rows.collect();
    let wide = kind.of_rows();
    let is_wide = wide.element != kind.element;
    let rows = Rows { rows, body: body(operation), wide: is_wide.then_some(wide.element) };
    let row = pairwise::Row { rows, quick: None, count, many: false, stream: Some(stream) };
    let sum = pairwise::sum(code, wide, &row, scratch);
    let sum = wide.combine(code, wide.identity(code), sum);
    if is_wide { code.builder.convert("arith.truncf", sum, code.storage(kind.element)) } else { sum }
}
