//! Strings: immutable objects of characters of one width.

use super::{
    list::{List, numlir_list_new},
    memory::{LIVE_BLOCKS, Owner, numlir_release, numlir_retain},
};
use std::{
    ptr::null_mut,
    sync::atomic::{AtomicI64, Ordering},
};

/// A string; its characters follow. Compiled code knows the offset of the length.
#[repr(C)]
#[derive(Debug)]
pub struct Str {
    owner: Owner,
    /// Bytes of a character: 1 where all are below 256, otherwise 4.
    width: i64,
    length: i64,
}

/// The characters of a string.
#[derive(Clone, Copy)]
pub enum Characters<'a> {
    Narrow(&'a [u8]),
    Wide(&'a [u32]),
}

impl Str {
    /// # Safety
    /// The string is one of this module or a constant of compiled code.
    pub unsafe fn characters<'a>(string: *const Self) -> Characters<'a> {
        // SAFETY: so many characters follow the header, aligned for their width.
        unsafe {
            let (data, length) = (string.add(1), (*string).length as usize);
            match (*string).width {
                1 => Characters::Narrow(std::slice::from_raw_parts(data.cast(), length)),
                _ => Characters::Wide(std::slice::from_raw_parts(data.cast(), length)),
            }
        }
    }
}

impl<'a> Characters<'a> {
    pub(super) fn len(self) -> usize {
        match self {
            Self::Narrow(characters) => characters.len(),
            Self::Wide(characters) => characters.len(),
        }
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    pub fn at(self, position: usize) -> u32 {
        match self {
            Self::Narrow(characters) => characters[position].into(),
            Self::Wide(characters) => characters[position],
        }
    }

    pub fn iter(self) -> impl DoubleEndedIterator<Item = u32> + 'a {
        (0..self.len()).map(move |position| self.at(position))
    }

    pub fn part(self, start: usize, end: usize) -> Self {
        match self {
            Self::Narrow(characters) => Self::Narrow(&characters[start..end]),
            Self::Wide(characters) => Self::Wide(&characters[start..end]),
        }
    }

    /// The first position between two at which the other string stands.
    fn find(self, other: Self, start: usize, end: usize) -> Option<usize> {
        let count = other.len();
        if count > end.checked_sub(start)? {
            return None;
        }
        (start..=end - count).find(|at| self.part(*at, at + count).same(other))
    }

    fn same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Narrow(a), Self::Narrow(b)) => a == b,
            (Self::Wide(a), Self::Wide(b)) => a == b,
            (a, b) => a.len() == b.len() && a.iter().eq(b.iter()),
        }
    }

    /// A fresh string of these characters, or null when memory is out.
    pub fn make(self) -> *mut Str {
        match self {
            Self::Narrow(characters) => make(characters.len(), 1, |data| {
                // SAFETY: there is room for so many.
                unsafe { data.copy_from_nonoverlapping(characters.as_ptr(), characters.len()) };
            }),
            Self::Wide(characters) if characters.iter().all(|character| *character < 256) => {
                make(characters.len(), 1, |data| {
                    for (position, character) in characters.iter().enumerate() {
                        // SAFETY: there is room for so many.
                        unsafe { data.add(position).write(*character as u8) };
                    }
                })
            }
            Self::Wide(characters) => make(characters.len(), 4, |data| {
                // SAFETY: there is room for so many.
                unsafe { data.cast::<u32>().copy_from_nonoverlapping(characters.as_ptr(), characters.len()) };
            }),
        }
    }

    pub fn text(self) -> String {
        self.iter().map(|character| char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }
}

/// A fresh string whose characters `fill` writes.
fn make(length: usize, width: usize, fill: impl FnOnce(*mut u8)) -> *mut Str {
    let Some(bytes) = length.checked_mul(width).and_then(|bytes| bytes.checked_add(size_of::<Str>())) else {
        return null_mut();
    };
    // SAFETY: the memory is large enough for the header and the characters.
    unsafe {
        let string = libc::malloc(bytes).cast::<Str>();
        if string.is_null() {
            return string;
        }
        let owner = Owner { references: AtomicI64::new(1), free: free_string };
        string.write(Str { owner, width: width as i64, length: length as i64 });
        fill(string.add(1).cast());
        LIVE_BLOCKS.fetch_add(1, Ordering::Relaxed);
        string
    }
}

unsafe extern "C" fn free_string(owner: *mut Owner) {
    LIVE_BLOCKS.fetch_sub(1, Ordering::Relaxed);
    // SAFETY: only strings made above carry this function, and this is their last use.
    unsafe { libc::free(owner.cast()) };
}

/// The text of a fresh string, which is given back.
pub fn taken(string: *mut Str) -> String {
    if string.is_null() {
        return String::new();
    }
    // SAFETY: the caller has just made the string, with one reference.
    unsafe {
        let text = Str::characters(string).text();
        numlir_release(string.cast());
        text
    }
}

/// A fresh string of a text, or null when memory is out.
pub fn string_of(text: &str) -> *mut Str {
    if text.is_ascii() {
        return Characters::Narrow(text.as_bytes()).make();
    }
    wide(text.chars().map(u32::from))
}

fn wide(characters: impl Iterator<Item = u32>) -> *mut Str {
    Characters::Wide(&characters.collect::<Vec<_>>()).make()
}

/// Both, one behind the other.
///
/// # Safety
/// Here and below: strings are alive, and so are lists.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_concat(first: *const Str, second: *const Str) -> *mut Str {
    // SAFETY: by the contract above.
    let (first, second) = unsafe { (Str::characters(first), Str::characters(second)) };
    match (first, second) {
        (Characters::Narrow(a), Characters::Narrow(b)) => make(a.len() + b.len(), 1, |data| {
            // SAFETY: there is room for both.
            unsafe {
                data.copy_from_nonoverlapping(a.as_ptr(), a.len());
                data.add(a.len()).copy_from_nonoverlapping(b.as_ptr(), b.len());
            }
        }),
        _ => wide(first.iter().chain(second.iter())),
    }
}

/// The string so many times; null when memory is out.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_repeat(string: *const Str, times: i64) -> *mut Str {
    // SAFETY: by the contract above.
    let characters = unsafe { Str::characters(string) };
    let times = times.max(0) as usize;
    let (bytes, width, count): (*const u8, _, _) = match characters {
        Characters::Narrow(characters) => (characters.as_ptr(), 1, characters.len()),
        Characters::Wide(characters) => (characters.as_ptr().cast(), 4, characters.len()),
    };
    let Some(length) = count.checked_mul(times) else { return null_mut() };
    make(length, if times == 0 { 1 } else { width }, |data| {
        for time in 0..times {
            // SAFETY: there is room for all.
            unsafe { data.add(time * count * width).copy_from_nonoverlapping(bytes, count * width) };
        }
    })
}

/// `count` characters from `start` on, `step` apart; they are within the string.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_slice(string: *const Str, start: i64, step: i64, count: i64) -> *mut Str {
    // SAFETY: by the contract above.
    let characters = unsafe { Str::characters(string) };
    if step == 1 || count <= 1 {
        let start = (start.max(0) as usize).min(characters.len());
        return characters.part(start, start + count.max(0) as usize).make();
    }
    let part: Vec<u32> = (0..count).map(|index| characters.at((start + index * step) as usize)).collect();
    Characters::Wide(&part).make()
}

/// -1, 0 or 1 as the first is less than, equal to or greater than the second.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_compare(first: *const Str, second: *const Str) -> i64 {
    // SAFETY: by the contract above.
    let order = match unsafe { (Str::characters(first), Str::characters(second)) } {
        (Characters::Narrow(a), Characters::Narrow(b)) => a.cmp(b),
        (a, b) => a.iter().cmp(b.iter()),
    };
    order as i64
}

/// Whether two strings are equal.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_equal(first: *const Str, second: *const Str) -> bool {
    // SAFETY: by the contract above.
    unsafe { Str::characters(first).same(Str::characters(second)) }
}

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
    if other.len() == 0 {
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
    if old.len() == 0 {
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

/// The string with its characters changed: 0 lower, 1 upper, 2 swapped, 3 capitalised, 4 as a title, 5 folded.
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_case(string: *const Str, how: i64) -> *mut Str {
    // SAFETY: by the contract above.
    let text = unsafe { Str::characters(string) }.text();
    let mut made = String::with_capacity(text.len());
    let mut inside = false;
    for (position, character) in text.chars().enumerate() {
        let up = match how {
            0 | 5 => false,
            1 => true,
            2 => character.is_lowercase(),
            3 => position == 0,
            _ => !inside,
        };
        inside = character.is_alphabetic();
        match (up, character) {
            (true, _) => made.extend(character.to_uppercase()),
            (false, 'ß') if how == 5 => made.push_str("ss"),
            (false, _) => made.extend(character.to_lowercase()),
        }
    }
    string_of(&made)
}

/// Whether all characters are of a class, and there is one: 0 digits, 1 letters, 2 letters and digits, 3 white space,
/// 4 lower case, 5 upper case, 6 decimal digits, 7 ASCII (of which there need not be one).
///
/// # Safety
/// As of [`numlir_str_concat`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_is(string: *const Str, class: i64) -> bool {
    // SAFETY: by the contract above.
    let text = unsafe { Str::characters(string) }.text();
    match class {
        4 => text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase),
        5 => text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase),
        7 => text.is_ascii(),
        _ => {
            let is = |character: char| match class {
                0 | 6 if character.is_ascii() => character.is_ascii_digit(),
                0 => is_digit(character),
                6 => is_decimal(character),
                1 => character.is_alphabetic() && !character.is_numeric(),
                2 => character.is_alphanumeric(),
                _ => is_space(character.into()),
            };
            !text.is_empty() && text.chars().all(is)
        }
    }
}

/// Digits beyond ASCII: the starts of Unicode's runs of ten, of the scripts in use.
fn is_decimal(character: char) -> bool {
    const ZEROS: &[u32] = &[
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
        0x1040, 0x1090, 0x17e0, 0x1810, 0xff10,
    ];
    let code = u32::from(character);
    ZEROS.iter().any(|zero| (*zero..*zero + 10).contains(&code))
}

fn is_digit(character: char) -> bool {
    is_decimal(character) || matches!(character, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉')
}

fn is_space(character: u32) -> bool {
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
                super::memory::numlir_release(list.cast());
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

/// The number of a one-character string.
///
/// # Safety
/// As of [`numlir_str_concat`]; the string is not empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_str_ord(string: *const Str) -> i64 {
    // SAFETY: by the contract above.
    unsafe { Str::characters(string) }.at(0).into()
}

/// The string of one character, by its number.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_str_chr(code: i64) -> *mut Str {
    Characters::Wide(&[code as u32]).make()
}

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
