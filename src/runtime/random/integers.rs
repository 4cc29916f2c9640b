//! Uniform integers.

use super::source::{Legacy, Source};

/// The smallest mask of ones that covers a number.
fn mask(max: u64) -> u64 {
    u64::MAX.checked_shr(max.leading_zeros()).unwrap_or(0)
}

/// An integer in `[0, max]`, by masking and rejecting: what shuffles draw.
pub fn interval(source: &mut impl Source, max: u64) -> u64 {
    if max == 0 {
        return 0;
    }
    let mask = mask(max);
    loop {
        let value =
            if max <= u64::from(u32::MAX) { u64::from(source.next_u32()) & mask } else { source.next_u64() & mask };
        if value <= max {
            return value;
        }
    }
}

/// An integer in `[0, range]` from 32 or 64 bits: `RandomState` masks and rejects, `Generator` multiplies (D. Lemire, Fast
/// random integer generation in an interval, 2019).
pub fn bounded<S: Source>(source: &mut S, range: u64) -> u64 {
    if range == 0 {
        return 0;
    }
    if range == u64::from(u32::MAX) {
        return u64::from(source.next_u32());
    }
    if range == u64::MAX {
        return source.next_u64();
    }
    if S::LEGACY {
        return interval(source, range);
    }
    if range < u64::from(u32::MAX) {
        return u64::from(lemire_u32(source, range as u32));
    }
    let bound = range + 1;
    let mut product = u128::from(source.next_u64()) * u128::from(bound);
    if (product as u64) < bound {
        let threshold = (u64::MAX - range) % bound;
        while (product as u64) < threshold {
            product = u128::from(source.next_u64()) * u128::from(bound);
        }
    }
    (product >> 64) as u64
}

fn lemire_u32(source: &mut impl Source, range: u32) -> u32 {
    let bound = range + 1;
    let mut product = u64::from(source.next_u32()) * u64::from(bound);
    if (product as u32) < bound {
        let threshold = (u32::MAX - range) % bound;
        while (product as u32) < threshold {
            product = u64::from(source.next_u32()) * u64::from(bound);
        }
    }
    (product >> 32) as u32
}

/// A word whose parts narrow integers are taken from, one after the other.
#[derive(Default)]
pub struct Parts {
    word: u32,
    left: u32,
}

impl Parts {
    fn next(&mut self, source: &mut impl Source, bits: u32) -> u32 {
        if self.left == 0 {
            self.word = source.next_u32();
            self.left = 32 / bits - 1;
        } else {
            self.word >>= bits;
            self.left -= 1;
        }
        self.word & ((1 << bits) - 1)
    }

    /// An integer of 1 (a bool), 8 or 16 bits in `[0, range]`.
    pub fn bounded<S: Source>(&mut self, source: &mut S, range: u32, bits: u32) -> u32 {
        let all = (1 << bits) - 1;
        if range == 0 {
            return 0;
        }
        if bits == 1 || range == all {
            return self.next(source, bits);
        }
        if S::LEGACY {
            let mask = mask(range.into()) as u32;
            loop {
                let value = self.next(source, bits) & mask;
                if value <= range {
                    return value;
                }
            }
        }
        let bound = range + 1;
        let mut product = self.next(source, bits) * bound;
        if product & all < bound {
            let threshold = (all - range) % bound;
            while product & all < threshold {
                product = self.next(source, bits) * bound;
            }
        }
        product >> bits
    }
}

/// An integer in `[0, range]` as CPython's `random` draws it.
pub fn below_python(source: &mut Legacy, range: u64) -> u64 {
    if range == u64::MAX {
        return random_bits(source, 64);
    }
    let bits = 64 - (range + 1).leading_zeros();
    loop {
        let value = random_bits(source, bits);
        if value <= range {
            return value;
        }
    }
}

/// As CPython's `random.getrandbits`.
pub fn random_bits(source: &mut Legacy, bits: u32) -> u64 {
    match bits {
        0 => 0,
        1..=32 => u64::from(source.next_u32() >> (32 - bits)),
        _ => {
            let low = u64::from(source.next_u32());
            low | u64::from(source.next_u32() >> (64 - bits)) << 32
        }
    }
}
