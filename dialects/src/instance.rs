//! Classes whose instances stand on the heap: the names of their fields, and the types where all instances have the same.
//!
//! The compiler's own classes are containers: their fields' types are in the type of each instance. A class that a user declares has
//! fields of fixed types, which may be of the class itself; so these stand in a table of the process, under the class's name.

use crate::types::Type;
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Arc, LazyLock, RwLock},
};

/// A field: its name, the first of its slots, its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub name: Arc<str>,
    pub slot: usize,
    pub ty: Type,
}

/// A class that a user declared.
#[derive(Clone, Debug)]
struct Class {
    /// As messages call it.
    shown: Arc<str>,
    /// The types of the fields; empty where each instance's type has its own.
    types: Arc<[Type]>,
    names: Arc<[Arc<str>]>,
    methods: Arc<[Arc<str>]>,
}

/// The most slots an instance has: so many bits tell which hold references.
pub const MOST_SLOTS: usize = 256;

/// The compiler's own classes with the names of their fields.
const OWN: &[(&str, &[&str])] = &[
    ("typedlist", &["_items"]),
    ("typeddict", &["_keys", "_values", "_hashes", "_table", "_live", "_version"]),
    ("dictkeys", &["_table"]),
    ("dictvalues", &["_table"]),
    ("dictitems", &["_table"]),
    ("typedset", &["_keys", "_values", "_hashes", "_table", "_live", "_version"]),
    ("arrayflags", &["c_contiguous", "f_contiguous", "writeable"]),
    (SEEDED_GENERATOR, &["_words"]),
    (POLYNOMIAL, &["coef", "domain", "window"]),
    (GENERATOR, &["_resume", "_home", "_state", "_value"]),
    (FUNCTION, &["_code", "_home"]),
];

/// The class of `numpy.random.Generator`s that compiled code makes; `_words` is an array with the bit generator.
pub const SEEDED_GENERATOR: &str = "seededgenerator";

/// The class of `numpy.polynomial.Polynomial`s.
pub const POLYNOMIAL: &str = "polynomial";

/// Whether Python gets an object of NumPy's own for an instance of a class.
pub fn is_converted(class: &str) -> bool {
    class == SEEDED_GENERATOR || class == POLYNOMIAL
}

/// The class of generators. `_resume` is the address of what goes on, `_home` tells its module, `_state` where it goes on
/// ([`FINISHED`] at its end), `_value` is what was yielded last. Behind these, each has what its own function keeps.
pub const GENERATOR: &str = "generator";

/// The state of a generator that gives nothing more, and of one that is running.
pub const FINISHED: i64 = -1;

/// The class of functions of a signature, whichever they are. `_code` is the address of what is called, `_home` tells its module. Behind
/// these, each has what its own function captures.
pub const FUNCTION: &str = "firstclass";

/// The prefix of the classes of dictionaries of constant strings whose values have types of their own.
const LITERAL_DICT: &str = "literaldict";

/// What separates the keys in the name of such a class.
pub const SEPARATOR: char = '\u{1f}';

/// The class of dictionaries of these keys whose values have types of their own, in the types of instances.
pub fn literal_dict<'a>(keys: impl Iterator<Item = &'a str>) -> String {
    let keys: Vec<String> = keys.map(str::to_owned).collect();
    let class = format!("{LITERAL_DICT}{SEPARATOR}{}", keys.join(&SEPARATOR.to_string()));
    if declared(&class).is_none() {
        // Fields whose types are not given are never too many.
        let _ = declare(&class, "LiteralStrKey[Dict]", (&keys, Vec::new()), &[]);
    }
    class
}

/// The keys of a dictionary whose values have types of their own.
pub fn literal_keys(ty: &Type) -> Option<impl Iterator<Item = &str>> {
    let Type::Instance { class, .. } = ty else { return None };
    Some(class.strip_prefix(LITERAL_DICT)?.strip_prefix(SEPARATOR)?.split(SEPARATOR))
}

static DECLARED: LazyLock<RwLock<HashMap<Arc<str>, Class>>> = LazyLock::new(RwLock::default);
/// Types with a number each, and by number.
type Numbers = (HashMap<Type, u32>, Vec<Type>);

static NUMBERED: LazyLock<RwLock<Numbers>> = LazyLock::new(RwLock::default);

/// Declares a class, or its fields anew: `types` is empty where the types of instances tell those of the fields.
///
/// # Errors
/// Where instances would be too large.
pub fn declare(
    class: &str,
    shown: &str,
    (names, types): (&[String], Vec<Type>),
    methods: &[String],
) -> Result<(), String> {
    if types.iter().map(Type::slots).sum::<usize>() > MOST_SLOTS {
        return Err(format!("an instance of {shown} would take more than {MOST_SLOTS} slots of 8 bytes"));
    }
    let texts = |names: &[String]| names.iter().map(|name| Arc::from(name.as_str())).collect();
    let declared = Class { shown: shown.into(), types: types.into(), names: texts(names), methods: texts(methods) };
    // A panic while the table is locked cannot leave it half changed.
    DECLARED.write().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(class.into(), declared);
    Ok(())
}

fn declared(class: &str) -> Option<Class> {
    DECLARED.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(class).cloned()
}

/// Whether a user's class has a method or property of a name.
pub fn has_method(class: &str, name: &str) -> bool {
    declared(class).is_some_and(|class| class.methods.iter().any(|method| **method == *name))
}

/// The compiler's own name of a class, which is the prefix of its methods in the library; `None` for a user's class.
pub fn family(class: &str) -> Option<&'static str> {
    if class.strip_prefix(LITERAL_DICT).is_some_and(|rest| rest.starts_with(SEPARATOR)) {
        return Some(LITERAL_DICT);
    }
    OWN.iter().find(|(name, _)| *name == class).map(|(name, _)| *name)
}

/// The fields of an instance of a type, in order; `None` of what is no instance, and of classes that are not declared.
pub fn fields(ty: &Type) -> Option<Vec<Field>> {
    let Type::Instance { class, fields } = ty else { return None };
    let (names, types): (Vec<Arc<str>>, Arc<[Type]>) = match OWN.iter().find(|(name, _)| **name == **class) {
        Some((_, names)) => (names.iter().map(|name| Arc::from(*name)).collect(), fields.clone()),
        None => {
            let known = declared(class)?;
            let types = if known.types.is_empty() { fields.clone() } else { known.types };
            (known.names.to_vec(), types)
        }
    };
    let mut slot = 0;
    let place = |(name, ty): (Arc<str>, &Type)| {
        let field = Field { name, slot, ty: ty.clone() };
        slot += ty.slots();
        field
    };
    Some(names.into_iter().zip(types.iter()).map(place).collect())
}

/// A field by its name.
pub fn field(ty: &Type, name: &str) -> Option<Field> {
    fields(ty)?.into_iter().find(|field| &*field.name == name)
}

/// How many slots the fields take in all, and which of them hold references, 64 a word.
pub fn layout(ty: &Type) -> (usize, [u64; MOST_SLOTS / 64]) {
    let mut masks = [0; MOST_SLOTS / 64];
    let mut slots = 0;
    for field in fields(ty).unwrap_or_default() {
        for slot in (0..field.ty.slots().min(64)).filter(|slot| field.ty.owners() >> slot & 1 != 0) {
            let place = field.slot + slot;
            if let Some(mask) = masks.get_mut(place / 64) {
                *mask |= 1 << (place % 64);
            }
        }
        slots = field.slot + field.ty.slots();
    }
    (slots, masks)
}

/// A number for a type, the same in the whole process.
pub fn number(ty: &Type) -> u32 {
    if let Some(known) = NUMBERED.read().unwrap_or_else(|poisoned| poisoned.into_inner()).0.get(ty) {
        return *known;
    }
    let mut numbered = NUMBERED.write().unwrap_or_else(|poisoned| poisoned.into_inner());
    let next = numbered.1.len() as u32;
    let number = *numbered.0.entry(ty.clone()).or_insert(next);
    if number == next {
        numbered.1.push(ty.clone());
    }
    number
}

/// The type of a number that was given out.
pub fn of_number(number: u32) -> Type {
    let numbered = NUMBERED.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    numbered.1.get(number as usize).cloned().unwrap_or(Type::None)
}

/// As Numba's messages write it: `ListType[int64]`, `DictType[unicode_type,int64]`, `instance.jitclass.Point`.
pub fn show(class: &str, fields: &[Type], formatter: &mut fmt::Formatter) -> fmt::Result {
    let element = |position: usize| match fields.get(position) {
        Some(Type::List(element)) => element.to_string(),
        _ => "undetermined".into(),
    };
    match class {
        "typedlist" => write!(formatter, "ListType[{}]", element(0)),
        "typeddict" => write!(formatter, "DictType[{},{}]", element(0), element(1)),
        "typedset" => write!(formatter, "SetType[{}]", element(0)),
        _ if family(class) == Some(LITERAL_DICT) => {
            let keys = class.split(SEPARATOR).skip(1);
            let pairs: Vec<_> = keys.zip(fields).map(|(key, value)| format!("{key}: {value}")).collect();
            write!(formatter, "LiteralStrKey[Dict]({{{}}})", pairs.join(", "))
        }
        GENERATOR => write!(formatter, "generator({})", fields.get(3).unwrap_or(&Type::None)),
        FUNCTION => match fields {
            [_, _, result, Type::Tuple(arguments)] => {
                let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
                write!(formatter, "FunctionType[{result}({})]", arguments.join(", "))
            }
            _ => formatter.write_str(class),
        },
        _ => match declared(class) {
            Some(known) => formatter.write_str(&known.shown),
            None => formatter.write_str(class),
        },
    }
}

/// The type of a typed list.
pub fn typed_list(element: Type) -> Type {
    Type::Instance { class: "typedlist".into(), fields: [Type::List(element.into())].into() }
}

/// The type of a generator of values of a type.
pub fn generator(value: Type) -> Type {
    Type::Instance { class: GENERATOR.into(), fields: [Type::INT64, Type::INT64, Type::INT64, value].into() }
}

/// What a generator yields; `None` of other types.
pub fn yielded(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Instance { class, fields } if **class == *GENERATOR => fields.get(3),
        _ => None,
    }
}

/// The type of functions of a signature.
pub fn function(arguments: impl IntoIterator<Item = Type>, result: Type) -> Type {
    // What is no field only says the signature.
    let fields = [Type::INT64, Type::INT64, result, Type::tuple(arguments)];
    Type::Instance { class: FUNCTION.into(), fields: fields.into() }
}

/// The types of the arguments and of the result of functions of a type; `None` of other types.
pub fn signature(ty: &Type) -> Option<(&[Type], &Type)> {
    match ty {
        Type::Instance { class, fields } if **class == *FUNCTION => match &**fields {
            [_, _, result, Type::Tuple(arguments)] => Some((arguments, result)),
            _ => None,
        },
        _ => None,
    }
}

/// The type of a typed dictionary; of a typed set, whose values are nothing.
pub fn table(class: &str, key: Type, value: Type) -> Type {
    let list = |of: Type| Type::List(of.into());
    let fields = [list(key), list(value), list(Type::INT64), list(Type::INT64), Type::INT64, Type::INT64];
    Type::Instance { class: class.into(), fields: fields.into() }
}

/// Whether a value of the type, or a part of it, is an instance.
pub fn is_part_of(ty: &Type) -> bool {
    match ty {
        Type::Instance { .. } => true,
        Type::Tuple(of) | Type::Named { elements: of, .. } => of.iter().any(is_part_of),
        Type::List(of) | Type::Set(of) => is_part_of(of),
        Type::Optional(of) => is_part_of(of),
        _ => false,
    }
}

/// All that is declared of the classes of users that are named by these texts or are parts of these types, and of those that are parts
/// of their fields, as a text: what code for such types depends on.
pub fn declarations<'a>(names: impl Iterator<Item = &'a str>, types: impl Iterator<Item = &'a Type>) -> String {
    let mut open: Vec<Arc<str>> = names.map(Arc::from).collect();
    types.for_each(|ty| note_classes(ty, &mut open));
    let mut known = BTreeMap::new();
    while let Some(name) = open.pop() {
        let Some(class) = declared(&name).filter(|_| !known.contains_key(&name)) else { continue };
        class.types.iter().for_each(|ty| note_classes(ty, &mut open));
        known.insert(name, format!("{class:?}"));
    }
    known.into_iter().map(|(name, class)| format!("{name}: {class}\n")).collect()
}

/// Adds the classes of instances that are parts of values of a type.
fn note_classes(ty: &Type, noted: &mut Vec<Arc<str>>) {
    match ty {
        Type::Instance { class, fields } => {
            noted.push(class.clone());
            fields.iter().for_each(|field| note_classes(field, noted));
        }
        Type::Tuple(of) | Type::Named { elements: of, .. } => of.iter().for_each(|part| note_classes(part, noted)),
        Type::List(of) | Type::Set(of) => note_classes(of, noted),
        Type::Optional(of) => note_classes(of, noted),
        _ => {}
    }
}
