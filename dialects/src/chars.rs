//! Elements that are text of a fixed width: NumPy's dtypes `S` and `U`.

use crate::names::Names;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A dtype of text: so many code units, of which those behind the text are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Chars {
    /// Units are code points of four bytes (`U`), not bytes (`S`).
    pub wide: bool,
    /// In units.
    pub length: u32,
}

static NAMES: Names<Chars> = Names::new();

impl Chars {
    /// The longest text that has a dtype here: sizes in bytes fit 32 bits with room to spare.
    pub const LONGEST: u32 = 1 << 28;

    /// Bytes of a code unit.
    pub fn unit(self) -> u32 {
        if self.wide { 4 } else { 1 }
    }

    /// In bytes.
    pub fn size(self) -> u32 {
        self.unit() * self.length
    }

    /// One number that says all, for keys of types.
    pub fn number(self) -> u32 {
        self.length << 1 | u32::from(self.wide)
    }

    /// What [`Chars::number`] gave.
    pub fn from_number(number: u32) -> Self {
        Self { wide: number & 1 != 0, length: number >> 1 }
    }

    /// As in numba's messages: `[char x 5]`, `[unichr x 7]`.
    pub fn name(self) -> &'static str {
        NAMES.of(self)
    }

    /// What [`Chars::name`] names, or NumPy's codes: `S5`, `<U7`, `|S3`.
    pub fn from_name(name: &str) -> Option<Self> {
        let native = if cfg!(target_endian = "little") { '<' } else { '>' };
        let (wide, length) = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(inside) => match inside.split_once(" x ")? {
                ("char", length) => (false, length),
                ("unichr", length) => (true, length),
                _ => return None,
            },
            None => {
                let code = name.trim_start_matches([native, '|', '=']);
                match code.strip_prefix('U') {
                    Some(length) => (true, length),
                    None => (false, code.strip_prefix('S')?),
                }
            }
        };
        let length = length.parse().ok().filter(|length| (1..=Self::LONGEST).contains(length))?;
        Some(Self { wide, length })
    }
}

impl fmt::Display for Chars {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "[{} x {}]", if self.wide { "unichr" } else { "char" }, self.length)
    }
}
