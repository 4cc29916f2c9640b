//! The text of string literals: escapes, line ends, doubled braces.

use super::Result;
use crate::{
    fault::Fault,
    tree::{Constant, Span},
};

/// Text that may hold lone surrogates, which `\ud800` can make and a Rust string cannot hold.
#[derive(Default)]
pub(super) struct Text {
    text: String,
    /// All code points, once a surrogate is among them.
    wide: Option<Vec<u32>>,
}

impl Text {
    fn push_str(&mut self, piece: &str) {
        match &mut self.wide {
            Some(wide) => wide.extend(piece.chars().map(u32::from)),
            None => self.text.push_str(piece),
        }
    }

    fn push(&mut self, code_point: u32) {
        match (&mut self.wide, char::from_u32(code_point)) {
            (Some(wide), _) => wide.push(code_point),
            (None, Some(character)) => self.text.push(character),
            (None, None) => {
                let before = std::mem::take(&mut self.text);
                self.wide = Some(before.chars().map(u32::from).chain([code_point]).collect());
            }
        }
    }

    pub(super) fn into_constant(self) -> Constant {
        match self.wide {
            Some(wide) => Constant::StrSurrogates(wide),
            None => Constant::Str(self.text),
        }
    }

    /// The text, unless it holds surrogates.
    pub(super) fn into_string(self) -> Option<String> {
        self.wide.is_none().then_some(self.text)
    }
}

/// How the text of a literal is written.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub raw: bool,
    /// In the text of an f-string `{{` means `{`.
    pub doubled_braces: bool,
}

/// Decodes the part of a literal between its quotes; `start` is its offset, for errors.
pub(super) fn decode(content: &str, start: u32, style: Style, text: &mut Text) -> Result<()> {
    let mut rest = content;
    while let Some(at) = rest.find(['\\', '\r', '{', '}']) {
        let (plain, special) = rest.split_at(at);
        text.push_str(plain);
        let offset = start + (content.len() - special.len()) as u32;
        let length = match special.as_bytes()[0] {
            b'\r' => {
                text.push_str("\n");
                if special.starts_with("\r\n") { 2 } else { 1 }
            }
            b'\\' if !style.raw => escape(special, offset, text)?,
            brace => {
                text.push(brace.into());
                let doubled = style.doubled_braces && special.as_bytes().get(1) == Some(&brace);
                if doubled && brace != b'\\' { 2 } else { 1 }
            }
        };
        rest = &special[length..];
    }
    text.push_str(rest);
    Ok(())
}

/// Decodes the escape that `special` starts with and returns its length.
fn escape(special: &str, offset: u32, text: &mut Text) -> Result<usize> {
    let bytes = special.as_bytes();
    let Some(&kind) = bytes.get(1) else {
        text.push_str("\\");
        return Ok(1);
    };
    if let Some(value) = simple_escape(kind) {
        text.push(value.into());
        return Ok(2);
    }
    match kind {
        b'\n' => Ok(2),
        b'\r' => Ok(if bytes.get(2) == Some(&b'\n') { 3 } else { 2 }),
        b'0'..=b'7' => {
            let (value, length) = octal(&bytes[1..]);
            text.push(value);
            Ok(1 + length)
        }
        b'x' => hexadecimal(special, 2, offset, text),
        b'u' => hexadecimal(special, 4, offset, text),
        b'U' => hexadecimal(special, 8, offset, text),
        b'N' => named(special, offset, text),
        _ => {
            text.push_str("\\");
            Ok(1)
        }
    }
}

fn hexadecimal(special: &str, digits: usize, offset: u32, text: &mut Text) -> Result<usize> {
    let length = 2 + digits;
    let value = special.get(2..length).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    let value = value.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(value) = value else {
        let kind = &special[..2];
        return Err(fault(offset, 2, format!("truncated {kind} escape: {digits} hexadecimal digits must follow")));
    };
    if value > char::MAX.into() {
        return Err(fault(offset, length, "illegal Unicode character: the largest is U+10FFFF".to_owned()));
    }
    text.push(value);
    Ok(length)
}

fn named(special: &str, offset: u32, text: &mut Text) -> Result<usize> {
    let name = special.strip_prefix("\\N{").and_then(|rest| rest.split_once('}'));
    let Some((name, _)) = name else {
        return Err(fault(offset, 2, "malformed \\N character escape: a name in braces must follow".to_owned()));
    };
    let length = name.len() + 4;
    let Some(character) = unicode_names2::character(name) else {
        return Err(fault(offset, length, format!("unknown Unicode character name '{name}'")));
    };
    text.push(character.into());
    Ok(length)
}

/// Decodes a bytes literal, whose characters are all ASCII.
pub(super) fn decode_bytes(content: &str, start: u32, raw: bool, bytes: &mut Vec<u8>) -> Result<()> {
    let source = content.as_bytes();
    let mut at = 0;
    while let Some(&byte) = source.get(at) {
        at += 1;
        match (byte, source.get(at)) {
            (b'\r', next) => {
                bytes.push(b'\n');
                at += usize::from(next == Some(&b'\n'));
            }
            (b'\\', Some(&kind)) if !raw => at += escape_byte(&source[at..], kind, start + at as u32 - 1, bytes)?,
            _ => bytes.push(byte),
        }
    }
    Ok(())
}

/// Decodes the escape behind a backslash and returns its length without the backslash.
fn escape_byte(source: &[u8], kind: u8, offset: u32, bytes: &mut Vec<u8>) -> Result<usize> {
    if let Some(value) = simple_escape(kind) {
        bytes.push(value);
        return Ok(1);
    }
    match kind {
        b'\n' => Ok(1),
        b'\r' => Ok(if source.get(1) == Some(&b'\n') { 2 } else { 1 }),
        b'0'..=b'7' => {
            let (value, length) = octal(source);
            bytes.push(value as u8);
            Ok(length)
        }
        b'x' => {
            let digit = |at: usize| source.get(at).and_then(|&digit| char::from(digit).to_digit(16));
            let (Some(high), Some(low)) = (digit(1), digit(2)) else {
                return Err(fault(offset, 2, "truncated \\x escape: 2 hexadecimal digits must follow".to_owned()));
            };
            bytes.push((high * 16 + low) as u8);
            Ok(3)
        }
        _ => {
            bytes.push(b'\\');
            Ok(0)
        }
    }
}

/// One to three octal digits: their value and their number.
fn octal(bytes: &[u8]) -> (u32, usize) {
    let digits = bytes.iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte));
    digits.fold((0, 0), |(value, length), digit| (value * 8 + u32::from(digit - b'0'), length + 1))
}

fn simple_escape(kind: u8) -> Option<u8> {
    Some(match kind {
        b'\\' | b'\'' | b'"' => kind,
        b'a' => 7,
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 11,
        b'f' => 12,
        b'r' => b'\r',
        _ => return None,
    })
}

fn fault(offset: u32, length: usize, message: String) -> Fault {
    Fault::new("invalid-escape", Span { start: offset, end: offset + length as u32 }, message)
}
