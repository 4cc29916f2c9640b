//! What is wrong with a malformed number.

/// `word` starts with a digit where the parse failed, behind `before`. None if it is a sound number in a wrong place.
pub(super) fn malformed(before: &str, word: &str, number_expected: bool) -> Option<String> {
    let digits_before = before.len() - before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    let (_, joined) = before.split_at(before.len() - digits_before);
    if !number_expected && joined.is_empty() {
        return None;
    }
    let whole = format!("{joined}{word}");
    let radix_name = match whole.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => "hexadecimal",
        Some("0o") => "octal",
        Some("0b") => "binary",
        _ => return Some("invalid decimal literal".to_owned()),
    };
    let radix = match radix_name {
        "hexadecimal" => 16,
        "octal" => 8,
        _ => 2,
    };
    let foreign = whole[2..].chars().find(|character| character.is_ascii_digit() && !character.is_digit(radix));
    Some(match foreign {
        Some(digit) => format!("invalid digit '{digit}' in {radix_name} literal"),
        None => format!("invalid {radix_name} literal"),
    })
}
