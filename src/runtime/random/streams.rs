//! Streams of parallel loops. A loop that draws random numbers takes a key from the generators of the thread that enters it, and each of its
//! chunks draws from generators that are seeded with the key and the chunk's number: what is drawn does not depend on
//! which thread runs which chunk. Generators seed themselves where they are first drawn from, so that a chunk which draws nothing costs
//! no more than two moves of their states.

use super::source::{Legacy, with_numpy, with_python};
use std::mem::replace;

/// What the streams of a loop's chunks follow from.
pub struct Streams {
    numpy: u64,
    python: u64,
}

/// The generators that a thread had before it began a chunk; it gets them back in the end.
pub struct Outer {
    numpy: Legacy,
    python: Legacy,
}

impl Streams {
    /// From the calling thread's generators, which go on by a number.
    pub fn draw() -> Self {
        Self { numpy: with_numpy(|state| state.bits.next_u64()), python: with_python(|state| state.bits.next_u64()) }
    }

    /// Gives the calling thread the generators of a chunk, until the result is dropped.
    pub fn enter(&self, chunk: i64) -> Outer {
        let own = |key: u64| Legacy::of([key as u32, (key >> 32) as u32, chunk as u32, (chunk >> 32) as u32]);
        Outer {
            numpy: with_numpy(|state| replace(state, own(self.numpy))),
            python: with_python(|state| replace(state, own(self.python))),
        }
    }
}

impl Drop for Outer {
    fn drop(&mut self) {
        with_numpy(|state| std::mem::swap(state, &mut self.numpy));
        with_python(|state| std::mem::swap(state, &mut self.python));
    }
}
