//! Errors as data: made anywhere in the compiler, rendered in one place.

use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};

/// A place in a source file: lines and columns count from 1, columns in bytes of UTF-8; the end is exclusive.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Location {
    pub file: Arc<str>,
    pub start: (u32, u32),
    pub end: (u32, u32),
}

/// What went wrong, by the class of the Python exception it becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The text is not Python.
    Syntax,
    /// Python that this compiler does not compile (yet).
    Unsupported,
    /// Types that do not agree, or none that fits.
    Typing,
    /// A value that cannot be, found while types are looked at.
    Value,
    /// A name without a meaning, or a local that certainly has no value.
    Name,
    /// A fault of the compiler itself.
    Internal,
}

/// A place with words. The primary label gets `^^^`, others `---`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub location: Location,
    pub message: String,
    pub primary: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub kind: Kind,
    /// A stable short name such as `no-unified-type`.
    pub code: &'static str,
    pub message: String,
    pub labels: Vec<Label>,
    pub notes: Vec<String>,
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn new(kind: Kind, code: &'static str, message: impl Into<String>) -> Self {
        Self { kind, code, message: message.into(), labels: Vec::new(), notes: Vec::new(), help: None }
    }

    /// Adds the place the error is about.
    pub fn at(mut self, location: Location, message: impl Into<String>) -> Self {
        self.labels.push(Label { location, message: message.into(), primary: true });
        self
    }

    /// Adds a second place that explains the first.
    pub fn and(mut self, location: Location, message: impl Into<String>) -> Self {
        self.labels.push(Label { location, message: message.into(), primary: false });
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        if let Some(label) = self.labels.first() {
            let Location { file, start, .. } = &label.location;
            write!(formatter, "{file}:{}:{}: ", start.0, start.1)?;
        }
        write!(formatter, "{}", self.message)
    }
}

impl std::error::Error for Diagnostic {}
