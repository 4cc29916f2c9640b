//! What the elements of sets may be, and how the runtime tells equal ones from their slots.

use crate::types::{Scalar, Type};

/// What a slot holds: an integer of 64 bits, and the others by name. `src/runtime/set.rs` has the same numbers.
const SLOT_WORD: u64 = 0;
const SLOT_DOUBLE: u64 = 1;
const SLOT_SINGLE: u64 = 2;
const SLOT_SINGLE_PAIR: u64 = 3;
const SLOT_STRING: u64 = 4;
const SLOT_ONE_BYTE: u64 = 5;
const SLOT_TWO_BYTES: u64 = 6;
const SLOT_FOUR_BYTES: u64 = 7;

/// Four bits of a word say what a slot holds.
const MOST_SLOTS: usize = 16;

/// What the slots of an element hold, four bits for each, the first at the lowest ones; `None` of types that sets cannot hold. Numbers,
/// strings, and tuples of such are hashable; a tuple of nothing has no slots to be told by.
pub fn slot_kinds(element: &Type) -> Option<u64> {
    let mut kinds = Vec::new();
    push(element, &mut kinds)?;
    let fits = (1..=MOST_SLOTS).contains(&kinds.len());
    fits.then(|| kinds.iter().rev().fold(0, |word, kind| word << 4 | kind))
}

fn push(element: &Type, kinds: &mut Vec<u64>) -> Option<()> {
    match element {
        Type::Scalar(scalar) => match scalar {
            Scalar::Float64 => kinds.push(SLOT_DOUBLE),
            Scalar::Float32 => kinds.push(SLOT_SINGLE),
            Scalar::Complex128 => kinds.extend([SLOT_DOUBLE, SLOT_DOUBLE]),
            Scalar::Complex64 => kinds.push(SLOT_SINGLE_PAIR),
            Scalar::Int64 | Scalar::UInt64 | Scalar::Date(_) => kinds.push(SLOT_WORD),
            Scalar::Int32 | Scalar::UInt32 => kinds.push(SLOT_FOUR_BYTES),
            Scalar::Int16 | Scalar::UInt16 => kinds.push(SLOT_TWO_BYTES),
            Scalar::Bool | Scalar::Int8 | Scalar::UInt8 => kinds.push(SLOT_ONE_BYTE),
            _ => return None,
        },
        Type::Str => kinds.push(SLOT_STRING),
        Type::Tuple(elements) => elements.iter().try_for_each(|element| push(element, kinds))?,
        _ => return None,
    }
    Some(())
}
