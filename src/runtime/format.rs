//! `format(value, specification)` of numbers and strings: Python's format specification mini-language ("Format Specification
//! Mini-Language" in the library reference).

use super::string::{Str, numlir_str_of_f64, string_of, taken};
use std::ptr::null_mut;

/// `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`
struct Specification {
    fill: char,
    align: Option<char>,
    /// The alignment is that of a `0` before the width.
    zero_padded: bool,
    sign: char,
    no_negative_zero: bool,
    alternate: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

/// Wider and more precise texts are refused: they are mistakes, and memory has an end.
const MOST: usize = 1 << 20;

impl Specification {
    fn parse(text: &str) -> Option<Self> {
        let characters: Vec<char> = text.chars().collect();
        let is_align = |at: usize| characters.get(at).filter(|c| matches!(c, '<' | '>' | '=' | '^')).copied();
        let (mut fill, mut align, mut at) = (' ', None, 0);
        if let (Some(first), Some(found)) = (characters.first(), is_align(1)) {
            (fill, align, at) = (*first, Some(found), 2);
        } else if let Some(found) = is_align(0) {
            (align, at) = (Some(found), 1);
        }
        let filled = at == 2;
        let mut zero_padded = false;
        let mut take = |wanted: &[char]| {
            let found = characters.get(at).filter(|c| wanted.contains(c)).copied();
            at += usize::from(found.is_some());
            found
        };
        let sign = take(&['+', '-', ' ']).unwrap_or('-');
        let no_negative_zero = take(&['z']).is_some();
        let alternate = take(&['#']).is_some();
        if take(&['0']).is_some() && !filled {
            zero_padded = align.is_none();
            (fill, align) = ('0', align.or(Some('=')));
        }
        let digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
        let number = |take: &mut dyn FnMut(&[char]) -> Option<char>| {
            let mut value = None;
            while let Some(digit) = take(&digits) {
                let next = value.unwrap_or(0_usize).saturating_mul(10) + digit as usize - '0' as usize;
                value = Some(next.min(MOST + 1));
            }
            value
        };
        let width = number(&mut take).unwrap_or(0);
        let grouping = take(&[',', '_']);
        let precision = match take(&['.']) {
            Some(_) => Some(number(&mut take)?),
            None => None,
        };
        let kind = characters.get(at).copied();
        let ends = at + usize::from(kind.is_some()) == characters.len();
        let fits =
            ends && !(grouping.is_some() && kind == Some('n')) && width <= MOST && precision.unwrap_or(0) <= MOST;
        fits.then_some(Self {
            fill,
            align,
            zero_padded,
            sign,
            no_negative_zero,
            alternate,
            width,
            grouping,
            precision,
            kind,
        })
    }

    /// A number from its sign, what stands before its digits, and the digits with what follows them.
    fn number(&self, negative: bool, prefix: &str, body: &str) -> String {
        let sign = match self.sign {
            _ if negative => "-",
            '+' => "+",
            ' ' => " ",
            _ => "",
        };
        let digits = body.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(body.len());
        let size = if matches!(self.kind, Some('b' | 'o' | 'x' | 'X')) { 4 } else { 3 };
        let grouped = match self.grouping {
            Some(mark) if body.starts_with(|c: char| c.is_ascii_hexdigit()) => {
                // A float's exponent is behind a point or stands alone.
                let whole = match size {
                    3 => body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len()),
                    _ => digits,
                };
                let zeros = match (self.fill, self.align) {
                    ('0', Some('=')) => self.width.saturating_sub(sign.len() + prefix.len() + body.len() - whole),
                    _ => 0,
                };
                grouped(&body[..whole], mark, (size, zeros)) + &body[whole..]
            }
            _ => body.to_owned(),
        };
        match self.align {
            Some('=') => {
                let missing = self.width.saturating_sub(sign.len() + prefix.len() + grouped.len());
                let fill: String = std::iter::repeat_n(self.fill, missing).collect();
                format!("{sign}{prefix}{fill}{grouped}")
            }
            _ => self.padded(&format!("{sign}{prefix}{grouped}"), '>'),
        }
    }

    fn padded(&self, text: &str, default: char) -> String {
        let missing = self.width.saturating_sub(text.chars().count());
        let before = match self.align.unwrap_or(default) {
            '<' => 0,
            '^' => missing / 2,
            _ => missing,
        };
        let fill = |count: usize| std::iter::repeat_n(self.fill, count).collect::<String>();
        fill(before) + text + &fill(missing - before)
    }

    fn integer(&self, negative: bool, magnitude: u64) -> Option<String> {
        if (self.no_negative_zero || self.precision.is_some()) && !self.is_of_float() {
            return None;
        }
        let prefix = |text: &'static str| if self.alternate { text } else { "" };
        let (prefix, body) = match self.kind {
            None | Some('d' | 'n') => ("", magnitude.to_string()),
            Some('b') if self.grouping != Some(',') => (prefix("0b"), format!("{magnitude:b}")),
            Some('o') if self.grouping != Some(',') => (prefix("0o"), format!("{magnitude:o}")),
            Some('x') if self.grouping != Some(',') => (prefix("0x"), format!("{magnitude:x}")),
            Some('X') if self.grouping != Some(',') => (prefix("0X"), format!("{magnitude:X}")),
            Some('c') if self.sign == '-' && !self.alternate && self.grouping.is_none() && !negative => {
                return Some(self.padded(&char::from_u32(magnitude.try_into().ok()?)?.to_string(), '>'));
            }
            _ if self.is_of_float() => {
                let value = magnitude as f64;
                return self.float(if negative { -value } else { value });
            }
            _ => return None,
        };
        Some(self.number(negative, prefix, &body))
    }

    fn is_of_float(&self) -> bool {
        matches!(self.kind, Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%'))
    }

    fn float(&self, value: f64) -> Option<String> {
        if !self.is_of_float() && !matches!(self.kind, None | Some('n')) {
            return None;
        }
        let magnitude = value.abs();
        let upper = matches!(self.kind, Some('E' | 'F' | 'G'));
        let kind = self.kind.map(|kind| kind.to_ascii_lowercase());
        let precision = self.precision.unwrap_or(6);
        let mut body = if !value.is_finite() {
            let word = if value.is_nan() { "nan" } else { "inf" };
            word.to_owned() + if kind == Some('%') { "%" } else { "" }
        } else {
            match kind {
                None if self.precision.is_none() => taken(numlir_str_of_f64(magnitude)),
                None => general(magnitude, precision, (self.alternate, true)),
                Some('e') => scientific(magnitude, precision, self.alternate),
                Some('f') => fixed(magnitude, precision, self.alternate),
                Some('g' | 'n') => general(magnitude, precision, (self.alternate, false)),
                Some('%') => fixed(magnitude * 100.0, precision, self.alternate) + "%",
                _ => return None,
            }
        };
        if self.alternate && self.kind.is_none() && value.is_finite() && !body.contains('.') {
            body = body.replace('e', ".e");
        }
        if upper {
            body = body.to_uppercase();
        }
        let is_zero = !body.contains(|c: char| matches!(c, '1'..='9')) && value.is_finite();
        let negative = value.is_sign_negative() && !value.is_nan() && !(self.no_negative_zero && is_zero);
        Some(self.number(negative, "", &body))
    }

    fn string(&self, text: &str) -> Option<String> {
        let plain =
            matches!(self.kind, None | Some('s')) && self.sign == '-' && !self.alternate && self.grouping.is_none();
        if !plain || self.no_negative_zero || self.align == Some('=') && !self.zero_padded {
            return None;
        }
        let cut: String = match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text.to_owned(),
        };
        let left = Self { align: self.align.filter(|align| *align != '=').or(Some('<')), ..*self };
        Some(left.padded(&cut, '<'))
    }
}

/// Digits in groups of some size from the right, filled with zeros to a width.
fn grouped(digits: &str, mark: char, (size, width): (usize, usize)) -> String {
    let mut reversed = Vec::new();
    let mut rest = digits.chars().rev();
    let mut count = 0;
    loop {
        let next = rest.next();
        if next.is_none() && reversed.len() >= width {
            break;
        }
        if count == size {
            reversed.push(mark);
            count = 0;
            // A mark never stands first: one more zero follows it.
        }
        reversed.push(next.unwrap_or('0'));
        count += 1;
    }
    reversed.into_iter().rev().collect()
}

fn fixed(magnitude: f64, precision: usize, point: bool) -> String {
    format!("{magnitude:.precision$}") + if precision == 0 && point { "." } else { "" }
}

fn scientific(magnitude: f64, precision: usize, point: bool) -> String {
    let text = format!("{magnitude:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let point = if precision == 0 && point { "." } else { "" };
    format!("{mantissa}{point}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// So many significant digits, in whichever form is shorter. Without a code (`plain`) a fixed form has a digit behind its point.
fn general(magnitude: f64, precision: usize, (alternate, plain): (bool, bool)) -> String {
    let precision = precision.max(1);
    let text = scientific(magnitude, precision - 1, alternate);
    let exponent: i32 = text.rsplit_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    let limit = precision as i32 - i32::from(plain);
    let in_fixed = (-4..limit).contains(&exponent);
    let stripped = |text: &str| match alternate || !text.contains('.') {
        true => text.to_owned(),
        false => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
    };
    if in_fixed {
        let fixed = stripped(&fixed(magnitude, (precision as i32 - 1 - exponent).max(0) as usize, alternate));
        return if plain && !fixed.contains('.') { fixed + ".0" } else { fixed };
    }
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "+00"));
    format!("{}e{exponent}", stripped(mantissa))
}

/// The text, or null where the specification does not fit.
///
/// # Safety
/// The string is alive.
unsafe fn formatted(specification: *const Str, format: impl FnOnce(&Specification) -> Option<String>) -> *mut Str {
    // SAFETY: by the contract above.
    let text = unsafe { Str::characters(specification) }.text();
    Specification::parse(&text).and_then(|parsed| format(&parsed)).map_or(null_mut(), |text| string_of(&text))
}

/// Here and below: null where the specification does not fit.
///
/// # Safety
/// Strings are alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_format_i64(value: i64, specification: *const Str) -> *mut Str {
    // SAFETY: by the contract above.
    unsafe { formatted(specification, |parsed| parsed.integer(value < 0, value.unsigned_abs())) }
}

/// # Safety
/// As of [`numlir_format_i64`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_format_u64(value: u64, specification: *const Str) -> *mut Str {
    // SAFETY: by the contract above.
    unsafe { formatted(specification, |parsed| parsed.integer(false, value)) }
}

/// # Safety
/// As of [`numlir_format_i64`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_format_f64(value: f64, specification: *const Str) -> *mut Str {
    // SAFETY: by the contract above.
    unsafe { formatted(specification, |parsed| parsed.float(value)) }
}

/// # Safety
/// As of [`numlir_format_i64`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_format_str(value: *const Str, specification: *const Str) -> *mut Str {
    // SAFETY: by the contract above.
    unsafe { formatted(specification, |parsed| parsed.string(&Str::characters(value).text())) }
}
