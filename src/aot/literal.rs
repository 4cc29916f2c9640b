//! Constants as C and as Python write them.

use crate::program::Binding;
use std::fmt::Write;

/// A string constant of C.
pub fn c_text(text: &str) -> String {
    let mut written = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => {
                written.push('\\');
                written.push(byte.into());
            }
            // A question mark could begin a trigraph.
            b' '..=b'~' if byte != b'?' => written.push(byte.into()),
            // Three octal digits end by themselves.
            _ => {
                let _ = write!(written, "\\{byte:03o}");
            }
        }
    }
    written.push('"');
    written
}

/// A constant as a literal of Python, for `ast.literal_eval`.
pub fn python(binding: &Binding) -> String {
    match binding {
        Binding::Bool(value) => if *value { "True" } else { "False" }.into(),
        Binding::Int(value) => value.to_string(),
        Binding::Float(value) => float(*value),
        Binding::Complex(real, imaginary) => format!("{} + {}j", float(*real), float(*imaginary)),
        Binding::NumpyScalar(_, value) => python(value),
        Binding::Str(text) => python_text(text),
        Binding::Tuple(elements) => tuple(elements),
        // The rest are no constants that a raise statement could have.
        _ => "None".into(),
    }
}

/// A tuple of constants as a literal of Python.
pub fn tuple(elements: &[Binding]) -> String {
    let elements: String = elements.iter().map(|element| format!("{}, ", python(element))).collect();
    format!("({elements})")
}

/// Literals have no infinities, but numbers that are too large; and nothing that is not a number.
fn float(value: f64) -> String {
    match value {
        value if value.is_nan() => "None".into(),
        value if value.is_infinite() => if value > 0.0 { "1e999" } else { "-1e999" }.into(),
        value => format!("{value:?}"),
    }
}

fn python_text(text: &str) -> String {
    let mut written = String::from("'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => {
                written.push('\\');
                written.push(character);
            }
            ' '..='~' => written.push(character),
            _ => {
                let _ = write!(written, "\\U{:08x}", u32::from(character));
            }
        }
    }
    written.push('\'');
    written
}
