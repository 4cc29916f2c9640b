//! The types of a call's arguments as a few integers: cheap to read from values, to compare and to hash.
//!
//! A scalar, `None`, a slice, an array or a function is one code; a tuple is a code with its length, followed by its
//! elements, and an array of records or of texts is followed by the number of their layout or width.

use numlir_dialects::{
    chars::Chars,
    dates::Date,
    instance, named,
    record::RecordId,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::SmallVec;

/// The codes of all arguments in order. Most calls fit without an allocation.
pub type Key = SmallVec<[u32; 32]>;

/// The code of `None`.
pub const NONE: u32 = Scalar::ALL.len() as u32;

/// The code of a string.
pub const STR: u32 = 0x100;

/// The code of a string of bytes.
pub const BYTES: u32 = 0x107;

/// The code of a list, followed by that of its elements.
pub const LIST: u32 = 0x101;

/// The code of a set, followed by that of its elements.
pub const SET: u32 = 0x102;
/// The code of an instance, followed by the number of its type.
pub const INSTANCE: u32 = 0x103;
/// The code in front of the values of arguments, behind all types.
pub const LITERALS: u32 = 0x108;
/// The code of a named tuple, followed by the number of its class and the codes of its elements.
pub const NAMED: u32 = 0x109;
/// The code of a value that may be None, in written signatures only, followed by that of the value.
pub const OPTIONAL: u32 = 0x10a;
/// The code of an ellipsis.
pub const ELLIPSIS: u32 = 0x10b;
/// The code of an address, followed by that of what is there.
pub const POINTER: u32 = 0x104;
/// The code of a dtype, followed by that of its scalars.
pub const DTYPE: u32 = 0x105;
/// The code of a class of numbers, followed by its number.
pub const CLASS: u32 = 0x106;
/// Python's own classes among those; they come behind NumPy's, which have the numbers of their scalars.
pub const PYTHON_CLASSES: [&str; 5] =
    ["builtins.bool", "builtins.int", "builtins.float", "builtins.complex", "builtins.str"];
/// The code of a slice without bounds; one bit says of each whether it is there.
const SLICE: u32 = 16;
/// The code of an element that is a record.
const RECORD: u32 = Scalar::ALL.len() as u32;
/// The code of an element that is a text of a fixed width.
const CHARS: u32 = RECORD + 1;
/// The code of a date, followed by the number of its unit.
pub const DATE: u32 = 0x10c;
/// The code of an element that is a date, and of a dtype of dates.
pub const DATES: u32 = CHARS + 1;
// A code stands for one kind of type.
const _: () = {
    let codes = [STR, LIST, SET, INSTANCE, POINTER, DTYPE, CLASS, BYTES, LITERALS, NAMED, OPTIONAL, ELLIPSIS, DATE];
    let mut position = 0;
    while position < codes.len() {
        let mut other = position + 1;
        while other < codes.len() {
            assert!(codes[position] != codes[other]);
            other += 1;
        }
        position += 1;
    }
};

/// The code of a `numpy.random.Generator`.
pub const GENERATOR: u32 = 200;

const FUNCTION: u32 = 1 << 29;
const TUPLE: u32 = 1 << 30;
const ARRAY: u32 = 1 << 31;
const RANK_SHIFT: u32 = 8;
const F_ORDER: u32 = 1 << 16;
const ANY_ORDER: u32 = 2 << 16;
const READONLY: u32 = 1 << 20;
const UNALIGNED: u32 = 1 << 21;

/// The longest tuple that has a code.
pub const MOST_ELEMENTS: usize = (FUNCTION - 1) as usize;

/// The largest number of a function that has a code.
pub const LAST_FUNCTION: u32 = FUNCTION - 1;

/// The code of a scalar.
#[inline]
pub const fn scalar(scalar: Scalar) -> u32 {
    scalar.number()
}

/// The code of a tuple of `length` elements, at most [`MOST_ELEMENTS`], whose codes follow.
#[inline]
pub const fn tuple(length: usize) -> u32 {
    TUPLE | length as u32
}

/// The code of a function by its number, at most [`LAST_FUNCTION`]: a function is its own type.
#[inline]
pub const fn function(number: u32) -> u32 {
    FUNCTION | number
}

/// Whether codes are those of a function, as its own type or as that of its signature.
pub fn is_function(codes: &[u32]) -> bool {
    match *codes {
        [code] => code & (ARRAY | TUPLE) == 0 && code & FUNCTION != 0,
        [INSTANCE, number] => instance::signature(&instance::of_number(number)).is_some(),
        _ => false,
    }
}

/// The code of a slice by which of its bounds are integers.
#[inline]
pub fn slice(bounds: [bool; 3]) -> u32 {
    bounds.iter().enumerate().fold(SLICE, |code, (position, given)| code | u32::from(*given) << position)
}

/// Appends the code of an array.
#[inline]
pub fn push_array(key: &mut Key, ty: Array) {
    key.push(array(ty));
    match ty.element {
        Scalar::Record(record) => key.push(record.number()),
        Scalar::Chars(chars) => key.push(chars.number()),
        Scalar::Date(date) => key.push(date.number()),
        _ => {}
    }
}

/// The code of an array, of records and texts without the number that follows it.
#[inline]
pub const fn array(array: Array) -> u32 {
    let layout = match array.layout {
        Layout::C => 0,
        Layout::F => F_ORDER,
        Layout::Any => ANY_ORDER,
    };
    let readonly = if array.readonly { READONLY } else { 0 };
    let unaligned = if array.aligned { 0 } else { UNALIGNED };
    ARRAY | array.element.number() | ((array.rank as u32) << RANK_SHIFT) | layout | readonly | unaligned
}

/// Appends the codes of a type that is known beside a value: of anything but a function.
pub fn push_type(key: &mut Key, ty: &Type) {
    match ty {
        Type::Scalar(Scalar::Date(date)) => key.extend([DATE, date.number()]),
        Type::Scalar(kind) => key.push(scalar(*kind)),
        Type::Str => key.push(STR),
        Type::Bytes => key.push(BYTES),
        Type::Generator => key.push(GENERATOR),
        Type::Slice(bounds) => key.push(slice([0, 1, 2].map(|bound| bounds[bound] != Type::None))),
        Type::Array(kind) => push_array(key, *kind),
        Type::List(element) => {
            key.push(LIST);
            push_type(key, element);
        }
        Type::Set(element) => {
            key.push(SET);
            push_type(key, element);
        }
        Type::Pointer(element) => {
            key.push(POINTER);
            push_type(key, element);
        }
        Type::Optional(value) => {
            key.push(OPTIONAL);
            push_type(key, value);
        }
        Type::Builtin(name) if **name == *"builtins.Ellipsis" => key.push(ELLIPSIS),
        Type::Dtype(Scalar::Date(date)) => key.extend([DTYPE, DATES, date.number()]),
        Type::Dtype(kind) if kind.is_number() => key.extend([DTYPE, scalar(*kind)]),
        Type::Builtin(name) => match class_number(name) {
            Some(number) => key.extend([CLASS, number]),
            None => key.push(NONE),
        },
        Type::Instance { .. } => key.extend([INSTANCE, instance::number(ty)]),
        Type::Named { class, elements } => {
            key.extend([NAMED, named::number(class)]);
            elements.iter().for_each(|element| push_type(key, element));
        }
        Type::Tuple(elements) => {
            key.push(tuple(elements.len()));
            elements.iter().for_each(|element| push_type(key, element));
        }
        _ => key.push(NONE),
    }
}

/// The number of a class of numbers by its canonical name.
fn class_number(name: &str) -> Option<u32> {
    let python = PYTHON_CLASSES.iter().position(|class| *class == name).map(python_class);
    python.or_else(|| name.strip_prefix("numpy.").and_then(Scalar::from_name).filter(|of| of.is_number()).map(scalar))
}

/// The number of one of Python's classes by its position in the table.
pub fn python_class(position: usize) -> u32 {
    (Scalar::ALL.len() + position) as u32
}

/// Makes a code that of both: of arrays that differ in their layouts only, the less specific one. Whether there is such.
pub fn join(code: &mut u32, other: u32) -> bool {
    if *code == other {
        return true;
    }
    const ORDERS: u32 = F_ORDER | ANY_ORDER;
    const FLAGS: u32 = ORDERS | READONLY | UNALIGNED;
    if *code & other & ARRAY == 0 || (*code ^ other) & !FLAGS != 0 {
        return false;
    }
    let order = if (*code ^ other) & ORDERS == 0 { *code & ORDERS } else { ANY_ORDER };
    *code = (*code & !FLAGS) | order | ((*code | other) & (READONLY | UNALIGNED));
    true
}

/// The types that a key stands for, without the values behind them; `function` gives those of functions by their numbers.
pub fn types(key: &[u32], function: &impl Fn(u32) -> Type) -> Vec<Type> {
    let mut rest = key;
    let mut types = Vec::new();
    while rest.first().is_some_and(|code| *code != LITERALS) {
        types.push(take(&mut rest, function));
    }
    types
}

fn take(rest: &mut &[u32], function: &impl Fn(u32) -> Type) -> Type {
    // The functions above wrote the key, so the elements that a tuple announces are there.
    let (&code, behind) = rest.split_first().expect("a key ends where a type ends");
    *rest = behind;
    match code {
        NONE => Type::None,
        STR => Type::Str,
        BYTES => Type::Bytes,
        LIST => Type::List(take(rest, function).into()),
        SET => Type::Set(take(rest, function).into()),
        OPTIONAL => Type::Optional(take(rest, function).into()),
        ELLIPSIS => Type::builtin("builtins.Ellipsis"),
        POINTER => Type::Pointer(take(rest, function).into()),
        INSTANCE => {
            let (&number, behind) = rest.split_first().expect("the number of its type follows an instance");
            *rest = behind;
            instance::of_number(number)
        }
        NAMED => {
            let (&number, behind) = rest.split_first().expect("the number of its class follows a named tuple");
            *rest = behind;
            let class = named::of_number(number);
            let elements = named::fields(&class).map(|_| take(rest, function)).collect();
            Type::Named { class, elements }
        }
        DTYPE | CLASS => {
            let (&number, behind) = rest.split_first().expect("what it is of follows a dtype or a class");
            *rest = behind;
            if (code, number) == (DTYPE, DATES) {
                let (&number, behind) = rest.split_first().expect("the number of its unit follows a dtype of dates");
                *rest = behind;
                return Type::Dtype(Scalar::Date(Date::from_number(number)));
            }
            let number = number as usize;
            match Scalar::ALL.get(number) {
                Some(scalar) if code == DTYPE => Type::Dtype(*scalar),
                Some(scalar) => Type::builtin(&format!("numpy.{scalar}")),
                None => Type::builtin(PYTHON_CLASSES[number - Scalar::ALL.len()]),
            }
        }
        DATE => {
            let (&number, behind) = rest.split_first().expect("the number of its unit follows a date");
            *rest = behind;
            Type::Scalar(Scalar::Date(Date::from_number(number)))
        }
        GENERATOR => Type::Generator,
        code if code & ARRAY != 0 => Type::Array(Array {
            element: match code & 0xff {
                RECORD => {
                    let (&number, behind) = rest.split_first().expect("the number of a record follows its array");
                    *rest = behind;
                    Scalar::Record(RecordId::from_number(number))
                }
                CHARS => {
                    let (&number, behind) = rest.split_first().expect("the width of a text follows its array");
                    *rest = behind;
                    Scalar::Chars(Chars::from_number(number))
                }
                DATES => {
                    let (&number, behind) =
                        rest.split_first().expect("the number of its unit follows an array of dates");
                    *rest = behind;
                    Scalar::Date(Date::from_number(number))
                }
                number => Scalar::ALL[number as usize],
            },
            rank: (code >> RANK_SHIFT) as u8,
            layout: match code & (F_ORDER | ANY_ORDER) {
                0 => Layout::C,
                F_ORDER => Layout::F,
                _ => Layout::Any,
            },
            readonly: code & READONLY != 0,
            aligned: code & UNALIGNED == 0,
        }),
        code if code & TUPLE != 0 => Type::tuple((0..code & !TUPLE).map(|_| take(rest, function)).collect::<Vec<_>>()),
        code if code & FUNCTION != 0 => function(code & !FUNCTION),
        code if code & SLICE != 0 => {
            let bound = |position: u32| if code >> position & 1 != 0 { Type::INT64 } else { Type::None };
            Type::Slice([bound(0), bound(1), bound(2)].into())
        }
        code => Type::Scalar(Scalar::ALL[code as usize]),
    }
}
