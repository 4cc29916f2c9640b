//! The types of a call's arguments as a few integers: cheap to read from values, to compare and to hash.
//!
//! A scalar, `None` or an array is one code; a tuple is a code with its length, followed by its elements.

use numlir_dialects::types::{Array, Layout, Scalar, Type};
use smallvec::SmallVec;

/// The codes of all arguments in order. Most calls fit without an allocation.
pub type Key = SmallVec<[u32; 32]>;

/// The code of `None`.
pub const NONE: u32 = Scalar::ALL.len() as u32;

const TUPLE: u32 = 1 << 30;
const ARRAY: u32 = 1 << 31;
const RANK_SHIFT: u32 = 8;
const F_ORDER: u32 = 1 << 16;
const ANY_ORDER: u32 = 2 << 16;
const READONLY: u32 = 1 << 20;
const UNALIGNED: u32 = 1 << 21;

/// The longest tuple that has a code.
pub const MOST_ELEMENTS: usize = (TUPLE - 1) as usize;

/// The code of a scalar.
#[inline]
pub const fn scalar(scalar: Scalar) -> u32 {
    scalar as u32
}

/// The code of a tuple of `length` elements, at most [`MOST_ELEMENTS`], whose codes follow.
#[inline]
pub const fn tuple(length: usize) -> u32 {
    TUPLE | length as u32
}

/// The code of an array.
#[inline]
pub const fn array(array: Array) -> u32 {
    let layout = match array.layout {
        Layout::C => 0,
        Layout::F => F_ORDER,
        Layout::Any => ANY_ORDER,
    };
    let readonly = if array.readonly { READONLY } else { 0 };
    let unaligned = if array.aligned { 0 } else { UNALIGNED };
    ARRAY | array.element as u32 | ((array.rank as u32) << RANK_SHIFT) | layout | readonly | unaligned
}

/// The types that a key stands for.
pub fn types(key: &[u32]) -> Vec<Type> {
    let mut rest = key;
    let mut types = Vec::new();
    while !rest.is_empty() {
        types.push(take(&mut rest));
    }
    types
}

fn take(rest: &mut &[u32]) -> Type {
    // The functions above wrote the key, so the elements that a tuple announces are there.
    let (&code, behind) = rest.split_first().expect("a key ends where a type ends");
    *rest = behind;
    match code {
        NONE => Type::None,
        code if code & ARRAY != 0 => Type::Array(Array {
            element: Scalar::ALL[(code & 0xff) as usize],
            rank: (code >> RANK_SHIFT) as u8,
            layout: match code & (F_ORDER | ANY_ORDER) {
                0 => Layout::C,
                F_ORDER => Layout::F,
                _ => Layout::Any,
            },
            readonly: code & READONLY != 0,
            aligned: code & UNALIGNED == 0,
        }),
        code if code & TUPLE != 0 => Type::tuple((0..code & !TUPLE).map(|_| take(rest)).collect::<Vec<_>>()),
        code => Type::Scalar(Scalar::ALL[code as usize]),
    }
}
