//! A code object of CPython as plain data: what `co_*` and CPython's own `dis` say of it.
//!
//! `dis` decodes, so extended arguments, caches, relative jumps and the numbers of opcodes, which differ between
//! versions, have no place here.

use crate::stack::Constant;

/// `co_flags`.
pub const VARARGS: u32 = 0x04;
pub const KWARGS: u32 = 0x08;
pub const GENERATOR: u32 = 0x20;
pub const COROUTINE: u32 = 0x80;
pub const ASYNC_GENERATOR: u32 = 0x200;

/// A code object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodeObject {
    /// The minor version of the CPython that made it: 11 for 3.11.
    pub version: u32,
    pub name: String,
    pub flags: u32,
    /// How many positional parameters there are, positional-only ones included.
    pub positional: usize,
    pub positional_only: usize,
    pub keyword_only: usize,
    /// `co_varnames`: the parameters, then the other locals.
    pub variables: Vec<String>,
    /// `co_cellvars`: locals that inner functions read, parameters among them.
    pub cells: Vec<String>,
    /// `co_freevars`: variables of the functions around.
    pub free: Vec<String>,
    pub constants: Vec<Value>,
    pub instructions: Vec<Decoded>,
    /// `co_exceptiontable`.
    pub exception_table: Vec<u8>,
    pub first_line: u32,
}

/// A constant of a code object.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Constant(Constant),
    Tuple(Vec<Value>),
    /// A frozen set.
    Set(Vec<Value>),
    /// A slice: start, stop and step.
    Slice(Vec<Value>),
    Code(Box<CodeObject>),
    /// An object that no source text denotes: the name of its class.
    Other(String),
}

/// One instruction, as `dis` tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decoded {
    pub name: String,
    pub argument: u32,
    /// The names that the argument stands for: variables, attributes, globals, the symbol of a comparison.
    pub names: Vec<String>,
    /// Where it jumps, in bytes.
    pub target: Option<u32>,
    pub offset: u32,
    /// First line, last line, first column, last column; lines count from 1, columns from 0, in bytes.
    pub position: Option<[u32; 4]>,
}

impl CodeObject {
    /// This code object and those in it.
    pub fn all(&self) -> Vec<&Self> {
        let mut found = vec![self];
        let mut next = 0;
        while let Some(&code) = found.get(next) {
            found.extend(code.constants.iter().filter_map(|value| match value {
                Value::Code(inner) => Some(&**inner),
                _ => None,
            }));
            next += 1;
        }
        found
    }

    /// A text of nothing but spaces, on which the places of all instructions lie.
    pub fn blank_text(&self) -> String {
        let mut widths = vec![0; self.first_line as usize];
        for [first, last, start, end] in
            self.all().iter().flat_map(|code| code.instructions.iter()).filter_map(|one| one.position)
        {
            let line = first.max(last) as usize;
            if widths.len() < line {
                widths.resize(line, 0);
            }
            widths[first as usize - 1] = widths[first as usize - 1].max(start + 1);
            widths[last as usize - 1] = widths[last as usize - 1].max(end + 1);
        }
        let mut text = String::new();
        for width in widths {
            text.extend(std::iter::repeat_n(' ', width as usize));
            text.push('\n');
        }
        text
    }
}

/// A range of instructions with one handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// In bytes, as all that follows but the depth.
    pub start: u32,
    pub end: u32,
    pub target: u32,
    /// How much of CPython's stack the handler keeps.
    pub depth: u32,
    /// Whether the place of the instruction lies below the exception.
    pub with_place: bool,
}

/// Reads `co_exceptiontable`: numbers of six bits a byte, the highest first.
pub fn exception_entries(table: &[u8]) -> Vec<Entry> {
    let mut bytes = table.iter();
    let mut number = || -> Option<u32> {
        let mut byte = *bytes.next()?;
        let mut value = u32::from(byte & 63);
        while byte & 64 != 0 {
            byte = *bytes.next()?;
            value = value << 6 | u32::from(byte & 63);
        }
        Some(value)
    };
    let mut entry = || -> Option<Entry> {
        let start = number()? * 2;
        let end = start + number()? * 2;
        let target = number()? * 2;
        let last = number()?;
        Some(Entry { start, end, target, depth: last >> 1, with_place: last & 1 != 0 })
    };
    std::iter::from_fn(&mut entry).collect()
}
