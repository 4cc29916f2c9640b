"""Distributions of random numbers. ``source`` says where random bits come from: 0 the thread's ``numpy.random``, a generator."""

import numpy as np
from numlir.library import Literal, call_c, is_array, is_none, is_tuple, reject

LARGEST_MEAN = 9.223372006484771e18


def _not_negative(x, message: Literal):
    if x < 0:
        raise ValueError(message)


def _positive(x, message: Literal):
    if x <= 0:
        raise ValueError(message)


def _is_single(dtype):
    if is_none(dtype):
        return False
    return dtype == np.float32


def _check_double(dtype):
    if not is_none(dtype):
        if dtype != np.float64:
            reject("random numbers are float32 or float64")


def _beta(source, a, b, size):
    _positive(a, "a <= 0")
    _positive(b, "b <= 0")
    if is_none(size):
        return call_c("numlir_random_beta", np.float64, source, float(a), float(b))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_beta", None, source, float(a), float(b), out, out.size)
    return out


def _exponential(source, scale, size):
    _not_negative(scale, "scale < 0")
    if is_none(size):
        return call_c("numlir_random_exponential", np.float64, source, float(scale))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_exponential", None, source, float(scale), out, out.size)
    return out


def _normal(source, loc, scale, size):
    _not_negative(scale, "scale < 0")
    if is_none(size):
        return call_c("numlir_random_normal", np.float64, source, float(loc), float(scale))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_normal", None, source, float(loc), float(scale), out, out.size)
    return out


def _gamma(source, shape, scale, size):
    _not_negative(shape, "shape < 0")
    _not_negative(scale, "scale < 0")
    if is_none(size):
        return call_c("numlir_random_gamma", np.float64, source, float(shape), float(scale))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_gamma", None, source, float(shape), float(scale), out, out.size)
    return out


def _f(source, dfnum, dfden, size):
    _positive(dfnum, "dfnum <= 0")
    _positive(dfden, "dfden <= 0")
    if is_none(size):
        return call_c("numlir_random_f", np.float64, source, float(dfnum), float(dfden))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_f", None, source, float(dfnum), float(dfden), out, out.size)
    return out


def _noncentral_f(source, dfnum, dfden, nonc, size):
    _positive(dfnum, "dfnum <= 0")
    _positive(dfden, "dfden <= 0")
    _not_negative(nonc, "nonc < 0")
    if is_none(size):
        return call_c("numlir_random_noncentral_f", np.float64, source, float(dfnum), float(dfden), float(nonc))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_noncentral_f", None, source, float(dfnum), float(dfden), float(nonc), out, out.size)
    return out


def _chisquare(source, df, size):
    _positive(df, "df <= 0")
    if is_none(size):
        return call_c("numlir_random_chisquare", np.float64, source, float(df))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_chisquare", None, source, float(df), out, out.size)
    return out


def _noncentral_chisquare(source, df, nonc, size):
    _positive(df, "df <= 0")
    _not_negative(nonc, "nonc < 0")
    if is_none(size):
        return call_c("numlir_random_noncentral_chisquare", np.float64, source, float(df), float(nonc))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_noncentral_chisquare", None, source, float(df), float(nonc), out, out.size)
    return out


def _standard_cauchy(source, size):
    if is_none(size):
        return call_c("numlir_random_standard_cauchy", np.float64, source)
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_standard_cauchy", None, source, out, out.size)
    return out


def _standard_t(source, df, size):
    _positive(df, "df <= 0")
    if is_none(size):
        return call_c("numlir_random_standard_t", np.float64, source, float(df))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_standard_t", None, source, float(df), out, out.size)
    return out


def _vonmises(source, mu, kappa, size):
    _not_negative(kappa, "kappa < 0")
    if is_none(size):
        return call_c("numlir_random_vonmises", np.float64, source, float(mu), float(kappa))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_vonmises", None, source, float(mu), float(kappa), out, out.size)
    return out


def _pareto(source, a, size):
    _positive(a, "a <= 0")
    if is_none(size):
        return call_c("numlir_random_pareto", np.float64, source, float(a))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_pareto", None, source, float(a), out, out.size)
    return out


def _weibull(source, a, size):
    _not_negative(a, "a < 0")
    if is_none(size):
        return call_c("numlir_random_weibull", np.float64, source, float(a))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_weibull", None, source, float(a), out, out.size)
    return out


def _power(source, a, size):
    _positive(a, "a <= 0")
    if is_none(size):
        return call_c("numlir_random_power", np.float64, source, float(a))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_power", None, source, float(a), out, out.size)
    return out


def _laplace(source, loc, scale, size):
    _not_negative(scale, "scale < 0")
    if is_none(size):
        return call_c("numlir_random_laplace", np.float64, source, float(loc), float(scale))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_laplace", None, source, float(loc), float(scale), out, out.size)
    return out


def _gumbel(source, loc, scale, size):
    _not_negative(scale, "scale < 0")
    if is_none(size):
        return call_c("numlir_random_gumbel", np.float64, source, float(loc), float(scale))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_gumbel", None, source, float(loc), float(scale), out, out.size)
    return out


def _logistic(source, loc, scale, size):
    _not_negative(scale, "scale < 0")
    if is_none(size):
        return call_c("numlir_random_logistic", np.float64, source, float(loc), float(scale))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_logistic", None, source, float(loc), float(scale), out, out.size)
    return out


def _lognormal(source, mean, sigma, size):
    _not_negative(sigma, "sigma < 0")
    if is_none(size):
        return call_c("numlir_random_lognormal", np.float64, source, float(mean), float(sigma))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_lognormal", None, source, float(mean), float(sigma), out, out.size)
    return out


def _rayleigh(source, scale, size):
    _not_negative(scale, "scale < 0")
    if is_none(size):
        return call_c("numlir_random_rayleigh", np.float64, source, float(scale))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_rayleigh", None, source, float(scale), out, out.size)
    return out


def _wald(source, mean, scale, size):
    _positive(mean, "mean <= 0")
    _positive(scale, "scale <= 0")
    if is_none(size):
        return call_c("numlir_random_wald", np.float64, source, float(mean), float(scale))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_wald", None, source, float(mean), float(scale), out, out.size)
    return out


def _triangular(source, left, mode, right, size):
    if left > mode:
        raise ValueError("left > mode")
    if mode > right:
        raise ValueError("mode > right")
    if left == right:
        raise ValueError("left == right")
    if is_none(size):
        return call_c("numlir_random_triangular", np.float64, source, float(left), float(mode), float(right))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_triangular", None, source, float(left), float(mode), float(right), out, out.size)
    return out


def _poisson(source, lam, size):
    if not lam >= 0:
        raise ValueError("lam < 0 or lam is NaN")
    if not lam <= LARGEST_MEAN:
        raise ValueError("lam value too large")
    if is_none(size):
        return call_c("numlir_random_poisson", np.int64, source, float(lam))
    out = np.empty(size, np.int64)
    call_c("numlir_random_fill_poisson", None, source, float(lam), out, out.size)
    return out


def _zipf(source, a, size):
    if not a > 1:
        raise ValueError("a <= 1 or a is NaN")
    if is_none(size):
        return call_c("numlir_random_zipf", np.int64, source, float(a))
    out = np.empty(size, np.int64)
    call_c("numlir_random_fill_zipf", None, source, float(a), out, out.size)
    return out


def _geometric(source, p, size):
    if not (p > 0 and p <= 1):
        raise ValueError("p <= 0, p > 1 or p contains NaNs")
    if is_none(size):
        return call_c("numlir_random_geometric", np.int64, source, float(p))
    out = np.empty(size, np.int64)
    call_c("numlir_random_fill_geometric", None, source, float(p), out, out.size)
    return out


def _logseries(source, p, size):
    if not (p >= 0 and p < 1):
        raise ValueError("p < 0, p >= 1 or p is NaN")
    if is_none(size):
        return call_c("numlir_random_logseries", np.int64, source, float(p))
    out = np.empty(size, np.int64)
    call_c("numlir_random_fill_logseries", None, source, float(p), out, out.size)
    return out


def _binomial(source, n, p, size):
    if n < 0:
        raise ValueError("n < 0")
    if not (p >= 0 and p <= 1):
        raise ValueError("p < 0, p > 1 or p is NaN")
    if is_none(size):
        return call_c("numlir_random_binomial", np.int64, source, int(n), float(p))
    out = np.empty(size, np.int64)
    call_c("numlir_random_fill_binomial", None, source, int(n), float(p), out, out.size)
    return out


def _standard_gamma(source, shape, size):
    return _gamma(source, shape, 1.0, size)


def _uniform(source, low, range, size):
    if is_none(size):
        return call_c("numlir_random_uniform", np.float64, source, float(low), float(range))
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_uniform", None, source, float(low), float(range), out, out.size)
    return out


def _random(source, size):
    if is_none(size):
        return call_c("numlir_random_double", np.float64, source)
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_double", None, source, out, out.size)
    return out


def _standard_normal(source, size):
    if is_none(size):
        return call_c("numlir_random_standard_normal", np.float64, source)
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_standard_normal", None, source, out, out.size)
    return out


def _standard_exponential(source, size):
    if is_none(size):
        return call_c("numlir_random_standard_exponential", np.float64, source)
    out = np.empty(size, np.float64)
    call_c("numlir_random_fill_standard_exponential", None, source, out, out.size)
    return out


def _negative_binomial(source, n, p, size):
    if is_none(size):
        return call_c("numlir_random_negative_binomial", np.int64, source, float(n), float(p))
    out = np.empty(size, np.int64)
    call_c("numlir_random_fill_negative_binomial", None, source, float(n), float(p), out, out.size)
    return out


def _hypergeometric(source, ngood, nbad, nsample, size):
    _not_negative(ngood, "ngood < 0")
    _not_negative(nbad, "nbad < 0")
    if ngood + nbad < nsample:
        raise ValueError("ngood + nbad < nsample")
    good, bad, sample = int(ngood), int(nbad), int(nsample)
    if is_none(size):
        return call_c("numlir_random_hypergeometric", np.int64, source, good, bad, sample)
    out = np.empty(size, np.int64)
    call_c("numlir_random_fill_hypergeometric", None, source, good, bad, sample, out, out.size)
    return out


def _doubles(values):
    """A sequence of numbers as consecutive float64."""
    if is_array(values):
        if values.ndim != 1:
            reject("probabilities and parameters of a distribution are one-dimensional")
    out = np.empty(len(values), np.float64)
    for index in range(len(values)):
        out[index] = values[index]
    return out


def _rows(size, length):
    """The shape of vectors of a length: one, or ``size`` of them."""
    if is_none(size):
        return (length,)
    if is_tuple(size):
        return size + (length,)
    return (size, length)


def _multinomial(source, n, pvals, size):
    chances = _doubles(pvals)
    total, lost = 0.0, 0.0
    for index in range(len(chances)):
        chance = chances[index]
        if not (chance >= 0 and chance <= 1):
            raise ValueError("pvals < 0, pvals > 1 or pvals contains NaNs")
        if index < len(chances) - 1:
            part = chance - lost
            sum = total + part
            lost = (sum - total) - part
            total = sum
    if total > 1.0 + 1e-12:
        raise ValueError("sum(pvals[:-1]) > 1.0")
    _not_negative(n, "n < 0")
    out = np.empty(_rows(size, len(chances)), np.int64)
    if out.size > 0:
        rows = out.size // len(chances)
        call_c("numlir_random_fill_multinomial", None, source, int(n), chances, len(chances), out, rows)
    return out


def _dirichlet(source, alpha, size):
    parameters = _doubles(alpha)
    out = np.empty(_rows(size, len(parameters)), np.float64)
    if out.size > 0:
        rows = out.size // len(parameters)
        call_c("numlir_random_fill_dirichlet", None, source, parameters, len(parameters), out, rows)
    return out


def _check_covariance(mean, cov):
    """The mean as consecutive float64."""
    center = _doubles(mean)
    if cov.ndim != 2:
        reject("cov must be 2 dimensional and square")
    if cov.shape[0] != cov.shape[1]:
        raise ValueError("cov must be 2 dimensional and square")
    if cov.shape[0] != len(center):
        raise ValueError("mean and cov must have same length")
    return center
