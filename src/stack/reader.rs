//! Reads one line of a listing, piece by piece.

use numlir_grammar::tree::Span;
use std::{fmt, str::FromStr};

/// Why a listing is not stack code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// The line of the listing, from 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for TextError {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for TextError {}

/// A text in quotes, as [`Reader::string`] reads it.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.escape_default())
}

/// The rest of a line.
pub(super) struct Reader<'a> {
    pub line: usize,
    rest: &'a str,
}

impl<'a> Reader<'a> {
    pub fn new(line: usize, text: &'a str) -> Self {
        Self { line, rest: text.trim() }
    }

    pub fn error(&self, message: impl Into<String>) -> TextError {
        TextError { line: self.line, message: message.into() }
    }

    pub fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn looks_at(&self, text: &str) -> bool {
        self.rest.starts_with(text)
    }

    /// Passes a text if it is the next, and what space follows it.
    pub fn skip(&mut self, text: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(text) else { return false };
        // Within a bytes literal space counts.
        self.rest = if text.ends_with('"') { rest } else { rest.trim_start() };
        true
    }

    pub fn expect(&mut self, text: &str) -> Result<(), TextError> {
        if self.skip(text) { Ok(()) } else { Err(self.error(format!("'{text}' is missing"))) }
    }

    /// The next run of anything but space.
    pub fn word(&mut self) -> Result<&'a str, TextError> {
        let end = self.rest.find(char::is_whitespace).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        if word.is_empty() { Err(self.error("the line ends too early")) } else { Ok(word) }
    }

    pub fn parse<T: FromStr>(&mut self) -> Result<T, TextError> {
        let word = self.word()?;
        word.parse().map_err(|_| self.error(format!("'{word}' is not a number")))
    }

    /// The text before a character, which is passed.
    pub fn until(&mut self, end: char) -> Result<&'a str, TextError> {
        let (before, rest) = self.rest.split_once(end).ok_or_else(|| self.error(format!("'{end}' is missing")))?;
        self.rest = rest.trim_start();
        Ok(before)
    }

    /// A number with the name it stands for, which is passed: `3 (x)`.
    pub fn numbered(&mut self) -> Result<u32, TextError> {
        let number = self.parse()?;
        self.expect("(")?;
        self.until(')')?;
        Ok(number)
    }

    /// The number of a label: `L3`.
    pub fn label(&mut self) -> Result<u32, TextError> {
        let word = self.word()?;
        let number = word.strip_prefix('L').and_then(|digits| digits.parse().ok());
        number.ok_or_else(|| self.error(format!("'{word}' is not a label")))
    }

    /// A span after its sign: `@ 3..8`.
    pub fn span(&mut self) -> Result<Span, TextError> {
        self.expect("@")?;
        let (start, end) = self.range()?;
        Ok(Span { start, end })
    }

    pub fn range(&mut self) -> Result<(u32, u32), TextError> {
        let word = self.word()?;
        let range = word.split_once("..").and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
        range.ok_or_else(|| self.error(format!("'{word}' is not a range")))
    }

    /// A text in quotes.
    pub fn string(&mut self) -> Result<String, TextError> {
        self.expect("\"")?;
        let raw = self.until_quote()?;
        let mut text = String::new();
        let mut rest = raw.chars();
        while let Some(next) = rest.next() {
            if next != '\\' {
                text.push(next);
                continue;
            }
            let escaped = match rest.next() {
                Some('u') => hexadecimal(rest.by_ref().skip_while(|&c| c == '{').take_while(|&c| c != '}')),
                Some(letter) => Some(simple_escape(letter)),
                None => None,
            };
            text.push(escaped.ok_or_else(|| self.error("an escape is not complete"))?);
        }
        Ok(text)
    }

    /// The rest of a bytes literal whose opening quote was passed.
    pub fn bytes(&mut self) -> Result<Vec<u8>, TextError> {
        let raw = self.until_quote()?;
        let mut bytes = Vec::new();
        let mut rest = raw.chars();
        while let Some(next) = rest.next() {
            if next != '\\' {
                bytes.extend(u8::try_from(next));
                continue;
            }
            let escaped = match rest.next() {
                Some('x') => hexadecimal(rest.by_ref().take(2)),
                Some(letter) => Some(simple_escape(letter)),
                None => None,
            };
            bytes.extend(escaped.and_then(|escaped| u8::try_from(escaped).ok()));
        }
        Ok(bytes)
    }

    fn until_quote(&mut self) -> Result<&'a str, TextError> {
        let mut escaped = false;
        let end = self.rest.find(|next| {
            let found = next == '"' && !escaped;
            escaped = next == '\\' && !escaped;
            found
        });
        let end = end.ok_or_else(|| self.error("a quote is not closed"))?;
        let (raw, rest) = self.rest.split_at(end);
        self.rest = rest[1..].trim_start();
        Ok(raw)
    }
}

fn simple_escape(letter: char) -> char {
    match letter {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        other => other,
    }
}

fn hexadecimal(digits: impl Iterator<Item = char>) -> Option<char> {
    u32::from_str_radix(&digits.collect::<String>(), 16).ok().and_then(char::from_u32)
}
