//! Operands as text, written and read back.

use super::{
    code::Code,
    operand::{
        ArgumentKind, Arguments, Capture, Constant, Count, Depth, Formatting, FunctionShape, Local, Name, Operand,
        StarShape, Target,
    },
    reader::quoted,
    symbols::Symbol,
};
use numlir_grammar::tree::{BinaryOp, CompareOp, UnaryOp};
use std::fmt::{self, Display, Formatter};

pub(super) use super::reader::Reader;
pub use super::reader::TextError;

/// Writes the operands of one function, with the names its numbers stand for.
pub(super) struct Writer<'a> {
    pub out: String,
    pub code: &'a Code,
    /// The label of each instruction that jumps or handlers lead to.
    pub labels: &'a [Option<u32>],
}

impl Writer<'_> {
    fn put(&mut self, text: impl Display) {
        self.out.push_str(&text.to_string());
    }

    fn numbered(&mut self, number: u32, name: Option<&str>) {
        self.put(format_args!("{number} ({})", name.unwrap_or("?")));
    }
}

impl Display for Constant {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Self::None => write!(f, "None"),
            Self::Bool(true) => write!(f, "True"),
            Self::Bool(false) => write!(f, "False"),
            Self::Int(value) => write!(f, "{value}"),
            Self::HugeInt(digits) => write!(f, "huge {digits}"),
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Complex { real, imaginary } => write!(f, "complex {real:?} {imaginary:?}"),
            Self::Str(text) => write!(f, "{}", quoted(text)),
            Self::Bytes(bytes) => write!(f, "b\"{}\"", bytes.escape_ascii()),
            Self::Ellipsis => write!(f, "..."),
        }
    }
}

impl Operand for Constant {
    fn write(&self, writer: &mut Writer) {
        writer.put(self);
    }

    fn read(reader: &mut Reader) -> Result<Self, TextError> {
        if reader.looks_at("\"") {
            return reader.string().map(Self::Str);
        }
        if reader.skip("b\"") {
            return reader.bytes().map(Self::Bytes);
        }
        let word = reader.word()?;
        Ok(match word {
            "None" => Self::None,
            "True" => Self::Bool(true),
            "False" => Self::Bool(false),
            "..." => Self::Ellipsis,
            "huge" => Self::HugeInt(reader.word()?.to_owned()),
            "complex" => Self::Complex { real: reader.parse()?, imaginary: reader.parse()? },
            _ => match word.parse() {
                Ok(value) => Self::Int(value),
                Err(_) => Self::Float(word.parse().map_err(|_| reader.error(format!("'{word}' is not a constant")))?),
            },
        })
    }
}

impl Operand for Local {
    fn write(&self, writer: &mut Writer) {
        let code = writer.code;
        writer.numbered(self.0, code.locals.get(self.0 as usize).map(|local| local.name.as_str()));
    }

    fn read(reader: &mut Reader) -> Result<Self, TextError> {
        reader.numbered().map(Self)
    }
}

impl Operand for Capture {
    fn write(&self, writer: &mut Writer) {
        let code = writer.code;
        writer.numbered(self.0, code.captures.get(self.0 as usize).map(String::as_str));
    }

    fn read(reader: &mut Reader) -> Result<Self, TextError> {
        reader.numbered().map(Self)
    }
}

impl Operand for Name {
    fn write(&self, writer: &mut Writer) {
        writer.put(&self.0);
    }

    fn read(reader: &mut Reader) -> Result<Self, TextError> {
        reader.word().map(|word| Self(word.to_owned()))
    }
}

impl Operand for Target {
    fn write(&self, writer: &mut Writer) {
        let label = writer.labels.get(self.0 as usize).copied().flatten();
        writer.put(format_args!("L{}", label.unwrap_or(u32::MAX)));
    }

    /// Gives the number of the label, as long as its place is not known.
    fn read(reader: &mut Reader) -> Result<Self, TextError> {
        reader.label().map(Self)
    }
}

impl Operand for Depth {
    fn write(&self, writer: &mut Writer) {
        writer.put(self.0);
    }

    fn read(reader: &mut Reader) -> Result<Self, TextError> {
        reader.parse().map(Self)
    }
}

impl Operand for Count {
    fn write(&self, writer: &mut Writer) {
        writer.put(self.0);
    }

    fn read(reader: &mut Reader) -> Result<Self, TextError> {
        reader.parse().map(Self)
    }
}

/// How many, where all are positional, else the kind of each: `(_, *, name=, **)`.
impl Operand for Arguments {
    fn write(&self, writer: &mut Writer) {
        if self.0.iter().all(|kind| *kind == ArgumentKind::Positional) {
            return writer.put(self.0.len());
        }
        let words = self.0.iter().map(|kind| match kind {
            ArgumentKind::Positional => "_".to_owned(),
            ArgumentKind::Star => "*".to_owned(),
            ArgumentKind::Keyword(name) => format!("{name}="),
            ArgumentKind::DoubleStar => "**".to_owned(),
        });
        writer.put(format_args!("({})", words.collect::<Vec<_>>().join(", ")));
    }

    fn read(reader: &mut Reader) -> Result<Self, TextError> {
        if !reader.skip("(") {
            return Ok(Self(vec![ArgumentKind::Positional; reader.parse()?]));
        }
        let kinds = reader.until(')')?.split(',').map(|word| match word.trim() {
            "_" => ArgumentKind::Positional,
            "*" => ArgumentKind::Star,
            "**" => ArgumentKind::DoubleStar,
            keyword => ArgumentKind::Keyword(keyword.trim_end_matches('=').to_owned()),
        });
        Ok(Self(kinds.collect()))
    }
}

impl Operand for StarShape {
    fn write(&self, writer: &mut Writer) {
        writer.put(format_args!("{} {}", self.before, self.after));
    }

    fn read(reader: &mut Reader) -> Result<Self, TextError> {
        Ok(Self { before: reader.parse()?, after: reader.parse()? })
    }
}

impl Operand for FunctionShape {
    fn write(&self, writer: &mut Writer) {
        let code = writer.code;
        writer.numbered(self.nested, code.nested.get(self.nested as usize).map(|nested| nested.name.as_str()));
        writer.put(format_args!(" captures {} defaults {}", self.captures, self.defaults));
        for name in &self.keyword_defaults {
            writer.put(format_args!(" {name}="));
        }
    }

    fn read(reader: &mut Reader) -> Result<Self, TextError> {
        let nested = reader.numbered()?;
        reader.expect("captures")?;
        let captures = reader.parse()?;
        reader.expect("defaults")?;
        let defaults = reader.parse()?;
        let mut keyword_defaults = Vec::new();
        while !reader.looks_at("@") {
            keyword_defaults.push(reader.word()?.trim_end_matches('=').to_owned());
        }
        Ok(Self { nested, captures, defaults, keyword_defaults })
    }
}

impl Operand for Formatting {
    fn write(&self, writer: &mut Writer) {
        writer.put(self.conversion.unwrap_or('-'));
        if self.spec {
            writer.put(" spec");
        }
    }

    fn read(reader: &mut Reader) -> Result<Self, TextError> {
        let conversion = reader.word()?.chars().next().filter(|&conversion| conversion != '-');
        Ok(Self { conversion, spec: reader.skip("spec") })
    }
}

macro_rules! operators {
    ($($type:ty),*) => {$(
        impl Operand for $type {
            fn write(&self, writer: &mut Writer) {
                writer.put(self.symbol());
            }

            fn read(reader: &mut Reader) -> Result<Self, TextError> {
                let word = reader.word()?;
                Self::from_symbol(word).ok_or_else(|| reader.error(format!("'{word}' is not an operator")))
            }
        }
    )*};
}

operators!(BinaryOp, UnaryOp, CompareOp);
