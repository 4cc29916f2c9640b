//! The text that spans refer to.

use numlir_grammar::{
    LineIndex,
    diagnostic::{Diagnostic, Kind, Location},
    tree::Span,
};
use std::sync::Arc;

/// A source file's name and lines, to turn spans into locations.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub file: &'a Arc<str>,
    pub lines: &'a LineIndex,
}

impl Source<'_> {
    pub fn location(&self, span: Span) -> Location {
        self.lines.location(self.file, span)
    }

    /// The line of a span's start, from 1.
    pub fn line(&self, span: Span) -> u32 {
        self.location(span).start.0
    }

    pub(crate) fn syntax_error(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        let message = message.into();
        Diagnostic::new(Kind::Syntax, "syntax", message.clone()).at(self.location(span), message)
    }
}
