//! Searches in strings, and what is cut and put together.

use super::{Characters, Str};
use crate::{
    list::{List, numlir_list_new},
    memory::numlir_release,
};
use std::ptr::null_mut;

/// The first position of another string between two positions, or -1.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_find(string: *const Str, other: *const Str, start: i64, end: i64) -> i64 {
    // SAFETY: by the contract above.
    let (characters, other) = unsafe { (Str::characters(string), Str::characters(other)) };
    if start > end {
        return -1;
    }
    characters.find(other, start as usize, end as usize).map_or(-1, |position| position as i64)
}

/// The last position of another string between two positions, or -1.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_rfind(string: *const Str, other: *const Str, start: i64, end: i64) -> i64 {
    // SAFETY: by the contract above.
    let (characters, other) = unsafe { (Str::characters(string), Str::characters(other)) };
    let (start, end, count) = (start as usize, end as usize, other.len());
    if start > end || count > end - start {
        return -1;
    }
    let found = (start..=end - count).rev().find(|at| characters.part(*at, at + count).same(other));
    found.map_or(-1, |position| position as i64)
}

/// How often another string stands in the string, without overlaps.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_count(string: *const Str, other: *const Str, start: i64, end: i64) -> i64 {
    // SAFETY: by the contract above.
    let (characters, other) = unsafe { (Str::characters(string), Str::characters(other)) };
    let (mut at, end) = (start as usize, end as usize);
    if start > end as i64 {
        return 0;
    }
    if other.is_empty() {
        return (end - at) as i64 + 1;
    }
    let mut count = 0;
    while let Some(found) = characters.find(other, at, end) {
        count += 1;
        at = found + other.len();
    }
    count
}

/// The string with each `old` replaced by `new`, at most `most` times where that is not negative.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_replace(
    string: *const Str,
    old: *const Str,
    new: *const Str,
    most: i64,
) -> *mut Str {
    // SAFETY: by the contract above.
    let (characters, old, new) = unsafe { (Str::characters(string), Str::characters(old), Str::characters(new)) };
    let mut left = if most < 0 { i64::MAX } else { most };
    let mut made = Vec::with_capacity(characters.len());
    if old.is_empty() {
        for character in characters.iter() {
            if left > 0 {
                made.extend(new.iter());
                left -= 1;
            }
            made.push(character);
        }
        if left > 0 {
            made.extend(new.iter());
        }
        return Characters::Wide(&made).make();
    }
    let mut at = 0;
    while left > 0
        && let Some(found) = characters.find(old, at, characters.len())
    {
        made.extend(characters.part(at, found).iter());
        made.extend(new.iter());
        at = found + old.len();
        left -= 1;
    }
    made.extend(characters.part(at, characters.len()).iter());
    Characters::Wide(&made).make()
}

pub(super) fn is_space(character: u32) -> bool {
    matches!(character, 9..=13 | 28..=32 | 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000)
}

/// The string without the characters of another at its ends (bit 0: at the start, bit 1: at the end); without white
/// space where the other is null.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_strip(string: *const Str, others: *const Str, spaces: bool, ends: i64) -> *mut Str {
    // SAFETY: by the contract above.
    let (characters, others) = unsafe { (Str::characters(string), Str::characters(others)) };
    let goes =
        |character: u32| if spaces { is_space(character) } else { others.iter().any(|other| other == character) };
    let (mut start, mut end) = (0, characters.len());
    while ends & 1 != 0 && start < end && goes(characters.at(start)) {
        start += 1;
    }
    while ends & 2 != 0 && start < end && goes(characters.at(end - 1)) {
        end -= 1;
    }
    characters.part(start, end).make()
}

/// The parts of a string between a separator (between white space with `spaces`: the characters of the separator, or, where it is
/// empty, Unicode's), at most `most` separations where that is not negative; null when memory
/// is out. `reverse` separates from the end.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_split(
    string: *const Str,
    separator: *const Str,
    spaces: bool,
    most: i64,
    reverse: bool,
) -> *mut List {
    // SAFETY: by the contract above.
    let (characters, separator) = unsafe { (Str::characters(string), Str::characters(separator)) };
    let mut left = if most < 0 { i64::MAX } else { most };
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let length = characters.len();
    if spaces {
        let space = |at: usize| match separator.len() {
            0 => is_space(characters.at(at)),
            _ => separator.iter().any(|other| other == characters.at(at)),
        };
        if reverse {
            let mut end = length;
            loop {
                while end > 0 && space(end - 1) {
                    end -= 1;
                }
                if end == 0 {
                    break;
                }
                let mut start = end;
                // What is left at last keeps the white space in and before it.
                while start > 0 && (left == 0 || !space(start - 1)) {
                    start -= 1;
                }
                parts.push((start, end));
                left -= 1;
                end = start;
            }
            parts.reverse();
        } else {
            let mut start = 0;
            loop {
                while start < length && space(start) {
                    start += 1;
                }
                if start == length {
                    break;
                }
                let mut end = start;
                while end < length && !space(end) {
                    end += 1;
                }
                if left == 0 {
                    end = length;
                }
                parts.push((start, end));
                left -= 1;
                start = end;
            }
        }
    } else if reverse {
        let (mut end, count) = (length, separator.len());
        while left > 0 && end >= count {
            let found = (0..=end - count).rev().find(|at| characters.part(*at, at + count).same(separator));
            let Some(found) = found else { break };
            parts.push((found + count, end));
            end = found;
            left -= 1;
        }
        parts.push((0, end));
        parts.reverse();
    } else {
        let mut start = 0;
        while left > 0
            && let Some(found) = characters.find(separator, start, length)
        {
            parts.push((start, found));
            start = found + separator.len();
            left -= 1;
        }
        parts.push((start, length));
    }
    list_of(parts.into_iter().map(|(start, end)| characters.part(start, end).make()))
}

/// The lines of a string, with their ends where asked for; null when memory is out.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_lines(string: *const Str, ends: bool) -> *mut List {
    // SAFETY: by the contract above.
    let characters = unsafe { Str::characters(string) };
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < characters.len() {
        let character = characters.at(at);
        if !matches!(character, 10..=13 | 28..=30 | 0x85 | 0x2028 | 0x2029) {
            at += 1;
            continue;
        }
        let two = character == 13 && at + 1 < characters.len() && characters.at(at + 1) == 10;
        let end = at + 1 + usize::from(two);
        parts.push((start, if ends { end } else { at }));
        (start, at) = (end, end);
    }
    if start < characters.len() {
        parts.push((start, characters.len()));
    }
    list_of(parts.into_iter().map(|(start, end)| characters.part(start, end).make()))
}

/// A list of strings, which takes over their references.
pub fn list_of(strings: impl ExactSizeIterator<Item = *mut Str>) -> *mut List {
    let list = numlir_list_new(strings.len() as i64, 1, 1);
    if list.is_null() {
        return list;
    }
    for string in strings {
        // SAFETY: the list is fresh and has room.
        unsafe {
            if string.is_null() {
                numlir_release(list.cast());
                return null_mut();
            }
            (*list).data.add((*list).length as usize).write(string.addr() as u64);
            (*list).length += 1;
        }
    }
    list
}

/// The strings of a list, with another between them; null when memory is out.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_join(separator: *const Str, list: *const List) -> *mut Str {
    // SAFETY: by the contract above; the list is of strings.
    let (separator, strings) = unsafe { (Str::characters(separator), (*list).slots()) };
    // SAFETY: as above.
    let parts: Vec<Characters> =
        strings.iter().map(|string| unsafe { Str::characters(*string as usize as *const Str) }).collect();
    let narrow = |part: &Characters| matches!(part, Characters::Narrow(_));
    if narrow(&separator) && parts.iter().all(narrow) {
        let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + separator.len()).sum());
        for (position, part) in parts.iter().enumerate() {
            for piece in [if position > 0 { separator } else { Characters::Narrow(&[]) }, *part] {
                if let Characters::Narrow(characters) = piece {
                    bytes.extend_from_slice(characters);
                }
            }
        }
        return Characters::Narrow(&bytes).make();
    }
    let mut made = Vec::new();
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            made.extend(separator.iter());
        }
        made.extend(part.iter());
    }
    Characters::Wide(&made).make()
}
