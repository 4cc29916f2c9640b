//! Hashes of values that are not numbers, for tables of compiled code.

use super::string::{Characters, Str};
use rustc_hash::FxHasher;
use std::{
    hash::Hasher,
    sync::atomic::{AtomicU64, Ordering},
};

/// The key of the hashes that the host sees, in two halves; zero until it says its own.
static SECRET: [AtomicU64; 2] = [AtomicU64::new(0), AtomicU64::new(0)];

/// Rounds for each word of eight bytes; those at the end are two more.
static ROUNDS: AtomicU64 = AtomicU64::new(1);

/// Takes over the host's key, and whether it hashes with SipHash-2-4 (otherwise SipHash-1-3).
pub fn set_secret(secret: [u64; 2], long: bool) {
    SECRET[0].store(secret[0], Ordering::Relaxed);
    SECRET[1].store(secret[1], Ordering::Relaxed);
    ROUNDS.store(if long { 2 } else { 1 }, Ordering::Relaxed);
}

/// What the host's `hash` gives for a string or for bytes: SipHash of the characters, each as wide as the widest needs.
///
/// # Safety
/// The string is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_hash_text(string: *const Str) -> i64 {
    // SAFETY: by the contract above.
    let hash = match unsafe { Str::characters(string) } {
        Characters::Narrow([]) | Characters::Wide([]) => 0,
        Characters::Narrow(bytes) => siphash(bytes),
        Characters::Wide(characters) => {
            let most = characters.iter().max().copied().unwrap_or(0);
            let bytes: Vec<u8> = match most {
                0x100..0x1_0000 => characters.iter().flat_map(|character| (*character as u16).to_ne_bytes()).collect(),
                0x1_0000.. => characters.iter().flat_map(|character| character.to_ne_bytes()).collect(),
                _ => characters.iter().map(|character| *character as u8).collect(),
            };
            siphash(&bytes)
        }
    };
    // A hash of -1 says in C that there is an error.
    if hash == u64::MAX { -2 } else { hash as i64 }
}

/// Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012).
fn siphash(bytes: &[u8]) -> u64 {
    let [k0, k1] = [0, 1].map(|half: usize| SECRET[half].load(Ordering::Relaxed));
    let rounds = ROUNDS.load(Ordering::Relaxed);
    let mut v = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    let mut absorb = |word: u64| {
        v[3] ^= word;
        (0..rounds).for_each(|_| mix(&mut v));
        v[0] ^= word;
    };
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().for_each(|word| absorb(u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    last[7] = bytes.len() as u8;
    absorb(u64::from_le_bytes(last));
    v[2] ^= 0xff;
    (0..rounds + 2).for_each(|_| mix(&mut v));
    v[0] ^ v[1] ^ v[2] ^ v[3]
}

fn mix(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[2] = v[2].rotate_left(32);
}

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

#[cfg(test)]
mod tests {
    use super::*;

    /// The paper's test vector: the key and the message count up.
    #[test]
    fn siphash_is_that_of_its_authors() {
        set_secret([0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908], true);
        let message: Vec<u8> = (0..15).collect();
        assert_eq!(siphash(&message), 0xa129_ca61_49be_45e5);
    }
}
