//! The tree as text, one node a line: what it is to its parent, its class as in `ast`, its span, its details.
//!
//! ```text
//! body Assign 1:1-1:6
//!   target Name 1:1-1:2 x
//!   value Constant 1:5-1:6 int 1
//! ```

mod expression;
mod pattern;
mod statement;

use std::fmt::Write;

use crate::{
    line_index::LineIndex,
    tree::{Module, Span},
};

/// Writes a module's tree; `text` is what it was parsed from.
pub fn dump(module: &Module, text: &str) -> String {
    let mut dumper = Dumper { out: String::new(), lines: LineIndex::new(text), depth: 0 };
    dumper.body("body", &module.body);
    dumper.out
}

struct Dumper {
    out: String,
    lines: LineIndex,
    depth: usize,
}

impl Dumper {
    /// A line for a node, and its parts below it.
    fn node(&mut self, label: &str, class: &str, span: Span, parts: impl FnOnce(&mut Self)) {
        self.detailed(label, class, span, "", parts);
    }

    fn detailed(&mut self, label: &str, class: &str, span: Span, detail: &str, parts: impl FnOnce(&mut Self)) {
        let (start, end) = (self.lines.position(span.start), self.lines.position(span.end));
        let blank = if detail.is_empty() { "" } else { " " };
        let indent = self.depth * 2;
        writeln!(self.out, "{:indent$}{label} {class} {}:{}-{}:{}{blank}{detail}", "", start.0, start.1, end.0, end.1)
            .expect(NEVER_FAILS);
        self.below(parts);
    }

    /// A line for something that has no span of its own.
    fn line(&mut self, words: &str) {
        let indent = self.depth * 2;
        writeln!(self.out, "{:indent$}{words}", "").expect(NEVER_FAILS);
    }

    fn below(&mut self, parts: impl FnOnce(&mut Self)) {
        self.depth += 1;
        parts(self);
        self.depth -= 1;
    }
}

const NEVER_FAILS: &str = "writing to a string does not fail";

/// A string in double quotes; whatever is not plain ASCII is written by its number.
fn quoted(code_points: impl IntoIterator<Item = u32>) -> String {
    let mut out = String::from("\"");
    for code_point in code_points {
        match char::from_u32(code_point) {
            Some(character @ ('"' | '\\')) => out.extend(['\\', character]),
            Some(character @ ' '..='~') => out.push(character),
            _ => write!(out, "\\u{{{code_point:x}}}").expect(NEVER_FAILS),
        }
    }
    out.push('"');
    out
}
