//! Random numbers: generators that each thread has, NumPy's bit generators, and the distributions over both.
//!
//! Compiled code says with a [`Handle`] where bits come from. Streams are those of `numpy.random.RandomState` and
//! `numpy.random.Generator`, to the bit; the algorithms are NumPy's (BSD licence).

mod choose;
mod continuous;
mod discrete;
mod integers;
mod mersenne;
mod pcg64;
mod single;
mod source;
mod streams;
mod ziggurat;

use integers::Parts;
pub use streams::Streams;

use source::{Handle, Legacy, Source, is_of_thread, is_python, with_numpy, with_python};
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

/// Defines C functions that draw one number, and others that fill memory with numbers.
macro_rules! draws {
    ($($one:ident, $many:ident($($argument:ident: $ty:ty),*) -> $result:ty = |$source:ident| $draw:expr;)*) => {
        $(
            #[unsafe(no_mangle)]
            pub extern "C" fn $one(handle: Handle $(, $argument: $ty)*) -> $result {
                // What the thread's own generators need is kept out of the way of the others, where little is done.
                #[inline(never)]
                extern "C" fn of_thread(handle: Handle $(, $argument: $ty)*) -> $result {
                    if is_python(handle) { with_python(|$source| $draw) } else { with_numpy(|$source| $draw) }
                }
                if is_of_thread(handle) {
                    return of_thread(handle $(, $argument)*);
                }
                // SAFETY: compiled code passes the address of a bit generator that its caller keeps alive.
                let $source = &mut unsafe { &*handle };
                $draw
            }

            /// # Safety
            ///
            /// There is room for `count` numbers.
            #[unsafe(no_mangle)]
            pub unsafe extern "C" fn $many(handle: Handle $(, $argument: $ty)*, place: *mut $result, count: i64) {
                // SAFETY: by the contract above.
                with!(handle, $source => unsafe { fill(place, count as usize, || $draw) });
            }
        )*

        /// The functions that draw one number or fill memory with numbers.
        fn draws() -> Vec<(&'static str, *const ())> {
            vec![$((stringify!($one), $one as *const ()), (stringify!($many), $many as *const ())),*]
        }
    };
}

draws! {
    numlir_random_double, numlir_random_fill_double() -> f64 = |source| source.next_double();
    numlir_random_uniform, numlir_random_fill_uniform(low: f64, range: f64) -> f64 =
        |source| low + range * source.next_double();
    numlir_random_single, numlir_random_fill_single() -> f32 = |source| source.next_single();
    numlir_random_standard_normal, numlir_random_fill_standard_normal() -> f64 = |source| source.standard_normal();
    numlir_random_standard_normal_single, numlir_random_fill_standard_normal_single() -> f32 =
        |source| single::standard_normal(source);
    numlir_random_normal, numlir_random_fill_normal(loc: f64, scale: f64) -> f64 =
        |source| loc + scale * source.standard_normal();
    numlir_random_standard_exponential, numlir_random_fill_standard_exponential() -> f64 =
        |source| source.standard_exponential();
    numlir_random_standard_exponential_single, numlir_random_fill_standard_exponential_single() -> f32 =
        |source| single::standard_exponential(source);
    numlir_random_exponential, numlir_random_fill_exponential(scale: f64) -> f64 =
        |source| scale * source.standard_exponential();
    numlir_random_standard_gamma_single, numlir_random_fill_standard_gamma_single(shape: f32) -> f32 =
        |source| single::standard_gamma(source, shape);
    numlir_random_gamma, numlir_random_fill_gamma(shape: f64, scale: f64) -> f64 =
        |source| scale * continuous::standard_gamma(source, shape);
    numlir_random_beta, numlir_random_fill_beta(a: f64, b: f64) -> f64 = |source| continuous::beta(source, a, b);
    numlir_random_chisquare, numlir_random_fill_chisquare(df: f64) -> f64 = |source| continuous::chisquare(source, df);
    numlir_random_noncentral_chisquare, numlir_random_fill_noncentral_chisquare(df: f64, nonc: f64) -> f64 =
        |source| continuous::noncentral_chisquare(source, df, nonc);
    numlir_random_f, numlir_random_fill_f(dfnum: f64, dfden: f64) -> f64 = |source| continuous::f(source, dfnum, dfden);
    numlir_random_noncentral_f, numlir_random_fill_noncentral_f(dfnum: f64, dfden: f64, nonc: f64) -> f64 =
        |source| continuous::noncentral_f(source, dfnum, dfden, nonc);
    numlir_random_standard_cauchy, numlir_random_fill_standard_cauchy() -> f64 =
        |source| continuous::standard_cauchy(source);
    numlir_random_standard_t, numlir_random_fill_standard_t(df: f64) -> f64 =
        |source| continuous::standard_t(source, df);
    numlir_random_pareto, numlir_random_fill_pareto(a: f64) -> f64 = |source| continuous::pareto(source, a);
    numlir_random_weibull, numlir_random_fill_weibull(a: f64) -> f64 = |source| continuous::weibull(source, a);
    numlir_random_power, numlir_random_fill_power(a: f64) -> f64 = |source| continuous::power(source, a);
    numlir_random_laplace, numlir_random_fill_laplace(loc: f64, scale: f64) -> f64 =
        |source| continuous::laplace(source, loc, scale);
    numlir_random_gumbel, numlir_random_fill_gumbel(loc: f64, scale: f64) -> f64 =
        |source| continuous::gumbel(source, loc, scale);
    numlir_random_logistic, numlir_random_fill_logistic(loc: f64, scale: f64) -> f64 =
        |source| continuous::logistic(source, loc, scale);
    numlir_random_lognormal, numlir_random_fill_lognormal(mean: f64, sigma: f64) -> f64 =
        |source| continuous::lognormal(source, mean, sigma);
    numlir_random_rayleigh, numlir_random_fill_rayleigh(scale: f64) -> f64 =
        |source| continuous::rayleigh(source, scale);
    numlir_random_wald, numlir_random_fill_wald(mean: f64, scale: f64) -> f64 =
        |source| continuous::wald(source, mean, scale);
    numlir_random_vonmises, numlir_random_fill_vonmises(mu: f64, kappa: f64) -> f64 =
        |source| continuous::vonmises(source, mu, kappa);
    numlir_random_triangular, numlir_random_fill_triangular(left: f64, mode: f64, right: f64) -> f64 =
        |source| continuous::triangular(source, left, mode, right);
    numlir_random_poisson, numlir_random_fill_poisson(lam: f64) -> i64 = |source| discrete::poisson(source, lam);
    numlir_random_negative_binomial, numlir_random_fill_negative_binomial(n: f64, p: f64) -> i64 =
        |source| discrete::negative_binomial(source, n, p);
    numlir_random_binomial, numlir_random_fill_binomial(n: i64, p: f64) -> i64 =
        |source| discrete::binomial(source, n, p);
    numlir_random_geometric, numlir_random_fill_geometric(p: f64) -> i64 = |source| discrete::geometric(source, p);
    numlir_random_zipf, numlir_random_fill_zipf(a: f64) -> i64 = |source| discrete::zipf(source, a);
    numlir_random_logseries, numlir_random_fill_logseries(p: f64) -> i64 = |source| discrete::logseries(source, p);
    numlir_random_hypergeometric, numlir_random_fill_hypergeometric(good: i64, bad: i64, sample: i64) -> i64 =
        |source| discrete::hypergeometric(source, good, bad, sample);
}

/// An integer in `[0, max]`, as shuffles draw it.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_random_interval(handle: Handle, max: u64) -> u64 {
    with!(handle, source => integers::interval(source, max))
}

/// An integer in `[0, range]`.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_random_bounded(handle: Handle, range: u64) -> u64 {
    with!(handle, source => integers::bounded(source, range))
}

/// Seeds the thread's `numpy.random` as `numpy.random.seed(seed)` does.
#[unsafe(no_mangle)]
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
#[unsafe(no_mangle)]
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
#[unsafe(no_mangle)]
pub extern "C" fn numlir_random_seed_from_system(python: i64) {
    let seed = |state: &mut Legacy| {
        state.bits.seed_from_system();
        state.spare = None;
    };
    if python == 0 { with_numpy(seed) } else { with_python(seed) }
}

/// Seeds the thread's `random` as CPython's `random.seed(seed)` does.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_random_seed_python(seed: i64) {
    let size = seed.unsigned_abs();
    let words = [size as u32, (size >> 32) as u32];
    with_python(|state| {
        state.bits.seed_by_words(if words[1] == 0 { &words[..1] } else { &words });
        state.spare = None;
    });
}

/// An integer in `[0, range]` of the thread's `random`.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_random_below_python(range: u64) -> u64 {
    with_python(|state| integers::below_python(state, range))
}

/// As CPython's `random.getrandbits`, up to 64 bits.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_random_bits_python(bits: i64) -> u64 {
    with_python(|state| integers::random_bits(state, bits.clamp(0, 64) as u32))
}

/// A normal number as CPython's `random.gauss` draws it, from the thread's `random`.
#[unsafe(no_mangle)]
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

/// Fills memory with integers of `bits` bits (1: bools) in `[low, low + range]`.
///
/// # Safety
///
/// There is room for `count` integers.
#[unsafe(no_mangle)]
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

/// As [`numlir_random_fill_integers`], each integer between bounds of its own.
///
/// # Safety
///
/// There are `count` lows and ranges, and room for as many integers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_random_fill_integers_each(
    handle: Handle,
    lows: *const i64,
    ranges: *const u64,
    bits: i64,
    place: *mut u8,
    count: i64,
) {
    let count = count as usize;
    // SAFETY: by the contract above.
    let (lows, ranges) = unsafe { (slice::from_raw_parts(lows, count), slice::from_raw_parts(ranges, count)) };
    let mut bounds = lows.iter().zip(ranges).map(|(low, range)| (*low, *range));
    let mut next = || bounds.next().expect("there are as many bounds as integers");
    with!(handle, source => {
        let mut parts = Parts::default();
        let mut wide = || {
            let (low, range) = next();
            low.wrapping_add(if bits < 32 {
                parts.bounded(source, range as u32, bits as u32).into()
            } else {
                integers::bounded(source, range) as i64
            })
        };
        // SAFETY: by the contract above.
        unsafe {
            match bits {
                64 => fill(place.cast(), count, wide),
                32 => fill(place.cast(), count, || wide() as u32),
                16 => fill(place.cast(), count, || wide() as u16),
                _ => fill(place, count, || wide() as u8),
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

/// Again and again how many of `n` draws fall into each of `classes` classes.
///
/// # Safety
///
/// There are as many chances, and room for `rows` rows of counts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_random_fill_multinomial(
    handle: Handle,
    n: i64,
    chances: *const f64,
    classes: i64,
    counts: *mut i64,
    rows: i64,
) {
    let classes = classes as usize;
    // SAFETY: by the contract above.
    let (chances, counts) = unsafe {
        (slice::from_raw_parts(chances, classes), slice::from_raw_parts_mut(counts, classes * rows as usize))
    };
    let counts = counts.chunks_exact_mut(classes.max(1));
    with!(handle, source => counts.for_each(|counts| discrete::multinomial(source, n, chances, counts)));
}

/// Vectors of Dirichlet's distribution.
///
/// # Safety
///
/// There are `length` parameters, and room for `rows` vectors as long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_random_fill_dirichlet(
    handle: Handle,
    alpha: *const f64,
    length: i64,
    place: *mut f64,
    rows: i64,
) {
    let length = length as usize;
    // SAFETY: by the contract above.
    let (alpha, place) =
        unsafe { (slice::from_raw_parts(alpha, length), slice::from_raw_parts_mut(place, length * rows as usize)) };
    let vectors = place.chunks_exact_mut(length.max(1));
    with!(handle, source => vectors.for_each(|vector| continuous::dirichlet(source, alpha, vector)));
}

/// Chooses `count` of the numbers below `population`. Gives 0, or why it cannot ([`choose`]).
///
/// # Safety
///
/// There is room for `count` numbers, and with `weighted` there are `population` chances.
#[allow(clippy::too_many_arguments)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_random_choose(
    handle: Handle,
    population: i64,
    count: i64,
    replace: i64,
    shuffle: i64,
    weighted: i64,
    chances: *const f64,
    tolerance: f64,
    place: *mut i64,
) -> i64 {
    let population = population.max(0) as usize;
    // SAFETY: by the contract above.
    let (chances, place) = unsafe {
        let chances = (weighted != 0).then(|| slice::from_raw_parts(chances, population));
        (chances, slice::from_raw_parts_mut(place, count as usize))
    };
    let wanted = choose::Wanted { population, replace: replace != 0, shuffle: shuffle != 0, tolerance };
    with!(handle, source => choose::choose(source, &wanted, chances, place))
}

/// Shuffles `rows` things, each of `count` times `inner_count` elements of `size` bytes; strides are in bytes.
///
/// # Safety
///
/// They are there, and nobody else looks at them.
#[allow(clippy::too_many_arguments)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_random_shuffle(
    handle: Handle,
    data: *mut u8,
    rows: i64,
    stride: i64,
    count: i64,
    outer: i64,
    inner_count: i64,
    inner: i64,
    size: i64,
) {
    let size = size as usize;
    let exchange = |a: i64, b: i64| {
        let offsets = (0..count).flat_map(|first| (0..inner_count).map(move |second| first * outer + second * inner));
        for offset in offsets {
            let place = |row: i64| data.wrapping_offset((row * stride + offset) as isize);
            // SAFETY: both elements are there, and do not overlap where the rows differ.
            match size {
                8 => unsafe { std::ptr::swap(place(a).cast::<[u8; 8]>(), place(b).cast()) },
                4 => unsafe { std::ptr::swap(place(a).cast::<[u8; 4]>(), place(b).cast()) },
                _ => unsafe { std::ptr::swap_nonoverlapping(place(a), place(b), size) },
            }
        }
    };
    for row in (1..rows).rev() {
        let other = if is_python(handle) {
            numlir_random_below_python(row as u64)
        } else {
            with!(handle, source => integers::interval(source, row as u64))
        };
        if other as i64 != row {
            exchange(row, other as i64);
        }
    }
}

/// Copies `count` elements of `size` bytes by their positions.
///
/// # Safety
///
/// They are there, and there is room for the copies.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_random_take(
    data: *const u8,
    stride: i64,
    size: i64,
    positions: *const i64,
    place: *mut u8,
    count: i64,
) {
    for index in 0..count as usize {
        // SAFETY: by the contract above.
        unsafe {
            let source = data.wrapping_offset((*positions.add(index) * stride) as isize);
            source.copy_to_nonoverlapping(place.add(index * size as usize), size as usize);
        }
    }
}

/// What compiled code may call.
pub fn symbols() -> Vec<(&'static str, *const ())> {
    macro_rules! list {
        ($($name:ident)*) => { [$((stringify!($name), $name as *const ())),*] };
    }
    let mut symbols = draws();
    symbols.push(("numlir_random_make_pcg64", pcg64::numlir_random_make_pcg64 as *const ()));
    symbols.extend(list![
        numlir_random_seed numlir_random_seed_words numlir_random_seed_from_system numlir_random_seed_python
        numlir_random_below_python numlir_random_bits_python numlir_random_gauss_python
        numlir_random_interval numlir_random_bounded numlir_random_fill_integers numlir_random_fill_integers_each numlir_random_fill_multinomial
        numlir_random_fill_dirichlet numlir_random_choose numlir_random_shuffle numlir_random_take
    ]);
    symbols
}
