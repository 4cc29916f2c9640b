//! Integer-valued distributions; see [`continuous`](super::continuous) for their order of draws.

use super::{continuous::standard_gamma, integers::interval, source::Source};

/// The largest integer that is not above a number. Without the function of the math library, which processors of the
/// first generation would call.
#[inline]
fn floor(x: f64) -> i64 {
    let whole = x as i64;
    whole.saturating_sub(i64::from(whole as f64 > x))
}

pub fn poisson(source: &mut impl Source, lam: f64) -> i64 {
    if lam >= 10.0 {
        transformed_rejection(source, lam)
    } else if lam == 0.0 {
        0
    } else {
        let limit = (-lam).exp();
        let mut count = 0;
        let mut product = source.next_double();
        while product > limit {
            count += 1;
            product *= source.next_double();
        }
        count
    }
}

/// W. Hörmann, The transformed rejection method for generating Poisson random variables (1993).
fn transformed_rejection(source: &mut impl Source, lam: f64) -> i64 {
    let log_lam = lam.ln();
    let b = 0.931 + 2.53 * lam.sqrt();
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let vr = 0.9277 - 3.6224 / (b - 2.0);
    let log_inverse_alpha = inverse_alpha.ln();
    loop {
        let u = source.next_double() - 0.5;
        let v = source.next_double();
        let us = 0.5 - u.abs();
        let k = floor((2.0 * a / us + b) * u + lam + 0.43);
        if us >= 0.07 && v <= vr {
            return k;
        }
        if k < 0 || (us < 0.013 && v > us) {
            continue;
        }
        let k_real = k as f64;
        if v.ln() + log_inverse_alpha - (a / (us * us) + b).ln() <= -lam + k_real * log_lam - log_gamma(k_real + 1.0) {
            return k;
        }
    }
}

pub fn negative_binomial(source: &mut impl Source, n: f64, p: f64) -> i64 {
    let mean = (1.0 - p) / p * standard_gamma(source, n);
    poisson(source, mean)
}

pub fn binomial<S: Source>(source: &mut S, n: i64, p: f64) -> i64 {
    if !S::LEGACY && (n == 0 || p == 0.0) {
        return 0;
    }
    let (rarer, flip) = if p <= 0.5 { (p, false) } else { (1.0 - p, true) };
    let count = if rarer * n as f64 <= 30.0 {
        binomial_inversion(source, n, rarer)
    } else {
        binomial_rejection(source, n, rarer)
    };
    if flip { n - count } else { count }
}

fn binomial_inversion<S: Source>(source: &mut S, n: i64, p: f64) -> i64 {
    let n_real = n as f64;
    let q = 1.0 - p;
    let first = if S::LEGACY { (n_real * q.ln()).exp() } else { (n_real * (-p).ln_1p()).exp() };
    let mean = n_real * p;
    let beyond = mean + 10.0 * (mean * q + 1.0).sqrt();
    let bound = if n_real < beyond { n_real } else { beyond } as i64;
    let mut x = 0;
    let mut px = first;
    let mut u = source.next_double();
    while u > px {
        x += 1;
        if x > bound {
            x = 0;
            px = first;
            u = source.next_double();
        } else {
            u -= px;
            px = ((n - x + 1) as f64 * p * px) / (x as f64 * q);
        }
    }
    x
}

/// BTPE: V. Kachitvichyanukul, B. W. Schmeiser, Binomial random variate generation (1988). `p` is at most 0.5.
fn binomial_rejection(source: &mut impl Source, n: i64, p: f64) -> i64 {
    let n_real = n as f64;
    let r = if p < 1.0 - p { p } else { 1.0 - p };
    let q = 1.0 - r;
    let fm = n_real * r + r;
    let m = floor(fm);
    let m_real = m as f64;
    let p1 = (2.195 * (n_real * r * q).sqrt() - 4.6 * q).floor() + 0.5;
    let xm = m_real + 0.5;
    let xl = xm - p1;
    let xr = xm + p1;
    let c = 0.134 + 20.5 / (15.3 + m_real);
    let a = (fm - xl) / (fm - xl * r);
    let left = a * (1.0 + a / 2.0);
    let a = (xr - fm) / (xr * q);
    let right = a * (1.0 + a / 2.0);
    let p2 = p1 * (1.0 + 2.0 * c);
    let p3 = p2 + c / left;
    let p4 = p3 + c / right;
    let nrq = n_real * r * q;
    loop {
        let u = source.next_double() * p4;
        let mut v = source.next_double();
        let y;
        if u <= p1 {
            y = floor(xm - p1 * v + u);
            return if p > 0.5 { n - y } else { y };
        } else if u <= p2 {
            let x = xl + (u - p1) / c;
            v = v * c + 1.0 - (m_real - x + 0.5).abs() / p1;
            if v > 1.0 {
                continue;
            }
            y = floor(x);
        } else if u <= p3 {
            y = floor(xl + v.ln() / left);
            if y < 0 || v == 0.0 {
                continue;
            }
            v = v * (u - p2) * left;
        } else {
            y = floor(xr - v.ln() / right);
            if y > n || v == 0.0 {
                continue;
            }
            v = v * (u - p3) * right;
        }
        if accepts((n, m, y), (r, q, nrq, xm), v) {
            return if p > 0.5 { n - y } else { y };
        }
    }
}

fn accepts((n, m, y): (i64, i64, i64), (r, q, nrq, xm): (f64, f64, f64, f64), v: f64) -> bool {
    let k = (y - m).abs();
    let k_real = k as f64;
    if k <= 20 || k_real >= nrq / 2.0 - 1.0 {
        let s = r / q;
        let a = s * (n + 1) as f64;
        let mut f = 1.0;
        for i in m + 1..=y {
            f *= a / i as f64 - s;
        }
        for i in y + 1..=m {
            f /= a / i as f64 - s;
        }
        return v <= f;
    }
    let rho = (k_real / nrq) * ((k_real * (k_real / 3.0 + 0.625) + 0.166_666_666_666_666_66) / nrq + 0.5);
    let t = (-k * k) as f64 / (2.0 * nrq);
    let log = v.ln();
    if log < t - rho {
        return true;
    }
    if log > t + rho {
        return false;
    }
    let x1 = y as f64 + 1.0;
    let f1 = m as f64 + 1.0;
    let z = n as f64 + 1.0 - m as f64;
    let w = n as f64 - y as f64 + 1.0;
    let correction = |x: f64| {
        let square = x * x;
        (13680.0 - (462.0 - (132.0 - (99.0 - 140.0 / square) / square) / square) / square) / x / 166_320.0
    };
    log <= xm * (f1 / x1).ln()
        + ((n - m) as f64 + 0.5) * (z / w).ln()
        + (y - m) as f64 * (w * r / (x1 * q)).ln()
        + correction(f1)
        + correction(z)
        + correction(x1)
        + correction(w)
}

pub fn geometric<S: Source>(source: &mut S, p: f64) -> i64 {
    if p >= 1.0 / 3.0 {
        let (mut x, mut sum, mut product) = (1, p, p);
        let q = 1.0 - p;
        let u = source.next_double();
        while u > sum {
            product *= q;
            sum += product;
            x += 1;
        }
        return x;
    }
    if S::LEGACY {
        return ((-source.next_double()).ln_1p() / (1.0 - p).ln()).ceil() as i64;
    }
    // What is too large becomes the largest integer, as in NumPy.
    (-source.standard_exponential() / (-p).ln_1p()).ceil() as i64
}

pub fn zipf<S: Source>(source: &mut S, a: f64) -> i64 {
    const LARGEST: f64 = i64::MAX as f64;
    if !S::LEGACY && a >= 1025.0 {
        return 1;
    }
    let am1 = a - 1.0;
    let b = 2.0_f64.powf(am1);
    let least = if S::LEGACY { 0.0 } else { LARGEST.powf(-am1) };
    loop {
        let first = source.next_double();
        let u = if S::LEGACY { 1.0 - first } else { first * least + (1.0 - first) };
        let v = source.next_double();
        let x = u.powf(-1.0 / am1).floor();
        if !(1.0..=LARGEST).contains(&x) {
            continue;
        }
        let t = (1.0 + 1.0 / x).powf(am1);
        if v * x * (t - 1.0) / (b - 1.0) <= t / b {
            return x as i64;
        }
    }
}

pub fn logseries<S: Source>(source: &mut S, p: f64) -> i64 {
    let r = if S::LEGACY { (1.0 - p).ln() } else { (-p).ln_1p() };
    loop {
        let v = source.next_double();
        if v >= p {
            return 1;
        }
        let u = source.next_double();
        let q = if S::LEGACY { 1.0 - (r * u).exp() } else { -(r * u).exp_m1() };
        if v <= q * q {
            let result = floor(1.0 + v.ln() / q.ln());
            if result >= 1 && v != 0.0 {
                return result;
            }
        } else {
            return if v >= q { 1 } else { 2 };
        }
    }
}

pub fn hypergeometric<S: Source>(source: &mut S, good: i64, bad: i64, sample: i64) -> i64 {
    if S::LEGACY {
        return match sample {
            11.. => legacy_hypergeometric(source, good, bad, sample),
            1.. => legacy_hypergeometric_small(source, good, bad, sample),
            _ => 0,
        };
    }
    if sample >= 10 && sample <= good + bad - 10 {
        return ratio_of_uniforms(source, good, bad, sample);
    }
    let total = good + bad;
    let mut left = if sample > total / 2 { total - sample } else { sample };
    let (mut remaining, mut remaining_good) = (total, good);
    while left > 0 && remaining_good > 0 && remaining > remaining_good {
        remaining -= 1;
        if (interval(source, remaining as u64) as i64) < remaining_good {
            remaining_good -= 1;
        }
        left -= 1;
    }
    if remaining == remaining_good {
        remaining_good -= left;
    }
    if sample > total / 2 { remaining_good } else { good - remaining_good }
}

fn legacy_hypergeometric_small(source: &mut impl Source, good: i64, bad: i64, sample: i64) -> i64 {
    let rest = bad + good - sample;
    let fewer = bad.min(good) as f64;
    let mut y = fewer;
    let mut k = sample;
    while y > 0.0 {
        let u = source.next_double();
        y -= (u + y / (rest + k) as f64).floor();
        k -= 1;
        if k == 0 {
            break;
        }
    }
    let z = (fewer - y) as i64;
    if good > bad { sample - z } else { z }
}

const D1: f64 = 1.715_527_769_921_413_5;
const D2: f64 = 0.898_916_162_058_898_8;

/// HRUA: E. Stadlober, The ratio of uniforms approach for generating discrete random variates (1990), as NumPy had it first.
fn legacy_hypergeometric(source: &mut impl Source, good: i64, bad: i64, sample: i64) -> i64 {
    let (fewer, more, total) = (good.min(bad), good.max(bad), good + bad);
    let m = sample.min(total - sample);
    let d4 = fewer as f64 / total as f64;
    let d5 = 1.0 - d4;
    let d6 = m as f64 * d4 + 0.5;
    let d7 = ((total - m) as f64 * sample as f64 * d4 * d5 / (total - 1) as f64 + 0.5).sqrt();
    let d8 = D1 * d7 + D2;
    let d9 = floor((m + 1) as f64 * (fewer + 1) as f64 / (total + 2) as f64);
    let logs = |z: i64| {
        log_gamma((z + 1) as f64)
            + log_gamma((fewer - z + 1) as f64)
            + log_gamma((m - z + 1) as f64)
            + log_gamma((more - m + z + 1) as f64)
    };
    let d10 = logs(d9);
    let support = m.min(fewer) as f64 + 1.0;
    let far = (d6 + 16.0 * d7).floor();
    let d11 = if support < far { support } else { far };
    let mut z = draw_by_ratio(source, (d6, d8, d11), d10, logs);
    if good > bad {
        z = m - z;
    }
    if m < sample { good - z } else { z }
}

fn ratio_of_uniforms(source: &mut impl Source, good: i64, bad: i64, sample: i64) -> i64 {
    let (fewer, more, total) = (good.min(bad), good.max(bad), good + bad);
    let computed = sample.min(total - sample);
    let p = fewer as f64 / total as f64;
    let q = more as f64 / total as f64;
    let mean = computed as f64 * p;
    let a = mean + 0.5;
    let variance = (total - computed) as f64 * computed as f64 * p * q / (total - 1) as f64;
    let c = (variance + 0.5).sqrt();
    let h = D1 * c + D2;
    let m = floor((computed + 1) as f64 * (fewer + 1) as f64 / (total + 2) as f64);
    let logs = |k: i64| {
        log_factorial(k) + log_factorial(fewer - k) + log_factorial(computed - k) + log_factorial(more - computed + k)
    };
    let g = logs(m);
    let support = (computed.min(fewer) + 1) as f64;
    let far = (a + 16.0 * c).floor();
    let b = if support < far { support } else { far };
    let mut k = draw_by_ratio(source, (a, h, b), g, logs);
    if good > bad {
        k = computed - k;
    }
    if computed < sample { good - k } else { k }
}

fn draw_by_ratio(
    source: &mut impl Source,
    (center, width, bound): (f64, f64, f64),
    peak: f64,
    logs: impl Fn(i64) -> f64,
) -> i64 {
    loop {
        let x = source.next_double();
        let y = source.next_double();
        let w = center + width * (y - 0.5) / x;
        if w < 0.0 || w >= bound {
            continue;
        }
        let z = floor(w);
        let t = peak - logs(z);
        if x * (4.0 - x) - 3.0 <= t {
            return z;
        }
        if x * (x - t) >= 1.0 {
            continue;
        }
        if 2.0 * x.ln() <= t {
            return z;
        }
    }
}

/// How many of `n` draws fall into each of several classes.
pub fn multinomial(source: &mut impl Source, n: i64, chances: &[f64], counts: &mut [i64]) {
    let Some(last) = counts.len().checked_sub(1) else { return };
    counts.fill(0);
    let (mut rest, mut left) = (1.0, n);
    for (count, chance) in counts[..last].iter_mut().zip(chances) {
        *count = binomial(source, left, chance / rest);
        left -= *count;
        if left <= 0 {
            break;
        }
        rest -= chance;
    }
    if left > 0 {
        counts[last] = left;
    }
}

/// The logarithm of the gamma function, rounded as NumPy's distributions have it (S. Zhang, J. Jin, 1996).
fn log_gamma(x: f64) -> f64 {
    const A: [f64; 10] = [
        8.333333333333333e-02,
        -2.777777777777778e-03,
        7.936507936507937e-04,
        -5.952380952380952e-04,
        8.417508417508418e-04,
        -1.917526917526918e-03,
        6.41025641025641e-03,
        -2.955065359477124e-02,
        1.796443723688307e-01,
        -1.39243221690590e+00,
    ];
    if x == 1.0 || x == 2.0 {
        return 0.0;
    }
    let steps = if x < 7.0 { (7.0 - x) as i64 } else { 0 };
    let mut x0 = x + steps as f64;
    let inverse_square = (1.0 / x0) * (1.0 / x0);
    let mut sum = A[9];
    for coefficient in A[..9].iter().rev() {
        sum *= inverse_square;
        sum += coefficient;
    }
    const LOG_TWO_PI: f64 = 1.837_877_066_409_345_3;
    let mut result = sum / x0 + 0.5 * LOG_TWO_PI + (x0 - 0.5) * x0.ln() - x0;
    if x < 7.0 {
        for _ in 0..steps {
            result -= (x0 - 1.0).ln();
            x0 -= 1.0;
        }
    }
    result
}

fn log_factorial(k: i64) -> f64 {
    if let Some(known) = usize::try_from(k).ok().and_then(|k| LOG_FACTORIALS.get(k)) {
        return *known;
    }
    const HALF_LOG_TWO_PI: f64 = 0.918_938_533_204_672_8;
    let x = k as f64;
    (x + 0.5) * x.ln() - x + (HALF_LOG_TWO_PI + (1.0 / x) * (1.0 / 12.0 - 1.0 / (360.0 * x * x)))
}

/// `log(k!)`, as NumPy's table has it.
#[allow(clippy::excessive_precision, clippy::approx_constant)]
#[rustfmt::skip]
static LOG_FACTORIALS: [f64; 126] = [
    0.0, 0.0, 0.69314718055994529, 1.791759469228055, 3.1780538303479458, 4.7874917427820458, 6.5792512120101012,
    8.5251613610654147, 10.604602902745251, 12.801827480081469, 15.104412573075516, 17.502307845873887,
    19.987214495661885, 22.552163853123425, 25.19122118273868, 27.89927138384089, 30.671860106080672,
    33.505073450136891, 36.395445208033053, 39.339884187199495, 42.335616460753485, 45.380138898476908,
    48.471181351835227, 51.606675567764377, 54.784729398112319, 58.003605222980518, 61.261701761002001,
    64.557538627006338, 67.88974313718154, 71.257038967168015, 74.658236348830158, 78.092223553315307,
    81.557959456115043, 85.054467017581516, 88.580827542197682, 92.136175603687093, 95.719694542143202,
    99.330612454787428, 102.96819861451381, 106.63176026064346, 110.32063971475739, 114.03421178146171,
    117.77188139974507, 121.53308151543864, 125.3172711493569, 129.12393363912722, 132.95257503561632,
    136.80272263732635, 140.67392364823425, 144.5657439463449, 148.47776695177302, 152.40959258449735,
    156.3608363030788, 160.3311282166309, 164.32011226319517, 168.32744544842765, 172.35279713916279,
    176.39584840699735, 180.45629141754378, 184.53382886144948, 188.6281734236716, 192.7390472878449,
    196.86618167289001, 201.00931639928152, 205.1681994826412, 209.34258675253685, 213.53224149456327,
    217.73693411395422, 221.95644181913033, 226.1905483237276, 230.43904356577696, 234.70172344281826,
    238.97838956183432, 243.26884900298271, 247.57291409618688, 251.89040220972319, 256.22113555000954,
    260.56494097186322, 264.92164979855278, 269.29109765101981, 273.67312428569369, 278.06757344036612,
    282.4742926876304, 286.89313329542699, 291.32395009427029, 295.76660135076065, 300.22094864701415,
    304.68685676566872, 309.1641935801469, 313.65282994987905, 318.1526396202093, 322.66349912672615,
    327.1852877037752, 331.71788719692847, 336.26118197919845, 340.81505887079902, 345.37940706226686,
    349.95411804077025, 354.53908551944079, 359.1342053695754, 363.73937555556347, 368.35449607240474,
    372.97946888568902, 377.61419787391867, 382.25858877306001, 386.91254912321756, 391.57598821732961,
    396.24881705179155, 400.93094827891576, 405.6222961611449, 410.32277652693733, 415.03230672824964,
    419.75080559954472, 424.47819341825709, 429.21439186665157, 433.95932399501481, 438.71291418612117,
    443.47508812091894, 448.24577274538461, 453.02489623849613, 457.81238798127816, 462.60817852687489,
    467.4121995716082, 472.22438392698058, 477.04466549258564, 481.87297922988796,
];
