//! Finds the ends of string literals, and takes f-strings apart into text and replacement fields.

use super::{
    indentation::line_break,
    marks,
    nesting::{Context, Frame},
    scanner::{Result, Scanner},
};
use crate::{fault::Fault, tree::Span};

impl Scanner<'_> {
    /// Lays out the literal whose prefix starts at `start` and whose quote is at hand. Of an f-string only the
    /// opening: its text is a context of its own.
    pub(super) fn string(&mut self, start: usize) -> Result<()> {
        let prefix = &self.bytes[start..self.at];
        let has = |letter: u8| prefix.iter().any(|byte| byte.to_ascii_lowercase() == letter);
        let quote = self.bytes[self.at];
        let triple = self.bytes[self.at..].starts_with(&[quote; 3]);
        let opening = if triple { 3 } else { 1 };
        if has(b'f') {
            let raw = has(b'r');
            let end = self.at + opening;
            self.nesting
                .open(Context::FString { quote, triple, raw }, start)
                .map_err(|_| self.fault_at("too-deep", start, end, "too many nested f-strings"))?;
            self.output.replace(start, end, marks::FSTRING);
            self.at = end;
            return Ok(());
        }
        let content = self.at + opening;
        let Some(closing) = find_closing_quote(self.bytes, content, quote, triple) else {
            return Err(self
                .unterminated_in_field(quote)
                .unwrap_or_else(|| self.unterminated("string", start, content, triple)));
        };
        self.output.replace(start, start + 1, marks::STRING);
        self.mask_marks(content, closing);
        self.output.replace(closing, closing + opening, marks::END);
        self.at = closing + opening;
        Ok(())
    }

    /// Lays out the text of an f-string or of a format specification, up to the next replacement field or its end.
    pub(super) fn fstring_text(&mut self) -> Result<()> {
        let in_spec = self.nesting.context() == Context::FormatSpec;
        let Some(&Frame { at: start, context: Context::FString { quote, triple, raw }, .. }) = self.nesting.fstring()
        else {
            unreachable!("a format specification stands in the field of an f-string")
        };
        loop {
            let Some(&byte) = self.bytes.get(self.at) else {
                return Err(self.unterminated("f-string", start, start + 1, triple));
            };
            let next = self.bytes.get(self.at + 1).copied();
            match byte {
                b'{' if !in_spec && next == Some(b'{') => self.replace(2, marks::MASK),
                b'{' => return self.open(Context::Field),
                b'}' if in_spec => {
                    self.nesting.close();
                    self.at += 1;
                    return Ok(());
                }
                b'}' if next == Some(b'}') => self.replace(2, marks::MASK),
                b'}' => {
                    let message = "f-string: single '}' is not allowed";
                    return Err(self.fault_at("f-string", self.at, self.at + 1, message));
                }
                b'\\' => self.fstring_escape(raw),
                b'\n' | b'\r' if !triple => {
                    return Err(self.unterminated("f-string", start, start + 1, triple));
                }
                _ if byte == quote && (!triple || self.bytes[self.at..].starts_with(&[quote; 3])) => {
                    if in_spec {
                        let at = self.nesting.top().at;
                        let message = "f-string: expecting '}'";
                        let fault = self.fault_at("f-string", self.at, self.at + 1, message);
                        return Err(fault.related(Span { start: at as u32, end: at as u32 + 1 }, "opened here"));
                    }
                    self.replace(if triple { 3 } else { 1 }, marks::END);
                    self.nesting.close();
                    return Ok(());
                }
                _ if marks::is_mark(byte) => self.replace(1, marks::MASK),
                _ => self.at += 1,
            }
        }
    }

    /// A backslash hides the quote behind it, but never a brace, except that of a character's name.
    fn fstring_escape(&mut self, raw: bool) {
        let start = self.at;
        self.at += 1;
        match self.bytes.get(self.at) {
            None | Some(b'{' | b'}') => {}
            Some(b'N') if !raw && self.bytes.get(self.at + 1) == Some(&b'{') => {
                let rest = &self.bytes[start..];
                if let Some(length) = memchr::memchr3(b'}', b'\n', b'"', rest)
                    && rest[length] == b'}'
                {
                    self.output.replace(start, start + length + 1, marks::MASK);
                    self.at = start + length + 1;
                }
            }
            Some(_) => self.at = line_break(self.bytes, self.at).unwrap_or(self.at + 1),
        }
    }

    fn mask_marks(&mut self, start: usize, end: usize) {
        for at in start..end {
            if marks::is_mark(self.bytes[at]) {
                self.output.replace(at, at + 1, marks::MASK);
            }
        }
    }

    /// In a replacement field, the quote that seemed to open a string was more likely to close the f-string.
    fn unterminated_in_field(&self, quote: u8) -> Option<Fault> {
        let fstring = self.nesting.fstring()?;
        let same_quote = matches!(fstring.context, Context::FString { quote: outer, .. } if outer == quote);
        let top = self.nesting.top();
        let is_in_field = top.context == Context::Field && same_quote;
        is_in_field.then(|| {
            let fault = self.fault_at("f-string", self.at, self.at + 1, "f-string: expected '}'");
            fault.related(Span { start: top.at as u32, end: top.at as u32 + 1 }, "opened here")
        })
    }

    fn unterminated(&self, what: &str, start: usize, end: usize, triple: bool) -> Fault {
        let triple = if triple { "triple-quoted " } else { "" };
        let span = Span { start: start as u32, end: end as u32 };
        Fault::new("unterminated-string", span, format!("unterminated {triple}{what} literal"))
    }
}

fn find_closing_quote(bytes: &[u8], mut at: usize, quote: u8, triple: bool) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            b'\\' => at = line_break(bytes, at + 1).unwrap_or(at + 2),
            b'\n' | b'\r' if !triple => return None,
            byte if byte == quote && (!triple || bytes[at..].starts_with(&[quote; 3])) => return Some(at),
            _ => at += 1,
        }
    }
}
