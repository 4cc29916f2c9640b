//! Strings: immutable objects of characters of one width.

use super::memory::{LIVE_BLOCKS, Owner, numlir_release};
use std::{
    ptr::null_mut,
    sync::atomic::{AtomicI64, Ordering},
};

mod case;
mod date;
mod number;
mod parts;
mod unicode;

pub use case::*;
pub use date::*;
pub use number::*;
pub use parts::*;

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
