//! Texts of a fixed width in arrays: so many code units of a byte or of four, those behind the text zero.

use super::string::{Characters, Str};

/// The string of a text, without the zeros at its end; null when memory is out.
///
/// # Safety
/// So many units are at the place, which need not be aligned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_chars_read(place: *const u8, length: i64, wide: bool) -> *mut Str {
    let length = length as usize;
    if !wide {
        // SAFETY: by the contract above.
        let units = unsafe { std::slice::from_raw_parts(place, length) };
        return Characters::Narrow(&units[..end(length, |unit| units[unit] == 0)]).make();
    }
    // SAFETY: as above.
    let unit = |position: usize| unsafe { place.cast::<u32>().add(position).read_unaligned() };
    let units: Vec<u32> = (0..end(length, |position| unit(position) == 0)).map(unit).collect();
    Characters::Wide(&units).make()
}

fn end(length: usize, is_zero: impl Fn(usize) -> bool) -> usize {
    (0..length).rev().find(|unit| !is_zero(*unit)).map_or(0, |last| last + 1)
}

/// Stores as much of a string as there is room for, and zeros behind it. Returns whether it failed: a unit of a byte holds no
/// character of that number.
///
/// # Safety
/// There is room for so many units at the place, which need not be aligned; the string is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_chars_write(place: *mut u8, length: i64, wide: bool, string: *const Str) -> bool {
    // SAFETY: by the contract above.
    let characters = unsafe { Str::characters(string) };
    let (length, count) = (length as usize, characters.len());
    let character = |position: usize| if position < count { characters.at(position) } else { 0 };
    if !wide && matches!(characters, Characters::Wide(_)) {
        return true;
    }
    for position in 0..length {
        // SAFETY: as above.
        unsafe {
            match wide {
                true => place.cast::<u32>().add(position).write_unaligned(character(position)),
                false => place.add(position).write(character(position) as u8),
            }
        }
    }
    false
}
