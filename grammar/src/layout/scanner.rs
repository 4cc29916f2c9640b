//! Reads logical lines and lays them out: joins physical lines, drops comments, turns indentation into marks and
//! marks the ends of string literals.

use super::{
    indentation::{Change, Indentation, Level, Misfit, line_break},
    marks,
    nesting::{Context, Nesting, TooDeep},
    output::{OffsetMap, Output},
};
use crate::{fault::Fault, tree::Span};

pub(super) type Result<T> = std::result::Result<T, Fault>;

/// Where the next logical line begins.
#[derive(Clone, Copy)]
pub(super) struct LineStart {
    /// The offset of its first byte that is not blank.
    pub at: usize,
    pub level: Level,
}

pub(super) struct Scanner<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) at: usize,
    pub(super) output: Output<'t>,
    pub(super) nesting: Nesting,
    indentation: Indentation,
    /// Laid-out offsets of the word `lambda`.
    lambdas: Vec<u32>,
}

impl<'t> Scanner<'t> {
    /// Starts at the beginning of a line; `base` is the indentation that counts as none.
    pub(super) fn new(text: &'t str, start: usize, base: Level) -> Self {
        let bytes = text.as_bytes();
        Self {
            bytes,
            at: start,
            output: Output::new(bytes, start),
            nesting: Nesting::new(),
            indentation: Indentation::new(base),
            lambdas: Vec::new(),
        }
    }

    /// Skips blank lines and comments up to the next logical line. None at the end of the text.
    pub(super) fn next_line(&mut self) -> Option<LineStart> {
        loop {
            let (level, at) = Level::measure(self.bytes, self.at);
            self.at = at;
            match self.bytes.get(at)? {
                b'\n' | b'\r' => self.at += 1,
                b'#' => self.skip_comment(),
                _ => return Some(LineStart { at, level }),
            }
        }
    }

    /// Lays out the line that `next_line` found, with what its indentation means.
    pub(super) fn lay_out(&mut self, line: LineStart) -> Result<()> {
        match self.indentation.change(line.level) {
            Ok(Change::Same) => {}
            Ok(Change::Indent) => self.output.insert(marks::INDENT),
            Ok(Change::Dedent(count)) => self.insert_dedents(count),
            Err(misfit) => return Err(misfit_fault(misfit, line.at)),
        }
        self.output.resume(line.at);
        self.lay_out_line()
    }

    /// Closes the open blocks and returns the laid-out text.
    pub(super) fn finish(mut self) -> (String, OffsetMap, Vec<u32>) {
        self.insert_dedents(self.indentation.depth());
        let (text, map) = self.output.finish();
        (text, map, self.lambdas)
    }

    fn insert_dedents(&mut self, count: usize) {
        for _ in 0..count {
            self.output.insert(marks::DEDENT);
        }
    }

    /// Lays out up to the end of the logical line.
    pub(super) fn lay_out_line(&mut self) -> Result<()> {
        loop {
            if matches!(self.nesting.context(), Context::FString { .. } | Context::FormatSpec) {
                self.fstring_text()?;
                continue;
            }
            let Some(&byte) = self.bytes.get(self.at) else { return self.end_of_text() };
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word()?,
                b' ' | b'0'..=b'9' => self.at += 1,
                b'\t' | b'\x0c' => self.replace(1, b' '),
                b'\n' | b'\r' => {
                    if self.line_end() {
                        return Ok(());
                    }
                }
                b'#' => {
                    let start = self.at;
                    self.skip_comment();
                    self.output.drop(start, self.at);
                }
                b'\\' => self.line_join()?,
                b'"' | b'\'' => self.string(self.at)?,
                b'(' | b'[' | b'{' => self.open(Context::Bracket(byte))?,
                b')' | b']' | b'}' => self.close(byte)?,
                b',' => {
                    self.nesting.comma();
                    self.at += 1;
                }
                b':' => self.colon(),
                b';' if !self.nesting.is_open() => {
                    self.nesting.statement_end();
                    self.at += 1;
                }
                0..0x20 | 0x7f => return Err(self.forbidden_byte(byte)),
                b'!'..=b'~' => {
                    self.sign()?;
                    self.at += 1;
                }
            }
        }
    }

    fn word(&mut self) -> Result<()> {
        let start = self.at;
        let length = self.bytes[start..].iter().take_while(|&&byte| is_word_byte(byte)).count();
        self.at += length;
        let word = &self.bytes[start..self.at];
        match word {
            b"lambda" => {
                if self.nesting.context() == Context::Field {
                    let message = "a lambda in an f-string needs parentheses";
                    return Err(self.fault_at("f-string", start, self.at, message));
                }
                self.output.copy_to(start);
                self.lambdas.push(self.output.len() as u32);
                self.nesting.lambda().map_err(|cause| self.too_deep(cause))
            }
            b"not" | b"if" | b"await" => self.sign(),
            _ if length <= 2 && matches!(self.bytes.get(self.at), Some(b'"' | b'\'')) && is_string_prefix(word) => {
                self.string(start)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn open(&mut self, context: Context) -> Result<()> {
        self.nesting.open(context, self.at).map_err(|cause| self.too_deep(cause))?;
        self.at += 1;
        Ok(())
    }

    fn close(&mut self, byte: u8) -> Result<()> {
        let opening = match byte {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        let top = *self.nesting.top();
        let closing = byte as char;
        match top.context {
            Context::Bracket(open) if open == opening => {}
            Context::Field if byte == b'}' => {}
            Context::Bracket(open) => {
                let message =
                    format!("closing parenthesis '{closing}' does not match opening parenthesis '{}'", open as char);
                let fault = self.fault_at("unmatched-bracket", self.at, self.at + 1, message);
                return Err(fault.related(byte_span(top.at), "opened here"));
            }
            Context::Field => {
                let message = format!("f-string: closing parenthesis '{closing}' does not match opening '{{'");
                return Err(self.fault_at("f-string", self.at, self.at + 1, message));
            }
            _ => {
                let message = format!("unmatched '{closing}'");
                return Err(self.fault_at("unmatched-bracket", self.at, self.at + 1, message));
            }
        }
        self.nesting.close();
        self.at += 1;
        Ok(())
    }

    fn colon(&mut self) {
        self.at += 1;
        if self.nesting.context() == Context::Field {
            self.nesting.enter_format_spec();
        } else {
            self.nesting.colon();
        }
    }

    /// Whether the line break at hand ends the logical line.
    fn line_end(&mut self) -> bool {
        let next = line_break(self.bytes, self.at).expect("the caller saw a line break");
        if self.nesting.is_open() {
            self.replace(next - self.at, b' ');
            return false;
        }
        self.output.copy_to(self.at);
        self.output.insert(b'\n');
        self.nesting.statement_end();
        self.at = next;
        true
    }

    fn end_of_text(&mut self) -> Result<()> {
        if let Context::Bracket(open) = self.nesting.context() {
            let message = format!("'{}' was never closed", open as char);
            return Err(Fault::new("unclosed-bracket", byte_span(self.nesting.top().at), message));
        }
        if self.nesting.is_open() {
            let at = self.nesting.top().at;
            return Err(Fault::new("f-string", byte_span(at), "f-string: '{' was never closed"));
        }
        self.output.copy_to(self.at);
        self.output.insert(b'\n');
        Ok(())
    }

    /// Ends the line where it could not be laid out further.
    pub(super) fn abandon_line(&mut self) {
        self.output.copy_to(self.at.min(self.bytes.len()));
        self.output.insert(b'\n');
    }

    fn line_join(&mut self) -> Result<()> {
        let Some(next) = line_break(self.bytes, self.at + 1) else {
            let message = "unexpected character after line continuation character";
            return Err(self.fault_at("line-continuation", self.at, self.at + 1, message));
        };
        if next >= self.bytes.len() {
            let message = "unexpected end of file after a line continuation";
            return Err(self.fault_at("line-continuation", self.at, self.at + 1, message));
        }
        self.replace(next - self.at, b' ');
        Ok(())
    }

    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    }

    /// Writes `byte` in place of each of the next `count` bytes.
    pub(super) fn replace(&mut self, count: usize, byte: u8) {
        self.output.replace(self.at, self.at + count, byte);
        self.at += count;
    }

    fn sign(&mut self) -> Result<()> {
        self.nesting.sign().map_err(|cause| self.too_deep(cause))
    }

    fn too_deep(&self, cause: TooDeep) -> Fault {
        let message = match cause {
            TooDeep::Brackets => "too many nested parentheses",
            TooDeep::Lambdas => "too many nested lambdas",
            TooDeep::Signs => "the expression is too long and deep",
        };
        let fault = self.fault_at("too-deep", self.at, self.at + 1, message);
        fault.help("assign parts of it to variables first")
    }

    fn forbidden_byte(&self, byte: u8) -> Fault {
        let message = match byte {
            0 => "source code cannot contain null bytes".to_owned(),
            _ => format!("invalid non-printable character U+{byte:04X}"),
        };
        self.fault_at("invalid-character", self.at, self.at + 1, message)
    }

    pub(super) fn fault_at(&self, code: &'static str, start: usize, end: usize, message: impl Into<String>) -> Fault {
        Fault::new(code, Span { start: start as u32, end: end as u32 }, message)
    }
}

fn byte_span(at: usize) -> Span {
    Span { start: at as u32, end: at as u32 + 1 }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn is_string_prefix(word: &[u8]) -> bool {
    let mut lower = [0; 2];
    lower[..word.len()].copy_from_slice(word);
    lower.make_ascii_lowercase();
    matches!(&lower[..word.len()], b"r" | b"u" | b"b" | b"f" | b"br" | b"rb" | b"fr" | b"rf")
}

fn misfit_fault(misfit: Misfit, at: usize) -> Fault {
    let message = match misfit {
        Misfit::TooDeep => "too many levels of indentation",
        Misfit::TabsAndSpaces => "inconsistent use of tabs and spaces in indentation",
        Misfit::NoOuterLevel => "unindent does not match any outer indentation level",
    };
    Fault::new("indentation", byte_span(at), message)
}
