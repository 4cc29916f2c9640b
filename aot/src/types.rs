//! The types of arguments and results, from the text that the compiler writes (`src/aot/types.rs` in the compiler).
//!
//! ```text
//! i8 u4 f8 c16 b1   a number: its kind and its bytes, as NumPy's typestrings have them
//! s                 a string
//! n                 None
//! ?T                a T or None
//! [f8,2C] [f8,2Ar]  an array: its element's type, its rank and layout; `r` where it is read-only
//! (TTT)             a tuple
//! ```

/// A type of the calling convention that Python has values of.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    None,
    Number(Number),
    Str,
    Optional(Box<Type>),
    Array { element: Number, rank: usize, layout: char, readonly: bool },
    Tuple(Vec<Type>),
}

/// A number by its kind (`b`, `i`, `u`, `f`, `c`) and its size in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    pub kind: u8,
    pub size: usize,
}

/// The types of the arguments, and the type of the result.
pub fn signature(text: &str) -> Option<(Vec<Type>, Type)> {
    let mut rest = text;
    let Type::Tuple(arguments) = parse(&mut rest)? else { return None };
    let result = parse(&mut rest)?;
    rest.is_empty().then_some((arguments, result))
}

fn parse(rest: &mut &str) -> Option<Type> {
    Some(match next(rest)? {
        'n' => Type::None,
        's' => Type::Str,
        '?' => Type::Optional(Box::new(parse(rest)?)),
        '(' => {
            let mut elements = Vec::new();
            while !rest.starts_with(')') {
                elements.push(parse(rest)?);
            }
            next(rest)?;
            Type::Tuple(elements)
        }
        '[' => {
            let kind = next(rest)?;
            let element = number(kind, rest)?;
            (next(rest)? == ',').then_some(())?;
            let rank = digits(rest)?;
            let layout = next(rest)?;
            let readonly = rest.starts_with('r');
            if readonly {
                next(rest)?;
            }
            (next(rest)? == ']').then_some(())?;
            Type::Array { element, rank, layout, readonly }
        }
        kind => Type::Number(number(kind, rest)?),
    })
}

fn number(kind: char, rest: &mut &str) -> Option<Number> {
    Some(Number { kind: kind as u8, size: digits(rest)? })
}

fn digits(rest: &mut &str) -> Option<usize> {
    let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, behind) = rest.split_at(end);
    *rest = behind;
    digits.parse().ok()
}

fn next(rest: &mut &str) -> Option<char> {
    let first = rest.chars().next()?;
    *rest = &rest[first.len_utf8()..];
    Some(first)
}

impl Type {
    /// How many slots a value takes.
    pub fn slots(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Number(number) if number.size == 16 => 2,
            Self::Number(_) | Self::Str => 1,
            Self::Optional(of) => 1 + of.slots(),
            Self::Array { rank, .. } => 2 + 2 * rank,
            Self::Tuple(elements) => elements.iter().map(Self::slots).sum(),
        }
    }

    /// As messages write it.
    pub fn name(&self) -> String {
        match self {
            Self::None => "None".into(),
            Self::Str => "str".into(),
            Self::Number(number) => number.name(),
            Self::Optional(of) => format!("{} or None", of.name()),
            Self::Array { element, rank, layout, .. } => format!("array({}, {rank}d, {layout})", element.name()),
            Self::Tuple(elements) => format!("({})", elements.iter().map(Self::name).collect::<Vec<_>>().join(", ")),
        }
    }
}

impl Number {
    pub fn name(self) -> String {
        let kind = match self.kind {
            b'b' => return "bool".into(),
            b'i' => "int",
            b'u' => "uint",
            b'f' => "float",
            _ => "complex",
        };
        format!("{kind}{}", 8 * self.size)
    }
}
