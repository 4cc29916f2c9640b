//! The types of values, as Rust data: what inference computes with and what a signature is made of.

use crate::{
    chars::Chars,
    dates::Date,
    record::{Record, RecordId},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, sync::Arc};

/// A scalar type: one of NumPy's numeric dtypes, a date or a span of time, a structured one, or text of a fixed width. A record as a
/// value is an array without axes, a text of a fixed width is a string ([`Scalar::value`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scalar {
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float16,
    Float32,
    Float64,
    Complex64,
    Complex128,
    Record(RecordId),
    Chars(Chars),
    Date(Date),
}

/// Memory layout of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Layout {
    /// Contiguous, last axis fastest.
    C,
    /// Contiguous, first axis fastest.
    F,
    /// Any strides.
    Any,
}

/// An array type. `readonly` and `aligned` are NumPy's flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Array {
    pub element: Scalar,
    pub rank: u8,
    pub layout: Layout,
    pub readonly: bool,
    pub aligned: bool,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Type {
    Scalar(Scalar),
    None,
    Str,
    Bytes,
    Tuple(Arc<[Type]>),
    Array(Array),
    /// A named tuple: its class ([`crate::named`]) and its elements. To most operations it is a tuple. Or a member of an enumeration,
    /// whose only element is its value, and which is nothing but itself.
    Named {
        class: Arc<str>,
        elements: Arc<[Type]>,
    },
    /// A list of elements of one type.
    List(Arc<Type>),
    /// A set of numbers of one type.
    Set(Arc<Type>),
    /// The type of the elements of a list that nothing was put into yet, while inferring: the number of where it is made.
    Undetermined(u32),
    /// A slice object: the types of its start, stop and step, each int64 or `None`.
    Slice(Arc<[Type]>),
    /// `range(...)` over int64.
    Range,
    /// An iterator over a value of the type within.
    Iterator(Arc<Type>),
    /// `enumerate` over what is iterated within.
    Enumerate(Arc<Type>),
    /// `zip` of what is iterated within.
    Zip(Arc<[Type]>),
    /// The elements of an array in order (`a.flat`); of a tuple of int64, all positions of a shape (`np.ndindex`).
    Flat(Arc<Type>),
    /// Views without axes of the elements of an array in order (`np.nditer`).
    ElementViews(Arc<Type>),
    /// A function, class or module known to the compiler, by its canonical dotted name.
    Builtin(Arc<str>),
    /// A dtype object.
    Dtype(Scalar),
    /// A function of the program: the symbol of its template, and the types of what it captures.
    Function {
        symbol: Arc<str>,
        captures: Arc<[Type]>,
    },
    /// One of several functions of the program, in the order of [`Type::choice`]: which one is known when the code runs.
    Choice(Arc<[Type]>),
    /// A method of a value, before it is called.
    Method {
        object: Arc<Type>,
        name: Arc<str>,
    },
    /// An address that C gave, of values of a type; of `None` where C does not say which.
    Pointer(Arc<Type>),
    /// A `numpy.random.Generator`: the address of its bit generator's interface.
    Generator,
    /// An instance of a class, on the heap: a class with types of its own for its fields ([`crate::instance`]).
    Instance {
        class: Arc<str>,
        fields: Arc<[Type]>,
    },
    /// An exception instance: the class name. Its arguments are known where it is made.
    Exception(Arc<str>),
    /// An exception that was caught, of whatever class.
    Caught,
    /// A value of the type within, or `None`.
    Optional(Arc<Type>),
}

impl Scalar {
    /// All but records, texts and dates.
    pub const ALL: [Scalar; 14] = [
        Scalar::Bool,
        Scalar::Int8,
        Scalar::Int16,
        Scalar::Int32,
        Scalar::Int64,
        Scalar::UInt8,
        Scalar::UInt16,
        Scalar::UInt32,
        Scalar::UInt64,
        Scalar::Float32,
        Scalar::Float64,
        Scalar::Complex64,
        Scalar::Complex128,
        Scalar::Float16,
    ];

    /// NumPy's name of the dtype.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int8 => "int8",
            Self::Int16 => "int16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::UInt8 => "uint8",
            Self::UInt16 => "uint16",
            Self::UInt32 => "uint32",
            Self::UInt64 => "uint64",
            Self::Float16 => "float16",
            Self::Float32 => "float32",
            Self::Float64 => "float64",
            Self::Complex64 => "complex64",
            Self::Complex128 => "complex128",
            Self::Record(record) => record.text(),
            Self::Chars(chars) => chars.name(),
            Self::Date(date) => date.name(),
        }
    }

    /// The dtype of a name as NumPy and Numba spell it (`bool`, `bool_`, `boolean`, `intp`, `float`, …).
    pub fn from_name(name: &str) -> Option<Self> {
        let canonical = match name {
            "bool_" | "boolean" | "b1" => "bool",
            "int" | "intp" | "int_" | "long" | "longlong" | "i8" => "int64",
            "uint" | "uintp" | "ulong" | "ulonglong" | "u8" => "uint64",
            "byte" | "i1" => "int8",
            "ubyte" | "u1" => "uint8",
            "short" | "i2" => "int16",
            "ushort" | "u2" => "uint16",
            "intc" | "i4" => "int32",
            "uintc" | "u4" => "uint32",
            "float" | "double" | "float_" | "f8" => "float64",
            "half" | "f2" => "float16",
            "single" | "f4" => "float32",
            "complex" | "cdouble" | "complex_" | "c16" => "complex128",
            "csingle" | "c8" => "complex64",
            other => other,
        };
        let number = Self::ALL.into_iter().find(|scalar| scalar.name() == canonical);
        number.or_else(|| Chars::from_name(name).map(Self::Chars)).or_else(|| Date::from_name(name).map(Self::Date))
    }

    /// Size of an element in bytes.
    pub fn size(self) -> u32 {
        match self {
            Self::Bool | Self::Int8 | Self::UInt8 => 1,
            Self::Int16 | Self::UInt16 | Self::Float16 => 2,
            Self::Int32 | Self::UInt32 | Self::Float32 => 4,
            Self::Int64 | Self::UInt64 | Self::Float64 | Self::Complex64 | Self::Date(_) => 8,
            Self::Complex128 => 16,
            Self::Record(record) => record.record().size,
            Self::Chars(chars) => chars.size(),
        }
    }

    /// Alignment of an element in bytes.
    pub fn alignment(self) -> u32 {
        match self {
            Self::Record(record) => record.record().alignment,
            Self::Chars(chars) => chars.unit(),
            scalar => scalar.real().size(),
        }
    }

    /// The place among [`Scalar::ALL`]; behind all of them for records, texts and dates.
    pub const fn number(self) -> u32 {
        match self {
            Self::Bool => 0,
            Self::Int8 => 1,
            Self::Int16 => 2,
            Self::Int32 => 3,
            Self::Int64 => 4,
            Self::UInt8 => 5,
            Self::UInt16 => 6,
            Self::UInt32 => 7,
            Self::UInt64 => 8,
            Self::Float32 => 9,
            Self::Float64 => 10,
            Self::Complex64 => 11,
            Self::Complex128 => 12,
            Self::Float16 => 13,
            Self::Record(_) => 14,
            Self::Chars(_) => 15,
            Self::Date(_) => 16,
        }
    }

    /// The layout of a record.
    pub fn record(self) -> Option<&'static Record> {
        match self {
            Self::Record(record) => Some(record.record()),
            _ => None,
        }
    }

    /// The width of a text.
    pub fn chars(self) -> Option<Chars> {
        match self {
            Self::Chars(chars) => Some(chars),
            _ => None,
        }
    }

    /// The unit of a date or of a span of time.
    pub fn date(self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(date),
            _ => None,
        }
    }

    pub fn is_date(self) -> bool {
        matches!(self, Self::Date(_))
    }

    /// A number or a bool.
    pub fn is_number(self) -> bool {
        self.is_value() && !self.is_date()
    }

    /// A number, a bool or a date: what is a value as it lies in memory.
    pub fn is_value(self) -> bool {
        !matches!(self, Self::Record(_) | Self::Chars(_))
    }

    /// The type that an element has as a value: a text is a string.
    pub fn value(self) -> Type {
        match self {
            Self::Chars(Chars { wide: true, .. }) => Type::Str,
            Self::Chars(_) => Type::Bytes,
            number => Type::Scalar(number),
        }
    }

    pub fn is_signed(self) -> bool {
        matches!(self, Self::Int8 | Self::Int16 | Self::Int32 | Self::Int64)
    }

    pub fn is_unsigned(self) -> bool {
        matches!(self, Self::UInt8 | Self::UInt16 | Self::UInt32 | Self::UInt64)
    }

    /// An integer that is not a boolean.
    pub fn is_integer(self) -> bool {
        self.is_signed() || self.is_unsigned()
    }

    pub fn is_float(self) -> bool {
        matches!(self, Self::Float16 | Self::Float32 | Self::Float64)
    }

    pub fn is_complex(self) -> bool {
        matches!(self, Self::Complex64 | Self::Complex128)
    }

    /// The type of a complex type's parts; a real type is its own.
    pub fn real(self) -> Self {
        match self {
            Self::Complex64 => Self::Float32,
            Self::Complex128 => Self::Float64,
            other => other,
        }
    }
}

impl Layout {
    pub fn name(self) -> &'static str {
        match self {
            Self::C => "C",
            Self::F => "F",
            Self::Any => "A",
        }
    }
}

impl Type {
    pub const BOOL: Self = Self::Scalar(Scalar::Bool);
    pub const INT64: Self = Self::Scalar(Scalar::Int64);
    pub const UINT64: Self = Self::Scalar(Scalar::UInt64);
    pub const FLOAT32: Self = Self::Scalar(Scalar::Float32);
    pub const FLOAT64: Self = Self::Scalar(Scalar::Float64);
    pub const COMPLEX128: Self = Self::Scalar(Scalar::Complex128);

    pub fn tuple(elements: impl IntoIterator<Item = Type>) -> Self {
        Self::Tuple(elements.into_iter().collect())
    }

    /// One of several functions; each is there once, and their order is that of their texts.
    pub fn choice(alternatives: impl IntoIterator<Item = Type>) -> Self {
        let ordered: BTreeMap<String, Type> = alternatives
            .into_iter()
            .map(|function| match &function {
                Self::Function { symbol, captures } => (format!("{symbol}({})", list(captures)), function),
                other => (other.to_string(), function),
            })
            .collect();
        Self::Choice(ordered.into_values().collect())
    }

    pub fn builtin(name: &str) -> Self {
        Self::Builtin(name.into())
    }

    /// The elements of a tuple, a named one too.
    pub fn elements(&self) -> Option<&Arc<[Type]>> {
        match self {
            Self::Named { class, .. } if crate::named::is_enumeration(class) => None,
            Self::Tuple(elements) | Self::Named { elements, .. } => Some(elements),
            _ => None,
        }
    }

    /// The class of a member of an enumeration.
    pub fn enumeration(&self) -> Option<&str> {
        match self {
            Self::Named { class, .. } if crate::named::is_enumeration(class) => Some(class),
            _ => None,
        }
    }

    pub fn scalar(&self) -> Option<Scalar> {
        match self {
            Self::Scalar(scalar) => Some(*scalar),
            _ => None,
        }
    }

    /// A string, of characters or of bytes.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Str | Self::Bytes)
    }

    /// How many 8-byte slots a value takes in the calling convention (docs/calling-convention.md).
    pub fn slots(&self) -> usize {
        match self {
            Self::Scalar(Scalar::Complex128) => 2,
            Self::Scalar(_) | Self::Generator | Self::Pointer(_) => 1,
            Self::Tuple(elements) | Self::Named { elements, .. } => elements.iter().map(Self::slots).sum(),
            Self::Slice(bounds) => bounds.iter().map(Self::slots).sum(),
            Self::Array(array) => 2 + 2 * usize::from(array.rank),
            Self::List(_) | Self::Set(_) | Self::Str | Self::Bytes | Self::Instance { .. } | Self::Caught => 1,
            Self::Optional(of) => 1 + of.slots(),
            // Which of them, then what each captures.
            Self::Choice(functions) => 1 + functions.iter().map(Self::slots).sum::<usize>(),
            Self::Function { captures, .. } => captures.iter().map(Self::slots).sum(),
            _ => 0,
        }
    }

    /// Which of the slots of a value hold owners (docs/calling-convention.md), the first at the lowest bit; slots beyond
    /// the 64th are not told.
    pub fn owners(&self) -> u64 {
        match self {
            Self::Array(_) => 2,
            Self::List(_) | Self::Set(_) | Self::Str | Self::Bytes | Self::Instance { .. } | Self::Caught => 1,
            Self::Optional(of) => of.owners() << 1,
            Self::Choice(functions) => owners_of(functions) << 1,
            Self::Tuple(elements) | Self::Named { elements, .. } | Self::Function { captures: elements, .. } => {
                owners_of(elements)
            }
            _ => 0,
        }
    }
}

/// [`Type::owners`] of values that follow one another.
fn owners_of(types: &[Type]) -> u64 {
    let mut mask = 0;
    let mut position = 0;
    for ty in types {
        mask |= ty.owners().checked_shl(position).unwrap_or(0);
        position += ty.slots() as u32;
    }
    mask
}

impl fmt::Display for Scalar {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Written as in numba's messages: `array(float64, 2d, C)`, `UniTuple(int64 x 2)`, `Tuple(int64, float64)`.
impl fmt::Display for Type {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Scalar(scalar) => write!(formatter, "{scalar}"),
            Self::None => formatter.write_str("none"),
            Self::Str => formatter.write_str("unicode_type"),
            Self::Bytes => formatter.write_str("bytes"),
            Self::Tuple(elements) => match elements.split_first() {
                Some((first, rest)) if rest.iter().all(|element| element == first) => {
                    write!(formatter, "UniTuple({first} x {})", elements.len())
                }
                _ => write!(formatter, "Tuple({})", list(elements)),
            },
            Self::Named { class, elements } => {
                let is_member = crate::named::is_enumeration(class);
                let class = crate::named::shown(class);
                match elements.first() {
                    Some(value) if is_member => return write!(formatter, "Enum<{value}>({class})"),
                    _ => {}
                }
                match elements.split_first() {
                    Some((first, rest)) if rest.iter().all(|element| element == first) => {
                        write!(formatter, "{class}({first} x {})", elements.len())
                    }
                    _ => write!(formatter, "{class}({})", list(elements)),
                }
            }
            Self::Array(array) => {
                let name = if array.readonly { "readonly array" } else { "array" };
                write!(formatter, "{name}({}, {}d, {})", array.element, array.rank, array.layout.name())
            }
            Self::List(element) => write!(formatter, "list({element})"),
            Self::Set(element) => write!(formatter, "set({element})"),
            Self::Undetermined(_) => formatter.write_str("undetermined"),
            Self::Slice(_) => formatter.write_str("slice"),
            Self::Range => formatter.write_str("range"),
            Self::Generator => formatter.write_str("Generator"),
            Self::Iterator(over) => write!(formatter, "iterator({over})"),
            Self::Enumerate(over) => write!(formatter, "enumerate({over})"),
            Self::Zip(over) => write!(formatter, "zip({})", list(over)),
            Self::Flat(of) if matches!(**of, Self::Tuple(_)) => write!(formatter, "ndindex({of})"),
            Self::Flat(of) => write!(formatter, "flat({of})"),
            Self::ElementViews(of) => write!(formatter, "nditer({of})"),
            Self::Builtin(name) => formatter.write_str(name.split('(').next().unwrap_or(name)),
            Self::Dtype(scalar) => write!(formatter, "dtype({scalar})"),
            Self::Function { symbol, .. } => write!(formatter, "function({symbol})"),
            Self::Choice(functions) => {
                let names: Vec<_> = functions.iter().map(ToString::to_string).collect();
                write!(formatter, "one of ({})", names.join(", "))
            }
            Self::Method { object, name } => write!(formatter, "method({object}.{name})"),
            Self::Instance { class, fields } => crate::instance::show(class, fields, formatter),
            Self::Exception(class) => write!(formatter, "exception({})", class.split('(').next().unwrap_or(class)),
            Self::Caught => formatter.write_str("exception"),
            Self::Optional(of) => write!(formatter, "OptionalType({of})"),
            Self::Pointer(of) if **of == Self::None => formatter.write_str("void*"),
            Self::Pointer(of) => write!(formatter, "{of}*"),
        }
    }
}

fn list(types: &[Type]) -> String {
    types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
