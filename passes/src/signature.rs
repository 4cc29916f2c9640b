//! Types as users write them: `float64[:, ::1], int64`.

use numlir_dialects::types::{Array, Layout, Scalar, Type};

/// The types of a signature's text, as Numba writes them: scalars by name, arrays as `float64[:]` (any strides), `float64[::1]`
/// (C), `float64[::1, :]` (F), tuples in parentheses, `list(…)`, `set(…)`, `str`, `none`.
///
/// # Errors
/// What is not a type.
pub fn parse_types(text: &str) -> Result<Vec<Type>, String> {
    split(text)?.into_iter().filter(|part| !part.trim().is_empty()).map(|part| parse_type(part.trim())).collect()
}

fn parse_type(text: &str) -> Result<Type, String> {
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return Ok(Type::tuple(parse_types(inner)?));
    }
    let within = |prefix: &str| text.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(')'));
    if let Some(element) = within("list(") {
        return Ok(Type::List(parse_type(element.trim())?.into()));
    }
    if let Some(element) = within("set(") {
        return Ok(Type::Set(parse_type(element.trim())?.into()));
    }
    if matches!(text, "str" | "unicode_type") {
        return Ok(Type::Str);
    }
    if matches!(text, "none" | "None") {
        return Ok(Type::None);
    }
    let unknown = || format!("'{text}' is not a type");
    let Some((name, axes)) = text.split_once('[') else {
        return Scalar::from_name(text).map(Type::Scalar).ok_or_else(unknown);
    };
    let element = Scalar::from_name(name.trim()).ok_or_else(unknown)?;
    let axes = axes.strip_suffix(']').ok_or_else(unknown)?;
    let axes: Vec<_> = axes.split(',').map(str::trim).filter(|axis| !axis.is_empty()).collect();
    if axes.iter().any(|axis| !matches!(*axis, ":" | "::1")) || axes.len() > 32 {
        return Err(unknown());
    }
    let contiguous = |axis: Option<&&str>| axis == Some(&"::1");
    let layout = match (contiguous(axes.first()), contiguous(axes.last())) {
        (_, true) => Layout::C,
        (true, _) => Layout::F,
        _ if axes.is_empty() => Layout::C,
        _ => Layout::Any,
    };
    Ok(Type::Array(Array { element, rank: axes.len() as u8, layout, readonly: false, aligned: true }))
}

/// Splits at commas outside brackets.
fn split(text: &str) -> Result<Vec<&str>, String> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (position, character) in text.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..position]);
                start = position + 1;
            }
            _ => {}
        }
        if depth < 0 {
            return Err(format!("unbalanced brackets in '{text}'"));
        }
    }
    if depth != 0 {
        return Err(format!("unbalanced brackets in '{text}'"));
    }
    parts.push(&text[start..]);
    Ok(parts)
}
