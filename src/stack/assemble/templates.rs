//! `"…".format(…)` and `"…" % …` of a text that stands there: what an f-string would be.
//!
//! ```text
//! "{1}: {0:>5}".format(a, b)    f"{b}: {a:>5}"
//! "%s: %5.1f" % (a, b)          f"{a!s}: {b:5.1f}"
//! ```
//!
//! The values are evaluated in the order in which they are written. What an f-string has no form for (fields of fields, `%c`, values of
//! whatever number behind `%`) is left as it is: a method, or an operator, of strings.

use super::{
    super::{
        instruction::Instruction,
        operand::{Constant, Count, Formatting, Local},
    },
    Assembler,
};
use numlir_grammar::tree::{self, Expr, ExprKind, Keyword, Span};

/// A part of a template.
#[derive(Debug, PartialEq)]
enum Piece {
    Text(String),
    /// The position of a value, and how it is written.
    Field {
        value: usize,
        conversion: Option<char>,
        spec: String,
    },
}

impl<'a> Assembler<'a> {
    /// A call of the method `format` of a text. Whether it was one that an f-string has a form for.
    pub(super) fn format_call(
        &mut self,
        function: &Expr,
        arguments: &'a [Expr],
        keywords: &'a [Keyword],
        span: Span,
    ) -> bool {
        let ExprKind::Attribute { value, attribute } = &function.kind else { return false };
        let Some(template) = text(value).filter(|_| attribute.text == "format") else { return false };
        let names: Option<Vec<_>> = keywords.iter().map(|keyword| keyword.name.as_deref()).collect();
        let (Some(names), true) = (names, arguments.iter().all(|argument| !is_starred(argument))) else { return false };
        let Some(pieces) = format_pieces(template, arguments.len(), &names) else { return false };
        let values = arguments.iter().chain(keywords.iter().map(|keyword| &keyword.value));
        self.template(&pieces, values.collect(), span);
        true
    }

    /// The operator `%` of a text.
    pub(super) fn percent(&mut self, left: &Expr, right: &'a Expr, span: Span) -> bool {
        let Some(pieces) = text(left).and_then(percent_pieces) else { return false };
        let fields = pieces.iter().filter(|piece| matches!(piece, Piece::Field { .. })).count();
        let values: Vec<&Expr> = match &right.kind {
            ExprKind::Tuple(values) => values.iter().collect(),
            // A tuple by another name is taken apart, of which a number as a field is told when types are known.
            _ if pieces.iter().any(|piece| matches!(piece, Piece::Field { conversion: Some(_), .. })) => return false,
            _ => vec![right],
        };
        if values.len() != fields || values.iter().any(|value| is_starred(value)) {
            return false;
        }
        self.template(&pieces, values, span);
        true
    }

    fn template(&mut self, pieces: &[Piece], values: Vec<&'a Expr>, span: Span) {
        let locals: Vec<(Local, Span)> = values
            .into_iter()
            .map(|value| {
                self.expression(value);
                let local = self.hidden_local("value of a template".to_owned(), value.span);
                self.emit(Instruction::StoreLocal(local), value.span);
                (local, value.span)
            })
            .collect();
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.constant(Constant::Str(text.clone()), span),
                Piece::Field { value, conversion, spec } => {
                    let (local, span) = locals[*value];
                    self.emit(Instruction::LoadLocal(local), span);
                    if !spec.is_empty() {
                        self.constant(Constant::Str(spec.clone()), span);
                    }
                    let formatting = Formatting { conversion: *conversion, spec: !spec.is_empty() };
                    self.emit(Instruction::Format(formatting), span);
                }
            }
        }
        match pieces.len() {
            0 => self.constant(Constant::Str(String::new()), span),
            1 => {}
            count => self.emit(Instruction::Join(Count(count as u32)), span),
        }
    }
}

fn text(expression: &Expr) -> Option<&str> {
    match &expression.kind {
        ExprKind::Constant(tree::Constant::Str(text)) => Some(text),
        _ => None,
    }
}

fn is_starred(expression: &Expr) -> bool {
    matches!(expression.kind, ExprKind::Starred(_))
}

fn add_text(pieces: &mut Vec<Piece>, character: char) {
    match pieces.last_mut() {
        Some(Piece::Text(text)) => text.push(character),
        _ => pieces.push(Piece::Text(character.to_string())),
    }
}

/// The parts of a template of `str.format`, for so many positional values, behind which those of these names come.
fn format_pieces(template: &str, positional: usize, names: &[&str]) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut next = 0;
    let mut rest = template;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        if !matches!(character, '{' | '}') {
            add_text(&mut pieces, character);
            continue;
        }
        if let Some(behind) = rest.strip_prefix(character) {
            add_text(&mut pieces, character);
            rest = behind;
            continue;
        }
        let (field, behind) = rest.split_once('}').filter(|_| character == '{')?;
        rest = behind;
        let (field, spec) = field.split_once(':').unwrap_or((field, ""));
        let (name, conversion) = match field.split_once('!') {
            Some((name, "s" | "r")) => (name, field.chars().last()),
            Some(_) => return None,
            None => (field, None),
        };
        let value = match name {
            "" => {
                next += 1;
                next - 1
            }
            _ if name.bytes().all(|byte| byte.is_ascii_digit()) => name.parse().ok()?,
            _ => positional + names.iter().position(|known| *known == name)?,
        };
        let is_named = !name.is_empty() && !name.starts_with(|first: char| first.is_ascii_digit());
        if spec.contains('{') || (value >= positional && !is_named) {
            return None;
        }
        pieces.push(Piece::Field { value, conversion, spec: spec.to_owned() });
    }
    Some(pieces)
}

/// The parts of a template of `%`.
fn percent_pieces(template: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut value = 0;
    let mut rest = template.chars().peekable();
    while let Some(character) = rest.next() {
        if character != '%' {
            add_text(&mut pieces, character);
            continue;
        }
        let take = |rest: &mut std::iter::Peekable<std::str::Chars>, wanted: fn(char) -> bool| {
            let mut taken = String::new();
            while let Some(next) = rest.next_if(|next| wanted(*next)) {
                taken.push(next);
            }
            taken
        };
        let flags = take(&mut rest, |next| "-+ 0#".contains(next));
        let width = take(&mut rest, |next| next.is_ascii_digit());
        let precision = match rest.next_if_eq(&'.') {
            Some(_) => format!(".{}", take(&mut rest, |next| next.is_ascii_digit())),
            None => String::new(),
        };
        let kind = rest.next()?;
        if kind == '%' && flags.is_empty() && width.is_empty() && precision.is_empty() {
            add_text(&mut pieces, '%');
            continue;
        }
        let spec = percent_spec((&flags, &width, &precision), kind)?;
        pieces.push(Piece::Field { value, conversion: Some(kind).filter(|kind| matches!(kind, 's' | 'r')), spec });
        value += 1;
    }
    Some(pieces)
}

/// What an f-string has behind the colon for a conversion of `%`. `None` where it has no form for it.
fn percent_spec((flags, width, precision): (&str, &str, &str), kind: char) -> Option<String> {
    let has = |flag: char| flags.contains(flag);
    let align = if has('-') { "<" } else { ">" };
    if precision == "." {
        return None;
    }
    if matches!(kind, 's' | 'r') {
        let align = if width.is_empty() { "" } else { align };
        return Some(format!("{align}{width}{precision}"));
    }
    let kind = match kind {
        'd' | 'i' | 'u' if precision.is_empty() => 'd',
        'x' | 'X' | 'o' if precision.is_empty() => kind,
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => kind,
        _ => return None,
    };
    let sign = if has('+') {
        "+"
    } else if has(' ') {
        " "
    } else {
        ""
    };
    let alternate = if has('#') { "#" } else { "" };
    let zeros = has('0') && !has('-') && !width.is_empty();
    let align = if width.is_empty() || zeros { "" } else { align };
    let zero = if zeros { "0" } else { "" };
    Some(format!("{align}{sign}{alternate}{zero}{width}{precision}{kind}"))
}
