//! Where a parse failed: what stands there, what line it is in, and inside of which bracket.

use pest::unicode::XID_START;

use crate::{
    layout::{DEDENT, END, FSTRING, INDENT, Layout, STRING},
    parser::Rule,
    tree::Span,
};

/// What stands where a parse failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found<'i> {
    EndOfLine,
    Indent,
    /// The end of a block or of the text.
    EndOfBlock,
    Keyword(&'i str),
    Name(&'i str),
    /// Something that starts with a digit.
    Number(&'i str),
    String,
    Sign(char),
}

/// The innermost bracket that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Statement,
    Bracket(u8),
    /// A replacement field of an f-string.
    Field,
}

pub(super) struct Scene<'i> {
    pub found: Found<'i>,
    /// The logical line up to the failure.
    pub before: &'i str,
    pub inside: Inside,
    pub expected: &'i [Rule],
    /// The original place of what was found.
    pub span: Span,
}

const KEYWORDS: &str = " and as assert async await break class continue def del elif else except finally for from \
                        global if import in is lambda nonlocal not or pass raise return try while with yield None \
                        True False ";

impl<'i> Scene<'i> {
    pub(super) fn new(text: &str, layout: &'i Layout, at: usize, expected: &'i [Rule]) -> Self {
        let laid_out = &layout.text;
        let rest = &laid_out[at..];
        let found = found(rest);
        let line_start = laid_out[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let before = laid_out[line_start..at].trim_start_matches([INDENT as char, DEDENT as char]);
        let length = match found {
            Found::Keyword(word) | Found::Name(word) | Found::Number(word) => word.len(),
            Found::Sign(sign) => sign.len_utf8(),
            _ => 1,
        };
        let mut span = layout.span(at, (at + length).min(laid_out.len()));
        if matches!(found, Found::EndOfLine | Found::EndOfBlock) {
            // Behind the last token, not behind the comment that may follow it.
            let end = laid_out[..at].trim_end_matches([' ', '\n', INDENT as char, DEDENT as char]).len();
            let start = layout.span(0, end).end;
            span = Span { start, end: start + 1 };
        }
        let limit = text.len() as u32;
        let span = Span { start: span.start.min(limit), end: span.end.min(limit) };
        Self { found, before, inside: inside(before), expected, span }
    }

    pub(super) fn expects(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }

    pub(super) fn expects_any(&self, rules: &[Rule]) -> bool {
        rules.iter().any(|rule| self.expects(*rule))
    }

    /// The first word of the statement.
    pub(super) fn head(&self) -> &'i str {
        first_word(self.before)
    }

    /// The last sign before the failure.
    pub(super) fn previous(&self) -> Option<char> {
        self.before.trim_end().chars().next_back()
    }

    /// Whether an expression could start with what was found.
    pub(super) fn found_operand(&self) -> bool {
        match self.found {
            Found::Name(_) | Found::Number(_) | Found::String | Found::Sign('(' | '[' | '{') => true,
            Found::Keyword(word) => matches!(word, "None" | "True" | "False" | "lambda" | "await"),
            _ => false,
        }
    }

    /// How to call what was found.
    pub(super) fn found_words(&self) -> String {
        match self.found {
            Found::EndOfLine => "the end of the line".to_owned(),
            Found::Indent => "an indent".to_owned(),
            Found::EndOfBlock => "the end of the block".to_owned(),
            Found::Keyword(word) => format!("the keyword '{word}'"),
            Found::Name(word) | Found::Number(word) => format!("'{word}'"),
            Found::String => "a string".to_owned(),
            Found::Sign(sign) => format!("'{sign}'"),
        }
    }
}

pub(super) fn first_word(line: &str) -> &str {
    let line = line.trim_start();
    &line[..word_length(line)]
}

fn word_length(text: &str) -> usize {
    text.find(|character: char| !is_word_character(character)).unwrap_or(text.len())
}

fn is_word_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || !character.is_ascii() && XID_START(character)
}

fn found(rest: &str) -> Found<'_> {
    let Some(first) = rest.chars().next() else { return Found::EndOfBlock };
    match u8::try_from(first) {
        Ok(b'\n') => return Found::EndOfLine,
        Ok(INDENT) => return Found::Indent,
        Ok(DEDENT) => return Found::EndOfBlock,
        Ok(STRING | FSTRING) => return Found::String,
        _ => {}
    }
    let word = &rest[..word_length(rest)];
    if first.is_ascii_digit() {
        Found::Number(word)
    } else if word.is_empty() {
        Found::Sign(first)
    } else if KEYWORDS.contains(&format!(" {word} ")) {
        Found::Keyword(word)
    } else {
        Found::Name(word)
    }
}

/// Follows the brackets of a laid-out line. In the text of f-strings only fields and the end have a meaning.
fn inside(before: &str) -> Inside {
    const TEXT: u8 = FSTRING;
    const FIELD: u8 = b'F';
    const SPEC: u8 = b'S';
    let mut open: Vec<u8> = Vec::new();
    let mut bytes = before.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, open.last()) {
            (b'{', Some(&(TEXT | SPEC))) => open.push(FIELD),
            (b'}', Some(&(FIELD | SPEC))) => drop(open.pop()),
            (END, Some(&TEXT)) => {
                open.pop();
                while bytes.next_if_eq(&END).is_some() {}
            }
            (_, Some(&(TEXT | SPEC))) => {}
            (b':', Some(&FIELD)) => *open.last_mut().expect("a field is open") = SPEC,
            (STRING, _) => while bytes.next().is_some_and(|byte| byte != END) {},
            (FSTRING, _) => {
                while bytes.next_if_eq(&FSTRING).is_some() {}
                open.push(TEXT);
            }
            (b'(' | b'[' | b'{', _) => open.push(byte),
            (b')' | b']' | b'}', _) => drop(open.pop()),
            _ => {}
        }
    }
    match open.last() {
        None => Inside::Statement,
        Some(&(TEXT | FIELD | SPEC)) => Inside::Field,
        Some(&bracket) => Inside::Bracket(bracket),
    }
}
