//! Layouts of structured dtypes. A layout is interned once a process, so that a record type is a number and types stay
//! small.

use crate::types::Scalar;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{
    fmt,
    sync::{OnceLock, RwLock},
};

/// A structured dtype: where its fields lie.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Record {
    pub fields: Vec<Field>,
    /// In bytes, with what pads it.
    pub size: u32,
    /// 1 where fields are packed.
    pub alignment: u32,
    /// Whether elements are `np.record`s, whose fields are attributes too.
    pub attributes: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    /// In bytes.
    pub offset: u32,
    pub element: Scalar,
    /// The extents of a field that is an array, in C order; empty where it is one element.
    pub shape: Vec<u32>,
}

impl Field {
    /// The byte strides of the axes that the field has of its own.
    pub fn strides(&self) -> Vec<i64> {
        let mut strides = vec![i64::from(self.element.size()); self.shape.len()];
        for axis in (1..self.shape.len()).rev() {
            strides[axis - 1] = strides[axis] * i64::from(self.shape[axis]);
        }
        strides
    }
}

/// As in numba's messages: `float64`, `nestedarray(float64, (2, 3))`.
impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let extents: Vec<_> = self.shape.iter().map(ToString::to_string).collect();
        match extents.as_slice() {
            [] => write!(formatter, "{}", self.element),
            [extent] => write!(formatter, "nestedarray({}, ({extent},))", self.element),
            extents => write!(formatter, "nestedarray({}, ({}))", self.element, extents.join(", ")),
        }
    }
}

/// An interned layout.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId(u16);

/// A layout with its text, which lives as long as the process.
struct Known {
    record: Record,
    text: String,
}

static KNOWN: OnceLock<RwLock<Vec<&'static Known>>> = OnceLock::new();

fn known() -> &'static RwLock<Vec<&'static Known>> {
    KNOWN.get_or_init(RwLock::default)
}

/// How many layouts there can be.
pub const MOST_RECORDS: usize = u16::MAX as usize;

impl Record {
    /// The number of the layout; `None` where there are too many.
    pub fn intern(self) -> Option<RecordId> {
        let position = |known: &[&Known]| known.iter().position(|known| known.record == self);
        if let Some(position) = position(&known().read().ok()?) {
            return Some(RecordId(position as u16));
        }
        // Nested records look their own texts up, so before anything is locked.
        let text = self.to_string();
        let mut all = known().write().ok()?;
        if let Some(position) = position(&all) {
            return Some(RecordId(position as u16));
        }
        if all.len() == MOST_RECORDS {
            return None;
        }
        all.push(Box::leak(Box::new(Known { record: self, text })));
        Some(RecordId(all.len() as u16 - 1))
    }

    /// A field and its position, by its name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl RecordId {
    /// The number, for keys of types.
    pub fn number(self) -> u32 {
        self.0.into()
    }

    /// The layout of a number that [`RecordId::number`] gave.
    pub fn from_number(number: u32) -> Self {
        Self(number as u16)
    }

    /// The layout with a text.
    pub fn from_text(text: &str) -> Option<Self> {
        known().read().ok()?.iter().position(|known| known.text == text).map(|position| Self(position as u16))
    }

    fn known(self) -> &'static Known {
        let all = known().read().unwrap_or_else(|poisoned| poisoned.into_inner());
        all[usize::from(self.0)]
    }

    pub fn record(self) -> &'static Record {
        &self.known().record
    }

    pub fn text(self) -> &'static str {
        &self.known().text
    }
}

/// By its layout: numbers mean nothing in another process.
impl Serialize for RecordId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.record().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Record::deserialize(deserializer)?.intern().ok_or_else(|| D::Error::custom("too many structured dtypes"))
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(self.text())
    }
}

/// As in numba's messages: `Record(x[type=float64;offset=0],y[type=int32;offset=8];16;True)`.
impl fmt::Display for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let field = |field: &Field| format!("{}[type={field};offset={}]", field.name, field.offset);
        let fields: Vec<_> = self.fields.iter().map(field).collect();
        let aligned = if self.alignment > 1 { "True" } else { "False" };
        let class = if self.attributes { "record" } else { "Record" };
        write!(formatter, "{class}({};{};{aligned})", fields.join(","), self.size)
    }
}
