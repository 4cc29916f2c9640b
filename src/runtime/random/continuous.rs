//! Real-valued distributions. The order of draws and of roundings is NumPy's (`numpy/random/src`), so that streams agree
//! to the bit; where `RandomState` and `Generator` differ, [`Source::LEGACY`] chooses.

use super::{discrete::poisson, source::Source};
use std::f64::consts::PI;

pub fn standard_gamma(source: &mut impl Source, shape: f64) -> f64 {
    if shape == 1.0 {
        return source.standard_exponential();
    }
    if shape == 0.0 {
        return 0.0;
    }
    if shape < 1.0 {
        loop {
            let u = source.next_double();
            let v = source.standard_exponential();
            if u <= 1.0 - shape {
                let x = u.powf(1.0 / shape);
                if x <= v {
                    return x;
                }
            } else {
                let y = -((1.0 - u) / shape).ln();
                let x = (1.0 - shape + shape * y).powf(1.0 / shape);
                if x <= v + y {
                    return x;
                }
            }
        }
    }
    let b = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * b).sqrt();
    loop {
        let (mut x, mut v);
        loop {
            x = source.standard_normal();
            v = 1.0 + c * x;
            // Not a number ends the search, too.
            if v > 0.0 || v.is_nan() {
                break;
            }
        }
        v = v * v * v;
        let u = source.next_double();
        if u < 1.0 - 0.0331 * (x * x) * (x * x) || u.ln() < 0.5 * x * x + b * (1.0 - v + v.ln()) || v.is_nan() {
            return b * v;
        }
    }
}

pub fn beta(source: &mut impl Source, a: f64, b: f64) -> f64 {
    if a > 1.0 || b > 1.0 {
        let of_a = standard_gamma(source, a);
        let of_b = standard_gamma(source, b);
        return of_a / (of_a + of_b);
    }
    if is_legacy(source) { legacy_johnk(source, a, b) } else { johnk(source, a, b) }
}

fn is_legacy<S: Source>(_: &S) -> bool {
    S::LEGACY
}

fn johnk(source: &mut impl Source, a: f64, b: f64) -> f64 {
    const TINY: f64 = 3e-103;
    if a < TINY && b < TINY {
        // A result that is neither 0 nor 1 has a probability of less than 1e-100.
        let u = source.next_double();
        return if (a + b) * u < a { 1.0 } else { 0.0 };
    }
    loop {
        let u = source.next_double();
        let v = source.next_double();
        let x = u.powf(1.0 / a);
        let y = v.powf(1.0 / b);
        let sum = x + y;
        if sum <= 1.0 && u + v > 0.0 {
            if x > 0.0 && y > 0.0 {
                return x / sum;
            }
            let delta = u.ln() / a - v.ln() / b;
            return if delta > 0.0 { (-(-delta).exp().ln_1p()).exp() } else { (delta - delta.exp().ln_1p()).exp() };
        }
    }
}

fn legacy_johnk(source: &mut impl Source, a: f64, b: f64) -> f64 {
    loop {
        let u = source.next_double();
        let v = source.next_double();
        let x = u.powf(1.0 / a);
        let y = v.powf(1.0 / b);
        if x + y <= 1.0 {
            if x + y > 0.0 {
                return x / (x + y);
            }
            let (mut log_x, mut log_y) = (u.ln() / a, v.ln() / b);
            let largest = if log_x > log_y { log_x } else { log_y };
            log_x -= largest;
            log_y -= largest;
            return (log_x - (log_x.exp() + log_y.exp()).ln()).exp();
        }
    }
}

pub fn chisquare(source: &mut impl Source, df: f64) -> f64 {
    2.0 * standard_gamma(source, df / 2.0)
}

pub fn noncentral_chisquare<S: Source>(source: &mut S, df: f64, nonc: f64) -> f64 {
    if !S::LEGACY && nonc.is_nan() {
        return f64::NAN;
    }
    if nonc == 0.0 {
        return chisquare(source, df);
    }
    if 1.0 < df {
        let first = chisquare(source, df - 1.0);
        let n = source.standard_normal() + nonc.sqrt();
        return first + n * n;
    }
    let i = poisson(source, nonc / 2.0);
    let result = chisquare(source, df + (2 * i) as f64);
    if nonc.is_nan() { f64::NAN } else { result }
}

pub fn f(source: &mut impl Source, dfnum: f64, dfden: f64) -> f64 {
    let above = chisquare(source, dfnum) * dfden;
    let below = chisquare(source, dfden) * dfnum;
    above / below
}

pub fn noncentral_f(source: &mut impl Source, dfnum: f64, dfden: f64, nonc: f64) -> f64 {
    let above = noncentral_chisquare(source, dfnum, nonc) * dfden;
    above / (chisquare(source, dfden) * dfnum)
}

pub fn standard_cauchy(source: &mut impl Source) -> f64 {
    let above = source.standard_normal();
    let below = source.standard_normal();
    above / below
}

pub fn standard_t(source: &mut impl Source, df: f64) -> f64 {
    let above = source.standard_normal();
    let below = standard_gamma(source, df / 2.0);
    (df / 2.0).sqrt() * above / below.sqrt()
}

pub fn pareto<S: Source>(source: &mut S, a: f64) -> f64 {
    let x = source.standard_exponential() / a;
    if S::LEGACY { x.exp() - 1.0 } else { x.exp_m1() }
}

pub fn weibull(source: &mut impl Source, a: f64) -> f64 {
    if a == 0.0 {
        return 0.0;
    }
    source.standard_exponential().powf(1.0 / a)
}

pub fn power<S: Source>(source: &mut S, a: f64) -> f64 {
    let x = -source.standard_exponential();
    if S::LEGACY { (1.0 - x.exp()).powf(1.0 / a) } else { (-x.exp_m1()).powf(1.0 / a) }
}

pub fn laplace(source: &mut impl Source, loc: f64, scale: f64) -> f64 {
    loop {
        let u = source.next_double();
        if u >= 0.5 {
            return loc - scale * (2.0 - u - u).ln();
        }
        if u > 0.0 {
            return loc + scale * (u + u).ln();
        }
    }
}

pub fn gumbel(source: &mut impl Source, loc: f64, scale: f64) -> f64 {
    loop {
        let u = 1.0 - source.next_double();
        if u < 1.0 {
            return loc - scale * (-u.ln()).ln();
        }
    }
}

pub fn logistic(source: &mut impl Source, loc: f64, scale: f64) -> f64 {
    loop {
        let u = source.next_double();
        if u > 0.0 {
            return loc + scale * (u / (1.0 - u)).ln();
        }
    }
}

pub fn lognormal(source: &mut impl Source, mean: f64, sigma: f64) -> f64 {
    (mean + sigma * source.standard_normal()).exp()
}

pub fn rayleigh<S: Source>(source: &mut S, mode: f64) -> f64 {
    if S::LEGACY {
        return mode * (-2.0 * (-source.next_double()).ln_1p()).sqrt();
    }
    mode * (2.0 * source.standard_exponential()).sqrt()
}

pub fn wald<S: Source>(source: &mut S, mean: f64, scale: f64) -> f64 {
    let y = source.standard_normal();
    let y = mean * y * y;
    let x = if S::LEGACY {
        mean + mean / (2.0 * scale) * (y - (4.0 * scale * y + y * y).sqrt())
    } else {
        mean * (1.0 - 2.0 / (1.0 + (1.0 + 4.0 * scale / y).sqrt()))
    };
    let u = source.next_double();
    if u <= mean / (mean + x) { x } else { mean * mean / x }
}

pub fn vonmises<S: Source>(source: &mut S, mu: f64, kappa: f64) -> f64 {
    if kappa.is_nan() {
        return f64::NAN;
    }
    if kappa < 1e-8 {
        return PI * (2.0 * source.next_double() - 1.0);
    }
    let s = if kappa < 1e-5 {
        1.0 / kappa + kappa
    } else if S::LEGACY || kappa <= 1e6 {
        let r = 1.0 + (1.0 + 4.0 * kappa * kappa).sqrt();
        let rho = (r - (2.0 * r).sqrt()) / (2.0 * kappa);
        (1.0 + rho * rho) / (2.0 * rho)
    } else {
        let mut result = mu + (1.0 / kappa).sqrt() * source.standard_normal();
        if result < -PI {
            result += 2.0 * PI;
        }
        if result > PI {
            result -= 2.0 * PI;
        }
        return result;
    };
    let w = loop {
        let z = (PI * source.next_double()).cos();
        let w = (1.0 + s * z) / (s + z);
        let y = kappa * (s - w);
        let v = source.next_double();
        if y * (2.0 - y) - v >= 0.0 || (y / v).ln() + 1.0 - y >= 0.0 {
            break w;
        }
    };
    let u = source.next_double();
    let mut result = w.acos();
    if u < 0.5 {
        result = -result;
    }
    result += mu;
    let wrapped = (result.abs() + PI) % (2.0 * PI) - PI;
    if result < 0.0 { -wrapped } else { wrapped }
}

pub fn triangular(source: &mut impl Source, left: f64, mode: f64, right: f64) -> f64 {
    let base = right - left;
    let ratio = (mode - left) / base;
    let u = source.next_double();
    if u <= ratio {
        left + (u * ((mode - left) * base)).sqrt()
    } else {
        right - ((1.0 - u) * ((right - mode) * base)).sqrt()
    }
}

/// A vector of Dirichlet's distribution, as long as its parameters.
pub fn dirichlet<S: Source>(source: &mut S, alpha: &[f64], vector: &mut [f64]) {
    if !S::LEGACY && alpha.iter().all(|alpha| *alpha < 0.1) {
        return break_stick(source, alpha, vector);
    }
    let mut sum = 0.0;
    for (place, alpha) in vector.iter_mut().zip(alpha) {
        *place = standard_gamma(source, *alpha);
        sum += *place;
    }
    let factor = 1.0 / sum;
    vector.iter_mut().for_each(|place| *place *= factor);
}

/// For parameters so small that all gamma numbers might be 0.
fn break_stick(source: &mut impl Source, alpha: &[f64], vector: &mut [f64]) {
    vector.fill(0.0);
    let mut sums = alpha.to_vec();
    let mut sum = 0.0;
    for place in sums.iter_mut().rev() {
        sum += *place;
        *place = sum;
    }
    let Some(last) = vector.len().checked_sub(1).filter(|_| sum > 0.0) else { return };
    let mut left = 1.0;
    for index in 0..last {
        let part = beta(source, alpha[index], sums[index + 1]);
        vector[index] = left * part;
        left *= 1.0 - part;
        if sums[index + 1] == 0.0 {
            break;
        }
    }
    vector[last] = left;
}
