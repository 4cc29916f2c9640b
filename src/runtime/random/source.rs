//! Where random bits come from: the calling thread's own generators, or a bit generator of NumPy's.

use super::{
    mersenne::Mersenne,
    ziggurat::{EXPONENTIAL_F, EXPONENTIAL_K, EXPONENTIAL_W, NORMAL_F, NORMAL_K, NORMAL_W},
};
use std::{cell::UnsafeCell, ffi::c_void, sync::Once};

/// NumPy's `bitgen_t` (`numpy/random/bitgen.h`): what a bit generator shows to C.
#[repr(C)]
pub struct BitGenerator {
    state: *mut c_void,
    next_uint64: unsafe extern "C" fn(*mut c_void) -> u64,
    next_uint32: unsafe extern "C" fn(*mut c_void) -> u32,
    next_double: unsafe extern "C" fn(*mut c_void) -> f64,
    next_raw: unsafe extern "C" fn(*mut c_void) -> u64,
}

impl BitGenerator {
    /// The interface of a bit generator of the runtime's own, whose raw numbers are those of 64 bits.
    pub fn new(
        state: *mut c_void,
        next_uint64: unsafe extern "C" fn(*mut c_void) -> u64,
        next_uint32: unsafe extern "C" fn(*mut c_void) -> u32,
        next_double: unsafe extern "C" fn(*mut c_void) -> f64,
    ) -> Self {
        Self { state, next_uint64, next_uint32, next_double, next_raw: next_uint64 }
    }
}

/// What says where bits come from in calls from compiled code: null is the thread's `numpy.random`, 1 the thread's
/// `random`, all else the address of a bit generator that the caller keeps alive.
pub type Handle = *const BitGenerator;

/// A stream of random bits, and the two distributions that others are made of.
pub trait Source {
    /// Whether distributions are those of `numpy.random.RandomState`, where these differ from `numpy.random.Generator`.
    const LEGACY: bool;

    fn next_u32(&mut self) -> u32;
    fn next_u64(&mut self) -> u64;
    /// In [0, 1), with 53 bits.
    fn next_double(&mut self) -> f64;
    fn standard_normal(&mut self) -> f64;
    fn standard_exponential(&mut self) -> f64;

    /// In [0, 1), with 24 bits.
    fn next_single(&mut self) -> f32 {
        (self.next_u32() >> 8) as f32 * (1.0 / 16_777_216.0)
    }
}

/// The generator of `numpy.random` or of `random`, which each thread has of its own.
pub struct Legacy {
    pub bits: Mersenne,
    /// The second of a pair of normal numbers, for the next call.
    pub spare: Option<f64>,
}

impl Legacy {
    const fn new() -> Self {
        Self { bits: Mersenne::new(), spare: None }
    }

    /// One that seeds itself with these words.
    pub const fn of(key: [u32; 4]) -> Self {
        Self { bits: Mersenne::of(key), spare: None }
    }
}

thread_local! {
    static NUMPY: UnsafeCell<Legacy> = const { UnsafeCell::new(Legacy::new()) };
    static PYTHON: UnsafeCell<Legacy> = const { UnsafeCell::new(Legacy::new()) };
}

/// Sees to it that a forked process has streams of its own, as a thread has, and does not repeat its parent's.
pub fn watch_forks() {
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        unsafe extern "C" fn forget() {
            let forget = |state: &mut Legacy| {
                state.bits.forget();
                state.spare = None;
            };
            with_numpy(forget);
            with_python(forget);
        }
        // SAFETY: the handler changes nothing but the state of the one thread there is.
        unsafe { libc::pthread_atfork(None, None, Some(forget)) };
    });
}

/// Works with the calling thread's `numpy.random`.
#[inline]
pub fn with_numpy<R>(work: impl FnOnce(&mut Legacy) -> R) -> R {
    // SAFETY: the state is this thread's alone, and no work comes back here.
    NUMPY.with(|state| work(unsafe { &mut *state.get() }))
}

/// Works with the calling thread's `random`.
#[inline]
pub fn with_python<R>(work: impl FnOnce(&mut Legacy) -> R) -> R {
    // SAFETY: as in `with_numpy`.
    PYTHON.with(|state| work(unsafe { &mut *state.get() }))
}

/// Whether a handle is that of a generator which each thread has of its own.
#[inline]
pub fn is_of_thread(handle: Handle) -> bool {
    handle.addr() <= 1
}

/// Whether a handle is that of the thread's `random`.
#[inline]
pub fn is_python(handle: Handle) -> bool {
    handle.addr() == 1
}

impl Source for Legacy {
    const LEGACY: bool = true;

    #[inline]
    fn next_u32(&mut self) -> u32 {
        self.bits.next_u32()
    }

    #[inline]
    fn next_u64(&mut self) -> u64 {
        self.bits.next_u64()
    }

    #[inline]
    fn next_double(&mut self) -> f64 {
        self.bits.next_double()
    }

    /// Marsaglia's polar method, which makes two at a time.
    fn standard_normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let x = 2.0 * self.next_double() - 1.0;
            let y = 2.0 * self.next_double() - 1.0;
            let square = x * x + y * y;
            if square < 1.0 && square != 0.0 {
                let factor = (-2.0 * square.ln() / square).sqrt();
                self.spare = Some(factor * x);
                return factor * y;
            }
        }
    }

    fn standard_exponential(&mut self) -> f64 {
        -(1.0 - self.next_double()).ln()
    }
}

impl Source for &BitGenerator {
    const LEGACY: bool = false;

    #[inline]
    fn next_u32(&mut self) -> u32 {
        // SAFETY: NumPy's function for this state, which the caller keeps alive; so below.
        unsafe { (self.next_uint32)(self.state) }
    }

    #[inline]
    fn next_u64(&mut self) -> u64 {
        // SAFETY: as above.
        unsafe { (self.next_uint64)(self.state) }
    }

    #[inline]
    fn next_double(&mut self) -> f64 {
        // SAFETY: as above.
        unsafe { (self.next_double)(self.state) }
    }

    /// The ziggurat method.
    #[inline]
    fn standard_normal(&mut self) -> f64 {
        let (x, index, size) = normal_candidate(self.next_u64());
        if size < NORMAL_K[index] { x } else { unlikely_normal(self, x, index, size) }
    }

    /// The ziggurat method.
    #[inline]
    fn standard_exponential(&mut self) -> f64 {
        let (x, index, size) = exponential_candidate(self.next_u64());
        if size < EXPONENTIAL_K[index] { x } else { unlikely_exponential(self, x, index) }
    }
}

const TWO_TO_52: f64 = 4_503_599_627_370_496.0;

/// A normal number, unless it lies outside its layer: with the layer, and its size as an integer.
#[inline]
fn normal_candidate(bits: u64) -> (f64, usize, u64) {
    let index = (bits & 0xff) as usize;
    let size = (bits >> 9) & 0x000f_ffff_ffff_ffff;
    // As 2^52 and so much more, of which 2^52 is taken away, without rounding.
    let x = (f64::from_bits(size | TWO_TO_52.to_bits()) - TWO_TO_52) * NORMAL_W[index];
    // The sign is as often one as the other, so no branch could be foretold.
    (f64::from_bits(x.to_bits() ^ (bits & 0x100) << 55), index, size)
}

#[cold]
#[inline(never)]
fn unlikely_normal(source: &mut impl Source, mut x: f64, mut index: usize, mut size: u64) -> f64 {
    const TAIL: f64 = 3.654_152_885_361_009;
    const INVERSE: f64 = 0.273_661_237_329_758_3;
    loop {
        if index == 0 {
            loop {
                let across = -INVERSE * (-source.next_double()).ln_1p();
                let up = -(-source.next_double()).ln_1p();
                if up + up > across * across {
                    return if (size >> 8) & 1 != 0 { -(TAIL + across) } else { TAIL + across };
                }
            }
        }
        let height = (NORMAL_F[index - 1] - NORMAL_F[index]) * source.next_double() + NORMAL_F[index];
        if height < (-0.5 * x * x).exp() {
            return x;
        }
        (x, index, size) = normal_candidate(source.next_u64());
        if size < NORMAL_K[index] {
            return x;
        }
    }
}

/// An exponentially distributed number, as [`normal_candidate`].
#[inline]
fn exponential_candidate(bits: u64) -> (f64, usize, u64) {
    let index = ((bits >> 3) & 0xff) as usize;
    let size = bits >> 11;
    (size as i64 as f64 * EXPONENTIAL_W[index], index, size)
}

#[cold]
#[inline(never)]
fn unlikely_exponential(source: &mut impl Source, mut x: f64, mut index: usize) -> f64 {
    const TAIL: f64 = 7.697_117_470_131_05;
    loop {
        if index == 0 {
            return TAIL - (-source.next_double()).ln_1p();
        }
        let step = EXPONENTIAL_F[index - 1] - EXPONENTIAL_F[index];
        if step * source.next_double() + EXPONENTIAL_F[index] < (-x).exp() {
            return x;
        }
        let size;
        (x, index, size) = exponential_candidate(source.next_u64());
        if size < EXPONENTIAL_K[index] {
            return x;
        }
    }
}
