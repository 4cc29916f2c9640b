//! The Mersenne Twister MT19937, seeded as NumPy and as CPython do.

const LENGTH: usize = 624;
const MIDDLE: usize = 397;

/// The state of a generator. It seeds itself from the operating system where nobody seeds it before its first number.
pub struct Mersenne {
    words: [u32; LENGTH],
    next: usize,
    /// What it is to be seeded with before the next number.
    pending: Pending,
}

/// A seed that waits.
enum Pending {
    Nothing,
    System,
    Words([u32; 4]),
}

impl Mersenne {
    pub const fn new() -> Self {
        Self { words: [0; LENGTH], next: LENGTH, pending: Pending::System }
    }

    /// As [`Self::seed_by_words`], which is left until the first number is drawn.
    pub const fn of(key: [u32; 4]) -> Self {
        Self { words: [0; LENGTH], next: LENGTH, pending: Pending::Words(key) }
    }

    /// As new: the first number to come is not determined by anything.
    pub fn forget(&mut self) {
        (self.next, self.pending) = (LENGTH, Pending::System);
    }

    /// As `numpy.random.RandomState(seed)`.
    pub fn seed(&mut self, seed: u32) {
        let mut word = seed;
        for (position, place) in self.words.iter_mut().enumerate() {
            *place = word;
            word = 1_812_433_253_u32.wrapping_mul(word ^ (word >> 30)).wrapping_add(position as u32 + 1);
        }
        (self.next, self.pending) = (LENGTH, Pending::Nothing);
        super::source::watch_forks();
    }

    /// As `numpy.random.RandomState(words)`, and as CPython's `random.seed` with the words of an integer.
    pub fn seed_by_words(&mut self, key: &[u32]) {
        self.seed(19_650_218);
        let words = &mut self.words;
        let (mut i, mut j) = (1, 0);
        let mixed = |words: &[u32; LENGTH], i: usize, factor: u32| {
            words[i] ^ (words[i - 1] ^ (words[i - 1] >> 30)).wrapping_mul(factor)
        };
        for _ in 0..LENGTH.max(key.len()) {
            words[i] = mixed(words, i, 1_664_525).wrapping_add(key[j]).wrapping_add(j as u32);
            (i, j) = (i + 1, (j + 1) % key.len());
            if i == LENGTH {
                words[0] = words[LENGTH - 1];
                i = 1;
            }
        }
        for _ in 1..LENGTH {
            words[i] = mixed(words, i, 1_566_083_941).wrapping_sub(i as u32);
            i += 1;
            if i == LENGTH {
                words[0] = words[LENGTH - 1];
                i = 1;
            }
        }
        words[0] = 0x8000_0000;
    }

    /// From the operating system's randomness.
    pub fn seed_from_system(&mut self) {
        let mut key = [0_u32; 8];
        let bytes = size_of_val(&key);
        // SAFETY: the buffer is as long as said.
        let read = unsafe { libc::getrandom(key.as_mut_ptr().cast(), bytes, 0) };
        if usize::try_from(read) != Ok(bytes) {
            // No randomness to be had: the time and the place of this state differ at least between runs and threads.
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            key[0] = now.map_or(0, |now| now.subsec_nanos());
            key[1] = (&raw const *self).addr() as u32;
        }
        self.seed_by_words(&key);
    }

    #[inline]
    pub fn next_u32(&mut self) -> u32 {
        if self.next == LENGTH {
            self.refill();
        }
        let mut word = self.words[self.next];
        self.next += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    /// The first word is the upper half.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        let high = u64::from(self.next_u32());
        high << 32 | u64::from(self.next_u32())
    }

    /// A number of 53 bits in [0, 1).
    #[inline]
    pub fn next_double(&mut self) -> f64 {
        let high = f64::from(self.next_u32() >> 5);
        let low = f64::from(self.next_u32() >> 6);
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }

    #[cold]
    #[inline(never)]
    fn refill(&mut self) {
        match self.pending {
            Pending::Nothing => {}
            Pending::System => self.seed_from_system(),
            Pending::Words(key) => self.seed_by_words(&key),
        }
        let words = &mut self.words;
        let twist = |upper: u32, lower: u32, other: u32| {
            let word = (upper & 0x8000_0000) | (lower & 0x7fff_ffff);
            other ^ (word >> 1) ^ ((word & 1).wrapping_neg() & 0x9908_b0df)
        };
        for i in 0..LENGTH - MIDDLE {
            words[i] = twist(words[i], words[i + 1], words[i + MIDDLE]);
        }
        for i in LENGTH - MIDDLE..LENGTH - 1 {
            words[i] = twist(words[i], words[i + 1], words[i + MIDDLE - LENGTH]);
        }
        words[LENGTH - 1] = twist(words[LENGTH - 1], words[0], words[MIDDLE - 1]);
        self.next = 0;
    }
}
