//! Numbers as strings and back, and how strings look as literals.

use super::{Str, parts::is_space, string_of};
use crate::memory::numlir_retain;

#[unsafe(no_mangle)]
pub extern "C" fn numlir_str_of_i64(value: i64) -> *mut Str {
    string_of(&value.to_string())
}

#[unsafe(no_mangle)]
pub extern "C" fn numlir_str_of_u64(value: u64) -> *mut Str {
    string_of(&value.to_string())
}

/// As `repr` writes a float: the shortest digits that mean it.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_str_of_f64(value: f64) -> *mut Str {
    string_of(&repr(value, format!("{value:e}")))
}

#[unsafe(no_mangle)]
pub extern "C" fn numlir_str_of_f32(value: f32) -> *mut Str {
    string_of(&repr(value.into(), format!("{value:e}")))
}

/// The text of a complex number, as `repr` writes it.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_str_of_c128(real: f64, imaginary: f64) -> *mut Str {
    let part = |value: f64| {
        let text = repr(value, format!("{value:e}"));
        text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
    };
    if real == 0.0 && real.is_sign_positive() {
        return string_of(&format!("{}j", part(imaginary)));
    }
    let sign = if imaginary.is_sign_negative() && !imaginary.is_nan() { "" } else { "+" };
    string_of(&format!("({}{sign}{}j)", part(real), part(imaginary)))
}

/// A float's text from its shortest digits in scientific form.
fn repr(value: f64, scientific: String) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "nan".into()
        } else if value > 0.0 {
            "inf".into()
        } else {
            "-inf".into()
        };
    }
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(|character| *character != '.').collect();
    if !(-4..16).contains(&exponent) {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let exponent_sign = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{first}{point}{rest}e{exponent_sign}{:02}", exponent.abs());
    }
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat(-exponent as usize - 1));
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        return format!("{sign}{digits}{}.0", "0".repeat(whole - digits.len()));
    }
    format!("{sign}{}.{}", &digits[..whole], &digits[whole..])
}

/// As `repr` writes a string.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_repr(string: *const Str) -> *mut Str {
    // SAFETY: by the contract above.
    let characters = unsafe { Str::characters(string) };
    let has = |wanted: char| characters.iter().any(|character| character == u32::from(wanted));
    let quote = if has('\'') && !has('"') { '"' } else { '\'' };
    let mut made = String::from(quote);
    for code in characters.iter() {
        match char::from_u32(code) {
            Some(character) if character == quote || character == '\\' => made.extend(['\\', character]),
            Some('\n') => made.push_str("\\n"),
            Some('\r') => made.push_str("\\r"),
            Some('\t') => made.push_str("\\t"),
            Some(character) if code < 32 || (127..=160).contains(&code) || code == 173 => {
                made.push_str(&format!("\\x{:02x}", u32::from(character)));
            }
            Some(character) => made.push(character),
            None => made.push_str(&format!("\\u{code:04x}")),
        }
    }
    made.push(quote);
    string_of(&made)
}

/// The same string once more, as one of another type.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_retyped(string: *mut Str) -> *mut Str {
    // SAFETY: by the contract above.
    unsafe { numlir_retain(string.cast()) };
    string
}

/// Reads an integer as `int` does; whether there is one.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_is_int(string: *const Str) -> bool {
    // SAFETY: by the contract above.
    parse_int(&unsafe { Str::characters(string) }.text()).is_some()
}

/// The integer of a string that is one.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_to_int(string: *const Str) -> i64 {
    // SAFETY: by the contract above.
    parse_int(&unsafe { Str::characters(string) }.text()).unwrap_or(0)
}

fn parse_int(text: &str) -> Option<i64> {
    let text = text.trim_matches(|character: char| is_space(character.into()));
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let grouped = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    if digits.is_empty() || !grouped || !digits.chars().all(|character| character.is_ascii_digit() || character == '_')
    {
        return None;
    }
    text.replace('_', "").parse().ok()
}

/// Whether `float` can read a string.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_is_float(string: *const Str) -> bool {
    // SAFETY: by the contract above.
    parse_float(&unsafe { Str::characters(string) }.text()).is_some()
}

/// The float of a string that is one.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_to_float(string: *const Str) -> f64 {
    // SAFETY: by the contract above.
    parse_float(&unsafe { Str::characters(string) }.text()).unwrap_or(0.0)
}

fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(|character: char| is_space(character.into()));
    let grouped = !text.starts_with('_') && !text.ends_with('_') && !text.contains("__");
    let text = if grouped { text.replace('_', "") } else { return None };
    text.parse().ok()
}
