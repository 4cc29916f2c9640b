//! Strings of bytes: strings all of whose characters are bytes. Their letters and digits are those of ASCII.

use super::{
    list::List,
    string::{Characters, Str, list_of, string_of},
};
use std::ptr::null_mut;

/// The number of a byte of a string of bytes.
///
/// # Safety
/// The string is alive, and the position within it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_bytes_at(string: *const Str, position: i64) -> i64 {
    // SAFETY: by the contract above.
    unsafe { Str::characters(string) }.at(position as usize).into()
}

/// Whether a byte is in a string of bytes.
///
/// # Safety
/// As of [`numlir_bytes_at`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_bytes_has(string: *const Str, byte: i64) -> bool {
    // SAFETY: by the contract above.
    unsafe { Str::characters(string) }.iter().any(|other| i64::from(other) == byte)
}

/// As `repr` writes a string of bytes.
///
/// # Safety
/// As of [`numlir_bytes_at`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_bytes_repr(string: *const Str) -> *mut Str {
    // SAFETY: by the contract above.
    match unsafe { Str::characters(string) } {
        Characters::Narrow(bytes) => string_of(&bytes_repr(bytes)),
        Characters::Wide(_) => null_mut(),
    }
}

pub fn bytes_repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut made = format!("b{quote}");
    for character in bytes.iter().copied().map(char::from) {
        match character {
            _ if character == quote || character == '\\' => made.extend(['\\', character]),
            '\n' => made.push_str("\\n"),
            '\r' => made.push_str("\\r"),
            '\t' => made.push_str("\\t"),
            ' '..='~' => made.push(character),
            _ => made.push_str(&format!("\\x{:02x}", u32::from(character))),
        }
    }
    made.push(quote);
    made
}

/// # Safety
/// As of [`numlir_bytes_at`].
unsafe fn bytes_of<'a>(string: *const Str) -> &'a [u8] {
    // SAFETY: by the contract above.
    match unsafe { Str::characters(string) } {
        Characters::Narrow(bytes) => bytes,
        Characters::Wide(_) => &[],
    }
}

/// The bytes with their letters changed: 0 lower, 1 upper, 2 swapped, 3 capitalised, 4 as a title.
///
/// # Safety
/// As of [`numlir_bytes_at`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_bytes_case(string: *const Str, how: i64) -> *mut Str {
    // SAFETY: by the contract above.
    let bytes = unsafe { bytes_of(string) };
    let mut inside = false;
    let change = |(position, byte): (usize, &u8)| {
        let up = match how {
            0 => false,
            1 => true,
            2 => byte.is_ascii_lowercase(),
            3 => position == 0,
            _ => !inside,
        };
        inside = byte.is_ascii_alphabetic();
        if up { byte.to_ascii_uppercase() } else { byte.to_ascii_lowercase() }
    };
    let made: Vec<u8> = bytes.iter().enumerate().map(change).collect();
    Characters::Narrow(&made).make()
}

/// Whether all bytes are of a class, and there is one: 0 digits, 1 letters, 2 letters and digits, 3 white space, 4 lower case, 5 upper
/// case, 6 words with capitals; 7 ASCII and 8 UTF-8, of which there need not be one.
///
/// # Safety
/// As of [`numlir_bytes_at`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_bytes_is(string: *const Str, class: i64) -> bool {
    // SAFETY: by the contract above.
    let bytes = unsafe { bytes_of(string) };
    let all = |is: fn(&u8) -> bool| !bytes.is_empty() && bytes.iter().all(is);
    match class {
        0 => all(u8::is_ascii_digit),
        1 => all(u8::is_ascii_alphabetic),
        2 => all(u8::is_ascii_alphanumeric),
        3 => all(|byte| matches!(byte, b' ' | 9..=13)),
        4 => bytes.iter().any(u8::is_ascii_lowercase) && !bytes.iter().any(u8::is_ascii_uppercase),
        5 => bytes.iter().any(u8::is_ascii_uppercase) && !bytes.iter().any(u8::is_ascii_lowercase),
        6 => {
            let mut inside = false;
            let mut fits = bytes.iter().any(u8::is_ascii_alphabetic);
            for byte in bytes {
                fits &= !byte.is_ascii_alphabetic() || byte.is_ascii_lowercase() == inside;
                inside = byte.is_ascii_alphabetic();
            }
            fits
        }
        7 => bytes.is_ascii(),
        _ => std::str::from_utf8(bytes).is_ok(),
    }
}

/// The bytes at a place; null when memory is out.
///
/// # Safety
/// So many bytes are at the place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_bytes_of(place: *const u8, length: i64) -> *mut Str {
    if length <= 0 {
        return Characters::Narrow(&[]).make();
    }
    // SAFETY: by the contract above.
    Characters::Narrow(unsafe { std::slice::from_raw_parts(place, length as usize) }).make()
}

/// The text that bytes of UTF-8 are; null when memory is out.
///
/// # Safety
/// As of [`numlir_bytes_at`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_bytes_decode(string: *const Str) -> *mut Str {
    // SAFETY: by the contract above.
    string_of(&String::from_utf8_lossy(unsafe { bytes_of(string) }))
}

/// A text as bytes of UTF-8; null when memory is out.
///
/// # Safety
/// As of [`numlir_bytes_at`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_encode(string: *const Str) -> *mut Str {
    // SAFETY: by the contract above.
    let text = unsafe { Str::characters(string) }.text();
    Characters::Narrow(text.as_bytes()).make()
}

/// The lines, which end with a line feed, a carriage return or both; null when memory is out.
///
/// # Safety
/// As of [`numlir_bytes_at`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_bytes_lines(string: *const Str, ends: bool) -> *mut List {
    // SAFETY: by the contract above.
    let mut rest = unsafe { bytes_of(string) };
    let mut lines = Vec::new();
    while !rest.is_empty() {
        let length = rest.iter().position(|byte| matches!(byte, 10 | 13)).unwrap_or(rest.len());
        let end = match &rest[length..] {
            [13, 10, ..] => length + 2,
            [] => length,
            _ => length + 1,
        };
        lines.push(&rest[..if ends { end } else { length }]);
        rest = &rest[end..];
    }
    list_of(lines.into_iter().map(|line| Characters::Narrow(line).make()))
}
