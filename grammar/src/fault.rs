//! An error on its way to becoming a diagnostic: it knows byte offsets, and no file yet.

use std::sync::Arc;

use crate::{
    diagnostic::{Diagnostic, Kind},
    line_index::LineIndex,
    tree::Span,
};

#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub code: &'static str,
    pub message: String,
    pub span: Span,
    /// A second place that explains the first.
    pub related: Option<(Span, &'static str)>,
    pub help: Option<String>,
    pub kind: Kind,
}

impl Fault {
    pub fn new(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span, related: None, help: None, kind: Kind::Syntax }
    }

    pub fn related(mut self, span: Span, message: &'static str) -> Self {
        self.related = Some((span, message));
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn into_diagnostic(self, lines: &LineIndex, file: &Arc<str>) -> Diagnostic {
        let mut diagnostic =
            Diagnostic::new(self.kind, self.code, self.message).at(lines.location(file, self.span), "");
        if let Some((span, message)) = self.related {
            diagnostic = diagnostic.and(lines.location(file, span), message);
        }
        diagnostic.help = self.help;
        diagnostic
    }
}
