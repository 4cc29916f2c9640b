//! NumPy's promotion: the types that operations on whole arrays compute in.
//!
//! Scalar operators and functions follow Numba (`typing.rs`); as soon as an array takes part, NumPy 2's rules hold: types
//! keep their width, and a Python number is *weak*, it takes part with its kind only. Checked against NumPy in
//! `tests/typing.rs`.

use super::typing::{LOOPS, can_cast, is_integral, unify};
use crate::dates;
use numlir_dialects::types::Scalar::{self, *};
use std::fmt;

/// An operand as promotion sees it: its type, and whether it is a Python number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub ty: Scalar,
    pub weak: bool,
}

impl Kind {
    pub fn strong(ty: Scalar) -> Self {
        Self { ty, weak: false }
    }

    /// A Python number; a bool is never weak.
    pub fn weak(ty: Scalar) -> Self {
        Self { ty, weak: ty != Bool }
    }
}

/// `np.result_type`: the smallest type that holds all operands; `None` where there is none, as of a date and a float.
pub fn common(operands: &[Kind]) -> Option<Scalar> {
    if operands.iter().any(|operand| operand.ty.is_date()) {
        return dates::common_of_all(operands.iter().map(|operand| operand.ty));
    }
    settled(operands).reduce(|one, other| unify(one, other).expect("complex128 holds every scalar"))
}

/// The first of a function's loops that all operands cast to safely, as NumPy looks for it.
pub fn first_loop(operands: &[Kind], has: fn(Scalar) -> bool) -> Option<Scalar> {
    LOOPS.into_iter().find(|&ty| has(ty) && settled(operands).all(|from| can_cast(from, ty)))
}

/// Whether all operands cast to `float16` safely: halves, integers of 8 bits and bools.
pub fn fit_half(operands: &[Kind]) -> bool {
    settled(operands).all(|ty| can_cast(ty, Float16))
}

/// The operands' types, weak ones settled by the others.
pub fn settled(operands: &[Kind]) -> impl Iterator<Item = Scalar> {
    let strong = operands.iter().filter(|operand| !operand.weak && !operand.ty.is_date()).map(|operand| operand.ty);
    let strong = strong.reduce(|one, other| unify(one, other).expect("complex128 holds every scalar"));
    operands.iter().map(move |operand| if operand.weak { settle(operand.ty, strong) } else { operand.ty })
}

/// The type that a Python number takes beside strong operands of a common type: theirs if its kind is not beyond theirs.
fn settle(weak: Scalar, strong: Option<Scalar>) -> Scalar {
    let default = if is_integral(weak) {
        Int64
    } else if weak.is_float() {
        Float64
    } else {
        Complex128
    };
    match strong {
        Some(strong) if kind(weak) <= kind(strong) => strong,
        Some(Float16 | Float32) => Complex64,
        _ => default,
    }
}

fn kind(ty: Scalar) -> u8 {
    match ty {
        Bool => 0,
        Float16 | Float32 | Float64 => 2,
        Complex64 | Complex128 => 3,
        _ => 1,
    }
}

/// NumPy's `same_kind` casts: safe ones, and narrowing within a kind.
pub fn can_cast_same_kind(from: Scalar, to: Scalar) -> bool {
    if from.is_date() || to.is_date() {
        return dates::can_cast(from, to, true);
    }
    // An unsigned integer may become a signed one, not the other way.
    can_cast(from, to) || (kind(from) <= kind(to) && !(from.is_signed() && to.is_unsigned()))
}

/// NumPy's rules of what may be cast to what.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Casting {
    No,
    Safe,
    SameKind,
    Unsafe,
}

impl Casting {
    /// The rule of a name. Numbers have the byte order of the machine, so `equiv` is `no`.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "no" | "equiv" => Self::No,
            "safe" => Self::Safe,
            "same_kind" => Self::SameKind,
            "unsafe" => Self::Unsafe,
            _ => return None,
        })
    }

    pub fn allows(self, from: Scalar, to: Scalar) -> bool {
        match self {
            Self::No => from == to,
            Self::Safe => can_cast(from, to),
            Self::SameKind => can_cast_same_kind(from, to),
            Self::Unsafe => true,
        }
    }
}

impl fmt::Display for Casting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::No => "no",
            Self::Safe => "safe",
            Self::SameKind => "same_kind",
            Self::Unsafe => "unsafe",
        })
    }
}
