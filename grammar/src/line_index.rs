//! From byte offsets to lines and columns.

use std::sync::Arc;

use crate::{diagnostic::Location, tree::Span};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Where each line of a text starts. Lines end at `\n`, `\r\n` or a lone `\r`, as in CPython; a byte order mark
/// belongs to no line.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let mut starts = vec![first_line_start(text) as u32];
        starts.extend(line_breaks(text.as_bytes()).map(|offset| offset as u32));
        Self { starts }
    }

    /// Line and column of an offset; both count from 1, columns in bytes.
    pub fn position(&self, offset: u32) -> (u32, u32) {
        let line = self.starts.partition_point(|&start| start <= offset).max(1);
        (line as u32, offset.saturating_sub(self.starts[line - 1]) + 1)
    }

    /// The offset of a line and column, the inverse of [`Self::position`]; of the last line where there is no such.
    pub fn offset(&self, line: u32, column: u32) -> u32 {
        let last = self.starts.len() - 1;
        self.starts[(line.max(1) as usize - 1).min(last)] + column.max(1) - 1
    }

    pub fn location(&self, file: &Arc<str>, span: Span) -> Location {
        Location { file: file.clone(), start: self.position(span.start), end: self.position(span.end) }
    }
}

/// The offset where line 1 starts: behind the byte order mark, if there is one.
pub(crate) fn first_line_start(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }
}

/// The offset where a line starts; lines count from 1. Reads no further than that line.
pub(crate) fn line_start(text: &str, line: u32) -> Option<usize> {
    match line {
        0 => None,
        1 => Some(first_line_start(text)),
        _ => line_breaks(text.as_bytes()).nth(line as usize - 2),
    }
}

/// The offsets just behind each line break.
fn line_breaks(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
        .map(|at| at + 1)
}
