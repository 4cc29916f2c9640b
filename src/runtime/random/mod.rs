//! Random numbers: generators that each thread has, NumPy's bit generators, and the distributions over both.
//!
//! Compiled code says with a [`Handle`] where bits come from. Streams are those of `numpy.random.RandomState` and
//! `numpy.random.Generator`, to the bit; the algorithms are NumPy's (BSD licence).

mod continuous;
mod discrete;
mod integers;
mod mersenne;
mod single;
mod source;
mod ziggurat;

use integers::Parts;
use source::{Handle, Legacy, Source, is_python, with_numpy, with_python};
use std::slice;

/// Works with the source that a handle says.
macro_rules! with {
    ($handle:expr, $source:ident => $work:expr) => {
        if $handle.is_null() {
            with_numpy(|$source| $work)
        } else if is_python($handle) {
            with_python(|$source| $work)
        } else {
            // SAFETY: compiled code passes the address of a bit generator that its caller keeps alive.
            let $source = &mut unsafe { &*$handle };
            $work
        }
    };
}

/// Defines C functions that draw one number.
macro_rules! draws {
    ($($name:ident($($argument:ident: $ty:ty),*) -> $result:ty = |$source:ident| $draw:expr;)*) => {
        $(pub extern "C" fn $name(handle: Handle $(, $argument: $ty)*) -> $result {
            with!(handle, $source => $draw)
        })*

        /// The functions that draw one number.
        fn draws() -> Vec<(&'static str, *const ())> {
            vec![$((stringify!($name), $name as *const ())),*]
        }
    };
}

draws! {
    numlir_random_double() -> f64 = |source| source.next_double();
    numlir_random_single() -> f32 = |source| source.next_single();
    numlir_random_standard_normal() -> f64 = |source| source.standard_normal();
    numlir_random_standard_normal_single() -> f32 = |source| single::standard_normal(source);
    numlir_random_standard_exponential() -> f64 = |source| source.standard_exponential();
    numlir_random_standard_exponential_single() -> f32 = |source| single::standard_exponential(source);
    numlir_random_standard_gamma(shape: f64) -> f64 = |source| continuous::standard_gamma(source, shape);
    numlir_random_standard_gamma_single(shape: f32) -> f32 = |source| single::standard_gamma(source, shape);
    numlir_random_beta(a: f64, b: f64) -> f64 = |source| continuous::beta(source, a, b);
    numlir_random_chisquare(df: f64) -> f64 = |source| continuous::chisquare(source, df);
    numlir_random_noncentral_chisquare(df: f64, nonc: f64) -> f64 =
        |source| continuous::noncentral_chisquare(source, df, nonc);
    numlir_random_f(dfnum: f64, dfden: f64) -> f64 = |source| continuous::f(source, dfnum, dfden);
    numlir_random_noncentral_f(dfnum: f64, dfden: f64, nonc: f64) -> f64 =
        |source| continuous::noncentral_f(source, dfnum, dfden, nonc);
    numlir_random_standard_cauchy() -> f64 = |source| continuous::standard_cauchy(source);
    numlir_random_standard_t(df: f64) -> f64 = |source| continuous::standard_t(source, df);
    numlir_random_pareto(a: f64) -> f64 = |source| continuous::pareto(source, a);
    numlir_random_weibull(a: f64) -> f64 = |source| continuous::weibull(source, a);
    numlir_random_power(a: f64) -> f64 = |source| continuous::power(source, a);
    numlir_random_laplace(loc: f64, scale: f64) -> f64 = |source| continuous::laplace(source, loc, scale);
    numlir_random_gumbel(loc: f64, scale: f64) -> f64 = |source| continuous::gumbel(source, loc, scale);
    numlir_random_logistic(loc: f64, scale: f64) -> f64 = |source| continuous::logistic(source, loc, scale);
    numlir_random_lognormal(mean: f64, sigma: f64) -> f64 = |source| continuous::lognormal(source, mean, sigma);
    numlir_random_rayleigh(scale: f64) -> f64 = |source| continuous::rayleigh(source, scale);
    numlir_random_wald(mean: f64, scale: f64) -> f64 = |source| continuous::wald(source, mean, scale);
    numlir_random_vonmises(mu: f64, kappa: f64) -> f64 = |source| continuous::vonmises(source, mu, kappa);
    numlir_random_triangular(left: f64, mode: f64, right: f64) -> f64 =
        |source| continuous::triangular(source, left, mode, right);
    numlir_random_poisson(lam: f64) -> i64 = |source| discrete::poisson(source, lam);
    numlir_random_negative_binomial(n: f64, p: f64) -> i64 = |source| discrete::negative_binomial(source, n, p);
    numlir_random_binomial(n: i64, p: f64) -> i64 = |source| discrete::binomial(source, n, p);
    numlir_random_geometric(p: f64) -> i64 = |source| discrete::geometric(source, p);
    numlir_random_zipf(a: f64) -> i64 = |source| discrete::zipf(source, a);
    numlir_random_logseries(p: f64) -> i64 = |source| discrete::logseries(source, p);
    numlir_random_hypergeometric(good: i64, bad: i64, sample: i64) -> i64 =
        |source| discrete::hypergeometric(source, good, bad, sample);
    numlir_random_interval(max: u64) -> u64 = |source| integers::interval(source, max);
    numlir_random_bounded(range: u64) -> u64 = |source| integers::bounded(source, range);
}

/// Seeds the thread's `numpy.random` as `numpy.random.seed(seed)` does.
pub extern "C" fn numlir_random_seed(seed: u32) {
    with_numpy(|state| {
        state.bits.seed(seed);
        state.spare = None;
    });
}

/// Seeds the thread's `numpy.random` with an array of 32-bit numbers.
///
/// # Safety
///
/// There are `count` words, and at least one.
pub unsafe extern "C" fn numlir_random_seed_words(words: *const i64, count: i64) {
    // SAFETY: by the contract above.
    let words: Vec<u32> =
        unsafe { slice::from_raw_parts(words, count as usize) }.iter().map(|word| *word as u32).collect();
    with_numpy(|state| {
        state.bits.seed_by_words(&words);
        state.spare = None;
    });
}

/// Seeds the thread's `numpy.random` (`python`: its `random`) from the operating system.
pub extern "C" fn numlir_random_seed_from_system(python: i64) {
    let seed = |state: &mut Legacy| {
        state.bits.seed_from_system();
        state.spare = None;
    };
    if python == 0 { with_numpy(seed) } else { with_python(seed) }
}

/// Seeds the thread's `random` as CPython's `random.seed(seed)` does.
pub extern "C" fn numlir_random_seed_python(seed: i64) {
    let size = seed.unsigned_abs();
    let words = [size as u32, (size >> 32) as u32];
    with_python(|state| {
        state.bits.seed_by_words(if words[1] == 0 { &words[..1] } else { &words });
        state.spare = None;
    });
}

/// An integer in `[0, range]` of the thread's `random`.
pub extern "C" fn numlir_random_below_python(range: u64) -> u64 {
    with_python(|state| integers::below_python(state, range))
}

/// As CPython's `random.getrandbits`, up to 64 bits.
pub extern "C" fn numlir_random_bits_python(bits: i64) -> u64 {
    with_python(|state| integers::random_bits(state, bits.clamp(0, 64) as u32))
}

/// A normal number as CPython's `random.gauss` draws it, from the thread's `random`.
pub extern "C" fn numlir_random_gauss_python() -> f64 {
    with_python(|state| {
        if let Some(spare) = state.spare.take() {
            return spare;
        }
        let angle = state.bits.next_double() * (2.0 * std::f64::consts::PI);
        let radius = (-2.0 * (1.0 - state.bits.next_double()).ln()).sqrt();
        state.spare = Some(angle.sin() * radius);
        angle.cos() * radius
    })
}

/// Fills memory with numbers in `[0, 1)`.
///
/// # Safety
///
/// There is room for `count` numbers; the same is true of the functions below.
pub unsafe extern "C" fn numlir_random_fill_double(handle: Handle, place: *mut f64, count: i64) {
    // SAFETY: by the contract above.
    let place = unsafe { slice::from_raw_parts_mut(place, count as usize) };
    with!(handle, source => place.iter_mut().for_each(|place| *place = source.next_double()));
}

/// Fills memory with normal numbers.
///
/// # Safety
///
/// As above.
pub unsafe extern "C" fn numlir_random_fill_standard_normal(handle: Handle, place: *mut f64, count: i64) {
    // SAFETY: by the contract above.
    let place = unsafe { slice::from_raw_parts_mut(place, count as usize) };
    with!(handle, source => place.iter_mut().for_each(|place| *place = source.standard_normal()));
}

/// Fills memory with exponentially distributed numbers.
///
/// # Safety
///
/// As above.
pub unsafe extern "C" fn numlir_random_fill_standard_exponential(handle: Handle, place: *mut f64, count: i64) {
    // SAFETY: by the contract above.
    let place = unsafe { slice::from_raw_parts_mut(place, count as usize) };
    with!(handle, source => place.iter_mut().for_each(|place| *place = source.standard_exponential()));
}

/// Fills memory with integers of `bits` bits (1: bools) in `[low, low + range]`.
///
/// # Safety
///
/// As above.
pub unsafe extern "C" fn numlir_random_fill_integers(
    handle: Handle,
    low: i64,
    range: u64,
    bits: i64,
    place: *mut u8,
    count: i64,
) {
    let count = count as usize;
    with!(handle, source => {
        let mut parts = Parts::default();
        // SAFETY: by the contract above.
        unsafe {
            match bits {
                64 => fill(place.cast(), count, || (low as u64).wrapping_add(integers::bounded(source, range))),
                32 => fill(place.cast(), count, || (low as u32).wrapping_add(integers::bounded(source, range) as u32)),
                16 => fill(place.cast(), count, || {
                    (low as u16).wrapping_add(parts.bounded(source, range as u32, 16) as u16)
                }),
                bits => fill(place, count, || {
                    (low as u8).wrapping_add(parts.bounded(source, range as u32, bits as u32) as u8)
                }),
            }
        }
    });
}

unsafe fn fill<T>(place: *mut T, count: usize, mut next: impl FnMut() -> T) {
    for index in 0..count {
        // SAFETY: the caller says that there is room.
        unsafe { place.add(index).write(next()) };
    }
}

/// How many of `n` draws fall into each of `classes` classes.
///
/// # Safety
///
/// There are as many chances and counts.
pub unsafe extern "C" fn numlir_random_multinomial(
    handle: Handle,
    n: i64,
    chances: *const f64,
    counts: *mut i64,
    classes: i64,
) {
    // SAFETY: by the contract above.
    let (chances, counts) = unsafe {
        (slice::from_raw_parts(chances, classes as usize), slice::from_raw_parts_mut(counts, classes as usize))
    };
    with!(handle, source => discrete::multinomial(source, n, chances, counts));
}

/// What compiled code may call.
pub fn symbols() -> Vec<(&'static str, *const ())> {
    macro_rules! list {
        ($($name:ident)*) => { [$((stringify!($name), $name as *const ())),*] };
    }
    let mut symbols = draws();
    symbols.extend(list![
        numlir_random_seed numlir_random_seed_words numlir_random_seed_from_system numlir_random_seed_python
        numlir_random_below_python numlir_random_bits_python numlir_random_gauss_python
        numlir_random_fill_double numlir_random_fill_standard_normal numlir_random_fill_standard_exponential
        numlir_random_fill_integers numlir_random_multinomial
    ]);
    symbols
}
