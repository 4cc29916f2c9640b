//! f-strings: literal pieces and replacement fields, whose format specifications hold both again.

use super::{
    Builder, Result,
    children::Children,
    strings::Literal,
    text::{Style, Text, decode},
};
use crate::{
    diagnostic::Kind,
    fault::Fault,
    parser::{Pair, Rule},
    tree::{FStringPart, Span},
};

impl Builder<'_> {
    /// Appends the pieces of an f-string.
    pub(super) fn fstring(&self, pair: Pair, parts: &mut Vec<FStringPart>) -> Result<()> {
        let span = self.span(&pair);
        let raw = Literal::new(self.source(span), span.start).raw;
        self.pieces(pair, Style { raw, doubled_braces: true }, parts)
    }

    fn pieces(&self, pair: Pair, style: Style, parts: &mut Vec<FStringPart>) -> Result<()> {
        for piece in Children::of(pair) {
            if piece.as_rule() == Rule::field {
                parts.push(self.field(piece, style)?);
                continue;
            }
            // Blanks at the end belong to the text here, so this is not the span of a node.
            let laid_out = piece.as_span();
            let span = self.layout.span(laid_out.start(), laid_out.end());
            let mut text = Some(Text::default());
            if let Some(text) = &mut text {
                decode(self.source(span), span.start, style, text)?;
            }
            self.flush(&mut text, parts, span)?;
        }
        Ok(())
    }

    fn field(&self, pair: Pair, style: Style) -> Result<FStringPart> {
        let span = self.span(&pair);
        let mut children = Children::of(pair);
        let value = Box::new(self.value(children.must())?);
        let is_debug = children.accept(Rule::field_equal).is_some();
        let mut end_of_expression = span.end - 1;
        let conversion = match children.accept(Rule::conversion) {
            None => None,
            Some(pair) => {
                end_of_expression = self.span(&pair).start;
                Some(self.conversion(pair)?)
            }
        };
        let format = match children.accept(Rule::format_spec) {
            None => None,
            Some(pair) => {
                end_of_expression = end_of_expression.min(self.span(&pair).start);
                let mut parts = Vec::new();
                self.pieces(pair, Style { doubled_braces: false, ..style }, &mut parts)?;
                Some(parts)
            }
        };
        let debug_span = Span { start: span.start + 1, end: end_of_expression };
        let debug_text = is_debug.then(|| self.source(debug_span).replace("\r\n", "\n").replace('\r', "\n"));
        // `{x=}` shows the repr unless something else is asked for.
        let default = (is_debug && format.is_none()).then_some('r');
        Ok(FStringPart::Value { value, conversion: conversion.or(default), format, debug_text })
    }

    fn conversion(&self, pair: Pair) -> Result<char> {
        let span = self.span(&pair);
        match self.source(span) {
            "!s" => Ok('s'),
            "!r" => Ok('r'),
            "!a" => Ok('a'),
            other => {
                let message = format!("f-string: invalid conversion character '{}'", &other[1..]);
                Err(Fault::new("f-string", span, message).help("it must be 's', 'r' or 'a'"))
            }
        }
    }

    /// Moves text into the parts, joined to the text before it.
    pub(super) fn flush(&self, text: &mut Option<Text>, parts: &mut Vec<FStringPart>, span: Span) -> Result<()> {
        let Some(text) = text.take() else { return Ok(()) };
        let Some(text) = text.into_string() else {
            let mut fault = Fault::new("f-string-surrogate", span, "a lone surrogate in an f-string is not supported");
            fault.kind = Kind::Unsupported;
            return Err(fault);
        };
        match parts.last_mut() {
            _ if text.is_empty() => {}
            Some(FStringPart::Literal(before)) => before.push_str(&text),
            _ => parts.push(FStringPart::Literal(text)),
        }
        Ok(())
    }
}
