//! `numpy.random.PCG64` for generators that compiled code makes: M. O'Neill's PCG XSL RR 128/64, seeded by NumPy's `SeedSequence`.
//!
//! The state lies in memory of the caller's, behind the interface by which the distributions see NumPy's own bit generators.

use super::source::BitGenerator;
use std::{ffi::c_void, mem::size_of, slice};

/// What an array of the library has room for: words of 64 bits (library/numpy.random/seeded.py).
pub const WORDS: usize = 12;

/// The state, of which the interface before it has the address.
#[repr(C)]
struct Pcg64 {
    interface: BitGenerator,
    state: [u64; 2],
    increment: [u64; 2],
    /// The upper half of a number whose lower half was given as 32 bits, where there is one.
    spare: u32,
    has_spare: u32,
}

const _: () = assert!(size_of::<Pcg64>() <= WORDS * 8);

const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;

fn wide([low, high]: [u64; 2]) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}

fn narrow(value: u128) -> [u64; 2] {
    [value as u64, (value >> 64) as u64]
}

impl Pcg64 {
    fn step(&mut self) -> u128 {
        let next = wide(self.state).wrapping_mul(MULTIPLIER).wrapping_add(wide(self.increment));
        self.state = narrow(next);
        next
    }

    fn next_u64(&mut self) -> u64 {
        let state = self.step();
        ((state >> 64) as u64 ^ state as u64).rotate_right((state >> 122) as u32)
    }

    fn next_u32(&mut self) -> u32 {
        if self.has_spare != 0 {
            self.has_spare = 0;
            return self.spare;
        }
        let bits = self.next_u64();
        (self.spare, self.has_spare) = ((bits >> 32) as u32, 1);
        bits as u32
    }

    /// As `PCG64(SeedSequence(entropy))`.
    fn seed(&mut self, entropy: &[u32]) {
        let words = SeedSequence::new(entropy).words::<8>();
        let word = |position: usize| u64::from(words[2 * position]) | u64::from(words[2 * position + 1]) << 32;
        // NumPy passes the upper halves first.
        let (state, stream) = (wide([word(1), word(0)]), wide([word(3), word(2)]));
        self.increment = narrow(stream << 1 | 1);
        self.state = [0, 0];
        self.step();
        self.state = narrow(wide(self.state).wrapping_add(state));
        self.step();
        (self.spare, self.has_spare) = (0, 0);
    }
}

/// NumPy's `SeedSequence`: entropy of any length, mixed into a pool of four words.
struct SeedSequence {
    pool: [u32; 4],
}

/// Multiplies with what grows from call to call, so that equal words at different places become different ones.
struct Hash {
    constant: u32,
    factor: u32,
}

impl Hash {
    fn mix(&mut self, value: u32) -> u32 {
        let value = value ^ self.constant;
        self.constant = self.constant.wrapping_mul(self.factor);
        let value = value.wrapping_mul(self.constant);
        value ^ value >> 16
    }
}

impl SeedSequence {
    fn new(entropy: &[u32]) -> Self {
        let mut hash = Hash { constant: 0x43b0_d7e5, factor: 0x931e_8875 };
        let join = |x: u32, y: u32| {
            let mixed = x.wrapping_mul(0xca01_f9dd).wrapping_sub(y.wrapping_mul(0x4973_f715));
            mixed ^ mixed >> 16
        };
        let mut pool = [0; 4];
        for (position, place) in pool.iter_mut().enumerate() {
            *place = hash.mix(entropy.get(position).copied().unwrap_or(0));
        }
        for from in 0..pool.len() {
            for to in (0..pool.len()).filter(|to| *to != from) {
                pool[to] = join(pool[to], hash.mix(pool[from]));
            }
        }
        for word in entropy.iter().skip(pool.len()) {
            for place in &mut pool {
                *place = join(*place, hash.mix(*word));
            }
        }
        Self { pool }
    }

    fn words<const COUNT: usize>(&self) -> [u32; COUNT] {
        let mut hash = Hash { constant: 0x8b51_f9dd, factor: 0x58f3_8ded };
        std::array::from_fn(|position| hash.mix(self.pool[position % self.pool.len()]))
    }
}

unsafe extern "C" fn next_uint64(state: *mut c_void) -> u64 {
    // SAFETY: the interface is called with the state that it has the address of, which is alive; so below.
    unsafe { (*state.cast::<Pcg64>()).next_u64() }
}

unsafe extern "C" fn next_uint32(state: *mut c_void) -> u32 {
    // SAFETY: as above.
    unsafe { (*state.cast::<Pcg64>()).next_u32() }
}

unsafe extern "C" fn next_double(state: *mut c_void) -> f64 {
    // SAFETY: as above.
    let bits = unsafe { (*state.cast::<Pcg64>()).next_u64() };
    (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// Makes a generator in an array of [`WORDS`] words, as `numpy.random.default_rng(seed)` does. The seed is integers, of which each gives
/// as many words of 32 bits as it has, and at least one; with `count` 0 the operating system tells one.
///
/// # Safety
///
/// The array has room, and stays where it is as long as it is used; there are `count` integers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_random_make_pcg64(place: *mut u64, seed: *const u64, count: i64) {
    let mut entropy = Vec::new();
    if count == 0 {
        let mut words = [0u32; 4];
        // SAFETY: there is room for so many bytes. Should there be no entropy, the words stay as they are.
        unsafe { libc::getentropy(words.as_mut_ptr().cast(), size_of_val(&words)) };
        entropy.extend(words);
    } else {
        // SAFETY: by the contract above.
        for integer in unsafe { slice::from_raw_parts(seed, count as usize) } {
            entropy.push(*integer as u32);
            entropy.extend(Some((*integer >> 32) as u32).filter(|high| *high != 0));
        }
    }
    let made = place.cast::<Pcg64>();
    let interface = BitGenerator::new(made.cast(), next_uint64, next_uint32, next_double);
    // SAFETY: by the contract above.
    unsafe {
        made.write(Pcg64 { interface, state: [0; 2], increment: [0; 2], spare: 0, has_spare: 0 });
        (*made).seed(&entropy);
    }
}
