//! Layout: from the file's text to what the grammar reads.
//!
//! ```text
//! if x:  # why            if x:⏎
//!     f(a,         =>     →f(a,    b)⏎
//!       b)                ←y⏎
//! y
//! ```
//!
//! Needs nothing of the rest of the text than what it lays out, so a function is found and read without a look at
//! what follows it. Linear in what it lays out.

mod indentation;
mod marks;
mod nesting;
mod output;
mod scanner;
mod strings;

use std::{ops::Range, rc::Rc};

use crate::{fault::Fault, line_index::first_line_start, tree::Span};
use indentation::Level;
use output::OffsetMap;
use scanner::Scanner;

pub(crate) use marks::{DEDENT, END, FSTRING, INDENT, STRING};

/// Text ready for the grammar, with the way back to the original.
pub(crate) struct Layout {
    pub text: String,
    /// Where the word `lambda` stands, as offsets of the laid-out text.
    pub lambdas: Vec<u32>,
    map: Rc<OffsetMap>,
    /// Where `text` starts in the text that the map is about.
    start: usize,
}

impl Layout {
    fn of(scanner: Scanner) -> Self {
        let (text, map, lambdas) = scanner.finish();
        Self { text, lambdas, map: Rc::new(map), start: 0 }
    }

    /// A part of it, as a layout of its own.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        let text = self.text[range.clone()].to_owned();
        Self { text, lambdas: Vec::new(), map: self.map.clone(), start: self.start + range.start }
    }

    /// The original offset of the byte at a laid-out offset.
    pub(crate) fn original(&self, laid_out: usize) -> u32 {
        self.map.original(self.start + laid_out)
    }

    /// The original span of a laid-out range.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        self.map.span(self.start + start, self.start + end)
    }

    /// Splits the text into its outermost statements, each with its decorators and clauses.
    pub(crate) fn statements(&self) -> Vec<Range<usize>> {
        let mut starts = Vec::new();
        let mut depth = 0_usize;
        let mut at = 0;
        let mut after_decorator = false;
        for line in self.text.split_inclusive('\n') {
            let content = line.trim_start_matches([DEDENT as char, INDENT as char]);
            let marks = &line.as_bytes()[..line.len() - content.len()];
            let indents = marks.iter().filter(|&&mark| mark == INDENT).count();
            depth = (depth + indents).saturating_sub(marks.len() - indents);
            if depth == 0 {
                let word = content.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                let continues = matches!(word, "elif" | "else" | "except" | "finally") && !starts.is_empty();
                if !continues && !after_decorator {
                    starts.push(at + marks.len());
                }
                after_decorator = content.starts_with('@');
            }
            at += line.len();
        }
        let ends = starts.iter().skip(1).copied().chain([self.text.len()]);
        starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
    }
}

/// Lays out a whole file.
pub(crate) fn module(text: &str) -> Result<Layout, Fault> {
    let mut scanner = Scanner::new(text, first_line_start(text), Level::default());
    while let Some(line) = scanner.next_line() {
        scanner.lay_out(line)?;
    }
    Ok(Layout::of(scanner))
}

/// Lays out the definition that starts on the line at `start`: its decorators, its head and its block.
pub(crate) fn definition(text: &str, start: usize) -> Result<Layout, Fault> {
    let (base, _) = Level::measure(text.as_bytes(), start);
    let mut scanner = Scanner::new(text, start, base);
    let mut head_seen = false;
    while let Some(line) = scanner.next_line() {
        if head_seen && line.level.column <= base.column {
            break;
        }
        head_seen |= text.as_bytes()[line.at] != b'@';
        scanner.lay_out(line)?;
    }
    Ok(Layout::of(scanner))
}

/// Lays out the logical line that covers the physical line at `target`, reading from the start of the text, because
/// only from there is it known whether a line lies within a string or a bracket. Where the text up to there cannot be
/// laid out, the line itself is, as far as possible.
pub(crate) fn logical_line(text: &str, target: usize) -> Layout {
    let mut start = first_line_start(text);
    loop {
        let mut scanner = Scanner::new(text, start, Level::default());
        let Some(line) = scanner.next_line() else { break };
        scanner.output.resume(line.at);
        if scanner.lay_out_line().is_err() {
            break;
        }
        if scanner.at > target {
            return Layout::of(scanner);
        }
        start = scanner.at;
    }
    let mut scanner = Scanner::new(text, target, Level::default());
    if scanner.lay_out_line().is_err() {
        scanner.abandon_line();
    }
    Layout::of(scanner)
}
