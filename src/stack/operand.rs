//! The operands of instructions.

use super::text::{Reader, TextError, Writer};

/// A constant of the source.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    None,
    Bool(bool),
    Int(i128),
    /// An integer beyond `i128`, as decimal or prefixed digits.
    HugeInt(String),
    Float(f64),
    Complex {
        real: f64,
        imaginary: f64,
    },
    Str(String),
    Bytes(Vec<u8>),
    Ellipsis,
}

impl Constant {
    /// Python's truth of the constant.
    pub fn is_true(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Complex { real, imaginary } => *real != 0.0 || *imaginary != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::HugeInt(_) | Self::Ellipsis => true,
        }
    }
}

/// A local variable, by its place in `Code::locals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Local(pub u32);

/// A captured variable, by its place in `Code::captures`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Capture(pub u32);

/// A name that is looked up elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name(pub String);

/// A place on the stack; 1 is the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Depth(pub u32);

/// How many values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Count(pub u32);

/// An instruction of the same code, by its place. While assembling, the number of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target(pub u32);

/// What each value of a call or of a display is, in the order of the stack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Arguments(pub Vec<ArgumentKind>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ArgumentKind {
    Positional,
    Star,
    Keyword(String),
    DoubleStar,
}

impl Arguments {
    pub fn has_star(&self) -> bool {
        self.0.contains(&ArgumentKind::Star)
    }
}

/// The elements beside the starred one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StarShape {
    pub before: u32,
    pub after: u32,
}

/// What `MAKE_FUNCTION` takes off the stack, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FunctionShape {
    /// The place in `Code::nested`.
    pub nested: u32,
    pub captures: u32,
    /// Defaults of the last positional parameters.
    pub defaults: u32,
    /// The keyword-only parameters that have defaults.
    pub keyword_defaults: Vec<String>,
}

impl FunctionShape {
    pub fn pops(&self) -> usize {
        self.captures as usize + self.defaults as usize + self.keyword_defaults.len()
    }
}

/// How a field of an f-string is formatted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Formatting {
    /// `s`, `r` or `a`.
    pub conversion: Option<char>,
    /// Whether a format string lies above the value.
    pub spec: bool,
}

/// An operand can be written as text and read back.
pub(super) trait Operand: Sized {
    fn write(&self, writer: &mut Writer);
    fn read(reader: &mut Reader) -> Result<Self, TextError>;
}
