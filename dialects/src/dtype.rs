//! NumPy's texts of dtypes: names, codes with a byte order, and formats of several fields, as
//! <https://numpy.org/doc/stable/reference/arrays.dtypes.html#specifying-and-constructing-data-types> has them.

use crate::{
    record::{Field, Record},
    types::Scalar,
};

/// The dtype that a text says: `float64`, `d`, `<f8`, `S5`, `M8[D]`, or, with commas, a packed record of the fields `f0`, `f1` and so on:
/// `i4, (2,3)f8`. None where NumPy has none, or compiled code: of another byte order than the machine's, of objects, or with an extent of
/// its own.
pub fn parse(text: &str) -> Option<Scalar> {
    let text = text.trim();
    if !top_level(text).any(|(_, character)| character == ',') {
        return scalar(text);
    }
    let mut fields: Vec<Field> = Vec::new();
    let mut size = 0;
    for format in formats(text) {
        let (shape, element) = element(format)?;
        let count = shape.iter().try_fold(1u32, |count, extent| count.checked_mul(*extent))?;
        fields.push(Field { name: format!("f{}", fields.len()), offset: size, element, shape });
        size = element.size().checked_mul(count)?.checked_add(size)?;
    }
    Record { fields, size, alignment: 1, attributes: false }.intern().map(Scalar::Record)
}

/// The characters of a text that are in no parentheses, with their places.
fn top_level(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut depth = 0;
    text.char_indices().filter(move |(_, character)| {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

/// The parts between the commas. Behind the last one may be nothing.
fn formats(text: &str) -> Vec<&str> {
    let commas = top_level(text).filter(|(_, character)| *character == ',').map(|(place, _)| place);
    let mut formats = Vec::new();
    let mut start = 0;
    for comma in commas {
        formats.push(&text[start..comma]);
        start = comma + 1;
    }
    if !text[start..].trim().is_empty() {
        formats.push(&text[start..]);
    }
    formats
}

/// A field: `f8`, `3f8`, `(2,3)f8`.
fn element(format: &str) -> Option<(Vec<u32>, Scalar)> {
    let format = format.trim();
    if let Some(rest) = format.strip_prefix('(') {
        let (extents, rest) = rest.split_once(')')?;
        let extents = extents.strip_suffix(',').unwrap_or(extents).split(',');
        let shape = extents.map(|extent| extent.trim().parse().ok()).collect::<Option<Vec<u32>>>()?;
        return Some((shape, scalar(rest.trim())?));
    }
    let code = format.trim_start_matches(|character: char| character.is_ascii_digit());
    match &format[..format.len() - code.len()] {
        "" | "1" => Some((Vec::new(), scalar(code)?)),
        repeat => Some((vec![repeat.parse().ok()?], scalar(code)?)),
    }
}

fn scalar(text: &str) -> Option<Scalar> {
    let native = if cfg!(target_endian = "little") { '<' } else { '>' };
    let code = text.strip_prefix([native, '=', '|']).unwrap_or(text);
    let name = match code {
        "?" => "bool",
        "b" => "int8",
        "h" => "int16",
        "i" => "int32",
        "l" | "q" | "p" | "n" => "int64",
        "B" => "uint8",
        "H" => "uint16",
        "I" => "uint32",
        "L" | "Q" | "P" | "N" => "uint64",
        "e" => "float16",
        "f" => "float32",
        "d" => "float64",
        "F" => "complex64",
        "D" => "complex128",
        // A name has no byte order.
        _ if code.len() == text.len() || code.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => code,
        _ => text,
    };
    Scalar::from_name(name)
}
