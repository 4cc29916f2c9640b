//! Types as users write them: `float64[:, ::1], int64`.

use numlir_dialects::{
    chars::Chars,
    instance,
    types::{Array, Layout, Scalar, Type},
};

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
    // As types are shown: what was seen when one was made matters to nobody else.
    if text.ends_with('>')
        && let Some((front, _)) = text.rsplit_once("<iv=")
    {
        return parse_type(front);
    }
    if let Some(inner) = text.strip_prefix("reflected ") {
        return parse_type(inner);
    }
    if let Some(inner) = within("array(") {
        return parse_array(inner, text);
    }
    if let Some(inner) = within("readonly array(") {
        return match parse_array(inner, text)? {
            Type::Array(array) => Ok(Type::Array(Array { readonly: true, ..array })),
            other => Ok(other),
        };
    }
    if let Some(inner) = within("UniTuple(") {
        let (element, count) = inner.rsplit_once(" x ").ok_or_else(|| format!("'{text}' is not a type"))?;
        let count: usize = count.trim().parse().map_err(|_| format!("'{text}' is not a type"))?;
        return Ok(Type::tuple(std::iter::repeat_n(parse_type(element.trim())?, count)));
    }
    if let Some(inner) = within("OptionalType(") {
        return Ok(Type::Optional(parse_type(inner.trim())?.into()));
    }
    if let Some(inner) = within("Tuple(") {
        return Ok(Type::tuple(parse_types(inner)?));
    }
    let bracketed = |prefix: &str| text.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(']'));
    if let Some(inner) = bracketed("FunctionType[") {
        return parse_function(inner.trim()).ok_or_else(|| format!("'{text}' is not a type"));
    }
    if let Some(inner) = bracketed("ListType[") {
        return Ok(instance::typed_list(parse_type(inner.trim())?));
    }
    if let Some(inner) = bracketed("SetType[") {
        return Ok(instance::table("typedset", parse_type(inner.trim())?, Type::None));
    }
    if let Some(inner) = bracketed("DictType[") {
        return match parse_types(inner)?.as_slice() {
            [key, value] => Ok(instance::table("typeddict", key.clone(), value.clone())),
            _ => Err(format!("'{text}' is not a type")),
        };
    }
    if let Some(pointed) = text.strip_suffix('*').or_else(|| within("CPointer(")) {
        let pointed = pointed.trim();
        return Ok(Type::Pointer(if pointed == "void" { Type::None } else { parse_type(pointed)? }.into()));
    }
    if text == "voidptr" {
        return Ok(Type::Pointer(Type::None.into()));
    }
    if let Some(class) = text.strip_prefix("instance.") {
        return Ok(Type::Instance { class: class.into(), fields: [].into() });
    }
    if matches!(text, "str" | "unicode_type") {
        return Ok(Type::Str);
    }
    if text.strip_prefix("readonly ").unwrap_or(text).starts_with("bytes") {
        return Ok(Type::Bytes);
    }
    if let Some(chars) = Chars::from_name(text).filter(|_| text.starts_with('[')) {
        return Ok(Scalar::Chars(chars).value());
    }
    if matches!(text, "none" | "None") {
        return Ok(Type::None);
    }
    let unknown = || format!("'{text}' is not a type");
    if let Some(scalar) = Scalar::from_name(text) {
        return Ok(Type::Scalar(scalar));
    }
    // The axes are in the last brackets: those before say the unit of a date.
    let (name, axes) = text.strip_suffix(']').and_then(|text| text.rsplit_once('[')).ok_or_else(unknown)?;
    let element = Scalar::from_name(name.trim()).ok_or_else(unknown)?;
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

/// `float64(int64, int64)`: the arguments are what the last parentheses hold.
fn parse_function(text: &str) -> Option<Type> {
    let mut depth = 0;
    let opens = text.char_indices().rev().find(|(_, character)| {
        depth += i32::from(*character == ')') - i32::from(*character == '(');
        depth == 0
    })?;
    let arguments = text[opens.0..].strip_prefix('(')?.strip_suffix(')')?;
    let [result] = parse_types(&text[..opens.0]).ok()?.try_into().ok()?;
    Some(instance::function(parse_types(arguments).ok()?, result))
}

/// `float64, 2d, C`: an array as messages write its type.
fn parse_array(inner: &str, text: &str) -> Result<Type, String> {
    let wrong = || format!("'{text}' is not a type");
    let parts = split(inner)?;
    let [element, rank, layout, flags @ ..] = parts.as_slice() else { return Err(wrong()) };
    let element = Scalar::from_name(element.trim()).ok_or_else(wrong)?;
    let rank = rank.trim().strip_suffix('d').and_then(|rank| rank.parse().ok()).ok_or_else(wrong)?;
    let layout = match layout.trim() {
        "C" => Layout::C,
        "F" => Layout::F,
        "A" => Layout::Any,
        _ => return Err(wrong()),
    };
    let has = |flag: &str| flags.iter().any(|given| given.trim() == flag);
    Ok(Type::Array(Array { element, rank, layout, readonly: has("readonly"), aligned: !has("nonaligned") }))
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
