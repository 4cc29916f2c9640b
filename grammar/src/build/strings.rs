//! String, bytes and f-string literals, and what stands side by side of them.

use super::{
    Builder, Result,
    text::{Style, Text, decode, decode_bytes},
};
use crate::{
    fault::Fault,
    parser::{Pair, Rule},
    tree::{Constant, ExprKind, Span},
};

/// A literal taken apart: its prefix decides how its content is read.
pub(super) struct Literal<'t> {
    pub raw: bool,
    is_bytes: bool,
    content: &'t str,
    start: u32,
}

impl<'t> Literal<'t> {
    pub(super) fn new(source: &'t str, start: u32) -> Self {
        let quote_at = source.find(['"', '\'']).expect("a literal has a quote");
        let (prefix, quoted) = source.split_at(quote_at);
        let is_triple = quoted.len() >= 6 && (quoted.starts_with("\"\"\"") || quoted.starts_with("'''"));
        let quote = if is_triple { 3 } else { 1 };
        let content = quoted.get(quote..quoted.len() - quote).unwrap_or_default();
        Self {
            raw: prefix.contains(['r', 'R']),
            is_bytes: prefix.contains(['b', 'B']),
            content,
            start: start + (quote_at + quote) as u32,
        }
    }
}

impl<'t> Builder<'t> {
    /// One or more literals side by side: they are one value.
    pub(super) fn strings(&self, pair: Pair) -> Result<ExprKind> {
        let whole = self.span(&pair);
        let mut bytes: Option<Vec<u8>> = None;
        let mut text: Option<Text> = None;
        let mut parts = None;
        for piece in pair.into_inner() {
            let span = self.span(&piece);
            if piece.as_rule() == Rule::fstring {
                let parts = parts.get_or_insert_with(Vec::new);
                self.flush(&mut text, parts, span)?;
                self.fstring(piece, parts)?;
            } else {
                let literal = self.literal(span);
                if literal.is_bytes {
                    self.bytes(literal, bytes.get_or_insert_default())?;
                } else {
                    let style = Style { raw: literal.raw, doubled_braces: false };
                    decode(literal.content, literal.start, style, text.get_or_insert_default())?;
                }
            }
            if bytes.is_some() && (text.is_some() || parts.is_some()) {
                return Err(Fault::new("invalid-syntax", whole, "cannot mix bytes and nonbytes literals"));
            }
        }
        if let Some(mut parts) = parts {
            self.flush(&mut text, &mut parts, whole)?;
            return Ok(ExprKind::JoinedStr(parts));
        }
        Ok(ExprKind::Constant(match bytes {
            Some(bytes) => Constant::Bytes(bytes),
            None => text.unwrap_or_default().into_constant(),
        }))
    }

    pub(super) fn literal(&self, span: Span) -> Literal<'t> {
        Literal::new(self.source(span), span.start)
    }

    fn bytes(&self, literal: Literal, bytes: &mut Vec<u8>) -> Result<()> {
        if let Some(at) = literal.content.find(|character: char| !character.is_ascii()) {
            let start = literal.start + at as u32;
            let message = "bytes can only contain ASCII literal characters";
            return Err(Fault::new("invalid-syntax", Span { start, end: start + 1 }, message));
        }
        decode_bytes(literal.content, literal.start, literal.raw, bytes)
    }
}
