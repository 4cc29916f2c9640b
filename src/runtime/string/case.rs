//! Cases and classes of characters, as CPython's methods of strings have them.

use super::{
    Characters, Str,
    parts::is_space,
    unicode::{
        ALPHA, CASED, DECIMAL, DIGIT, FOLDS, IGNORED, IN_NAME, KINDS, LOWER, NUMERIC, PRINTABLE, RUNS, STARTS_NAME,
        TITLE, TITLES, UPPER,
    },
};

/// The capital sigma, whose lower case depends on what stands around it.
const SIGMA: u32 = 0x3a3;

/// The flags of a character.
fn flags(character: u32) -> u16 {
    // Behind all runs that start at or before the character; the first starts at zero.
    let behind = RUNS.partition_point(|run| run >> 5 <= character);
    KINDS[(RUNS[behind - 1] & 31) as usize]
}

fn is(character: u32, flag: u16) -> bool {
    flags(character) & flag != 0
}

/// Appends what a character is mapped to; one that the tables do not know yet is not mapped to.
fn extend_mapped<I: Iterator<Item = char> + Clone>(character: u32, map: impl Fn(char) -> I, made: &mut Vec<u32>) {
    match char::from_u32(character).map(map) {
        Some(to) if to.clone().next().is_some_and(|first| is(first.into(), PRINTABLE)) => {
            made.extend(to.map(u32::from));
        }
        _ => made.push(character),
    }
}

fn extend_upper(character: u32, made: &mut Vec<u32>) {
    extend_mapped(character, char::to_uppercase, made);
}

fn extend_plain_lower(character: u32, made: &mut Vec<u32>) {
    extend_mapped(character, char::to_lowercase, made);
}

fn extend_exception(table: &[(u32, &[u32])], character: u32, made: &mut Vec<u32>) -> bool {
    let Ok(place) = table.binary_search_by_key(&character, |(from, _)| *from) else { return false };
    made.extend(table[place].1);
    true
}

fn extend_title(character: u32, made: &mut Vec<u32>) {
    if !extend_exception(&TITLES, character, made) {
        extend_upper(character, made);
    }
}

/// The lower case of a character of a string. A capital sigma at the end of a word has a form of its own (Unicode's Final_Sigma).
fn extend_lower(characters: Characters, position: usize, made: &mut Vec<u32>) {
    let character = characters.at(position);
    if character != SIGMA {
        return extend_plain_lower(character, made);
    }
    let cased = |character: Option<u32>| character.is_some_and(|character| is(character, CASED));
    let before = (0..position).rev().map(|at| characters.at(at)).find(|character| !is(*character, IGNORED));
    let after = (position + 1..characters.len()).map(|at| characters.at(at)).find(|c| !is(*c, IGNORED));
    made.push(if cased(before) && !cased(after) { 0x3c2 } else { 0x3c3 });
}

/// The string with its characters changed: 0 lower, 1 upper, 2 swapped, 3 capitalised, 4 as a title, 5 folded.
///
/// # Safety
/// As of [`super::numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_case(string: *const Str, how: i64) -> *mut Str {
    // SAFETY: by the contract above.
    let characters = unsafe { Str::characters(string) };
    let mut made = Vec::with_capacity(characters.len());
    let mut inside = false;
    for (position, character) in characters.iter().enumerate() {
        match how {
            0 => extend_lower(characters, position, &mut made),
            1 => extend_upper(character, &mut made),
            2 if is(character, UPPER) => extend_lower(characters, position, &mut made),
            2 if is(character, LOWER) => extend_upper(character, &mut made),
            2 => made.push(character),
            3 if position == 0 => extend_title(character, &mut made),
            4 if !inside => extend_title(character, &mut made),
            5 => {
                if !extend_exception(&FOLDS, character, &mut made) {
                    extend_plain_lower(character, &mut made);
                }
            }
            _ => extend_lower(characters, position, &mut made),
        }
        inside = is(character, CASED);
    }
    Characters::Wide(&made).make()
}

/// Whether a string is of a class: all its characters, of which there is one, are 0 digits, 1 letters, 2 letters and numbers, 3 white
/// space, 6 decimal digits, 8 numbers; it has 4 only lower, 5 only upper case, 11 the case of a title; all characters, if any, are
/// 7 ASCII, 9 printable; 10 it is an identifier.
///
/// # Safety
/// As of [`super::numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_is(string: *const Str, class: i64) -> bool {
    // SAFETY: by the contract above.
    let characters = unsafe { Str::characters(string) };
    let all = |flag: u16| characters.iter().all(|character| is(character, flag));
    let some = |flag: u16| characters.iter().any(|character| is(character, flag));
    match class {
        4 => some(LOWER) && !some(UPPER | TITLE),
        5 => some(UPPER) && !some(LOWER | TITLE),
        7 => characters.iter().all(|character| character < 128),
        9 => all(PRINTABLE),
        11 => is_title(characters),
        _ if characters.is_empty() => false,
        0 => all(DIGIT),
        1 => all(ALPHA),
        2 => all(ALPHA | DECIMAL | DIGIT | NUMERIC),
        3 => characters.iter().all(is_space),
        6 => all(DECIMAL),
        8 => all(NUMERIC),
        _ => is(characters.at(0), STARTS_NAME) && all(IN_NAME),
    }
}

/// Whether each word starts with an upper or title case, and goes on with lower case.
fn is_title(characters: Characters) -> bool {
    let (mut inside, mut found) = (false, false);
    for character in characters.iter() {
        let flags = flags(character);
        let starts = flags & (UPPER | TITLE) != 0;
        if (starts && inside) || (flags & LOWER != 0 && !inside) {
            return false;
        }
        inside = starts || flags & LOWER != 0;
        found |= inside;
    }
    found
}
