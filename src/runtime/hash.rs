//! Hashes of values that are not numbers, for tables of compiled code.

use super::string::{Characters, Str};
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// The hash of a string's characters, whatever their width; never negative.
///
/// # Safety
/// The string is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_hash_str(string: *const Str) -> i64 {
    let mut hasher = FxHasher::default();
    // SAFETY: by the contract above.
    match unsafe { Str::characters(string) } {
        Characters::Narrow(characters) => hasher.write(characters),
        // A part of a wide string may have narrow characters alone.
        Characters::Wide(characters) => {
            match characters.iter().map(|c| u8::try_from(*c)).collect::<Result<Vec<_>, _>>() {
                Ok(narrow) => hasher.write(&narrow),
                Err(_) => characters.iter().for_each(|character| hasher.write_u32(*character)),
            }
        }
    }
    (hasher.finish() >> 1) as i64
}
