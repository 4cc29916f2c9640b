//! Arguments of a call as those of a signature that was written down: slots of some types to slots of others.

use crate::runtime::half;
use numlir_dialects::types::{Scalar, Type};
use smallvec::SmallVec;

/// The slots of a call's arguments.
pub type Slots = SmallVec<[u64; 64]>;

/// A value among the slots that becomes one of another type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Its first slot, before anything changes.
    pub at: usize,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Number {
        from: Scalar,
        to: Scalar,
    },
    /// A value that is there, where None could be.
    Present,
    /// None, where a value of so many slots could be.
    Absent(usize),
}

/// Why a number does not become an integer: what Python says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    NotANumber,
    Infinite,
    Negative,
    TooBig,
}

impl Misfit {
    pub fn text(self) -> &'static str {
        match self {
            Self::NotANumber => "cannot convert float NaN to integer",
            Self::Infinite => "cannot convert float infinity to integer",
            Self::Negative => "can't convert negative int to unsigned",
            Self::TooBig => "int too big to convert",
        }
    }
}

/// What changes where values of some types become those that
/// [`conversion`](numlir_passes::conversion::conversion) lets them be, in the order of the slots.
pub fn changes(from: &[Type], to: &[Type]) -> Box<[Change]> {
    let mut changes = Vec::new();
    find(from, to, &mut 0, &mut changes);
    changes.into()
}

fn find(from: &[Type], to: &[Type], at: &mut usize, changes: &mut Vec<Change>) {
    for (from, to) in from.iter().zip(to) {
        match (from, to) {
            (Type::Tuple(from), Type::Tuple(to))
            | (Type::Named { elements: from, .. }, Type::Named { elements: to, .. }) => find(from, to, at, changes),
            (Type::Scalar(from), Type::Scalar(to)) => {
                if from != to {
                    changes.push(Change { at: *at, kind: Kind::Number { from: *from, to: *to } });
                }
                *at += Type::Scalar(*from).slots();
            }
            (Type::Optional(_), Type::Optional(_)) => *at += from.slots(),
            (Type::None, Type::Optional(to)) => changes.push(Change { at: *at, kind: Kind::Absent(to.slots()) }),
            (from, Type::Optional(to)) => {
                changes.push(Change { at: *at, kind: Kind::Present });
                find(std::slice::from_ref(from), std::slice::from_ref(to), at, changes);
            }
            _ => *at += from.slots(),
        }
    }
}

impl Change {
    /// Changes the value, and returns by how many slots those behind it move. Of several changes the last comes first.
    ///
    /// # Errors
    /// Where a number's sign, or its size beyond 64 bits, is more than an integer type has. Narrower integers wrap.
    pub fn apply(self, slots: &mut Slots) -> Result<isize, Misfit> {
        let (from, to) = match self.kind {
            Kind::Number { from, to } => (from, to),
            Kind::Present => {
                slots.insert(self.at, 1);
                return Ok(1);
            }
            Kind::Absent(count) => {
                (0..=count).for_each(|_| slots.insert(self.at, 0));
                return Ok(1 + count as isize);
            }
        };
        let [first, second] = Number::read(from, &slots[self.at..]).write(to)?;
        let wide = |scalar: Scalar| scalar == Scalar::Complex128;
        slots[self.at] = first;
        match (wide(from), wide(to)) {
            (false, true) => {
                slots.insert(self.at + 1, second);
                Ok(1)
            }
            (true, false) => {
                slots.remove(self.at + 1);
                Ok(-1)
            }
            _ => Ok(0),
        }
    }
}

/// A number with nothing lost.
#[derive(Clone, Copy)]
enum Number {
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Complex(f64, f64),
}

impl Number {
    /// The number at the front of slots. A narrow value is at the start of its slot.
    fn read(scalar: Scalar, slots: &[u64]) -> Self {
        let bits = slots[0];
        let single = |bits: u64| f64::from(f32::from_bits(bits as u32));
        match scalar {
            Scalar::Bool => Self::Unsigned(u64::from(bits as u8 != 0)),
            Scalar::Int8 => Self::Signed((bits as i8).into()),
            Scalar::Int16 => Self::Signed((bits as i16).into()),
            Scalar::Int32 => Self::Signed((bits as i32).into()),
            Scalar::Int64 | Scalar::Date(_) => Self::Signed(bits as i64),
            Scalar::UInt8 => Self::Unsigned((bits as u8).into()),
            Scalar::UInt16 => Self::Unsigned((bits as u16).into()),
            Scalar::UInt32 => Self::Unsigned((bits as u32).into()),
            Scalar::UInt64 | Scalar::Record(_) | Scalar::Chars(_) => Self::Unsigned(bits),
            Scalar::Float16 => Self::Float(half::to_f64(bits as u16)),
            Scalar::Float32 => Self::Float(single(bits)),
            Scalar::Float64 => Self::Float(f64::from_bits(bits)),
            Scalar::Complex64 => Self::Complex(single(bits), single(bits >> 32)),
            Scalar::Complex128 => Self::Complex(f64::from_bits(bits), f64::from_bits(slots[1])),
        }
    }

    /// Its slots, the second of complex numbers only.
    fn write(self, scalar: Scalar) -> Result<[u64; 2], Misfit> {
        let single = |value: f64| u64::from((value as f32).to_bits());
        let (real, imaginary) = self.parts();
        let first = match scalar {
            Scalar::Bool => u64::from(real != 0.0 || imaginary != 0.0),
            Scalar::Float16 => half::from_f64(real).into(),
            Scalar::Float32 => single(real),
            Scalar::Float64 | Scalar::Complex128 => real.to_bits(),
            Scalar::Complex64 => single(real) | single(imaginary) << 32,
            // The rest are integers, whose lowest bits count.
            _ => self.integer(scalar.is_signed())?,
        };
        Ok([first, imaginary.to_bits()])
    }

    fn parts(self) -> (f64, f64) {
        match self {
            Self::Signed(value) => (value as f64, 0.0),
            Self::Unsigned(value) => (value as f64, 0.0),
            Self::Float(value) => (value, 0.0),
            Self::Complex(real, imaginary) => (real, imaginary),
        }
    }

    /// The bits of the whole part, as 64 bits.
    fn integer(self, signed: bool) -> Result<u64, Misfit> {
        match self {
            Self::Signed(..0) if !signed => Err(Misfit::Negative),
            Self::Signed(value) => Ok(value as u64),
            Self::Unsigned(value) if signed && value > i64::MAX as u64 => Err(Misfit::TooBig),
            Self::Unsigned(value) => Ok(value),
            Self::Float(value) | Self::Complex(value, _) => {
                let whole = value.trunc();
                let bits = if signed { 63 } else { 64 };
                match whole {
                    _ if whole.is_nan() => Err(Misfit::NotANumber),
                    _ if whole.is_infinite() => Err(Misfit::Infinite),
                    ..0.0 if !signed => Err(Misfit::Negative),
                    _ if whole >= f64::exp2(f64::from(bits)) || whole < -f64::exp2(63.0) => Err(Misfit::TooBig),
                    _ if signed => Ok(whole as i64 as u64),
                    _ => Ok(whole as u64),
                }
            }
        }
    }
}
