"""The distributions of ``numpy.random``, over the generator that each thread has."""

import numpy as np
from numlir.library import ArrayLike, Literal, ScalarOrArray, call_c, is_array, is_none, raise_if
from numlir.library.numpy import dot
from numlir.library.numpy.along import _dtype
from numlir.library.numpy.linalg.spectra import _svd

from .distributions import (
    _beta,
    _binomial,
    _check_chance,
    _check_covariance,
    _chisquare,
    _dirichlet,
    _exponential,
    _f,
    _gamma,
    _geometric,
    _gumbel,
    _hypergeometric,
    _laplace,
    _logistic,
    _lognormal,
    _logseries,
    _multinomial,
    _negative_binomial,
    _noncentral_chisquare,
    _noncentral_f,
    _normal,
    _pareto,
    _poisson,
    _positive,
    _power,
    _random,
    _rayleigh,
    _real,
    _require,
    _rows,
    _standard_cauchy,
    _standard_exponential,
    _standard_gamma,
    _standard_normal,
    _standard_t,
    _triangular,
    _uniform,
    _vonmises,
    _wald,
    _weibull,
    _zipf,
)
from .integers import _chosen, _integers, _permutation, _population, _positions, _shuffle


def beta(a, b, size=None):
    return _beta(0, a, b, size)


def exponential(scale=1.0, size=None):
    return _exponential(0, scale, size)


def normal(loc=0.0, scale=1.0, size=None):
    return _normal(0, loc, scale, size)


def gamma(shape, scale=1.0, size=None):
    return _gamma(0, shape, scale, size)


def f(dfnum, dfden, size=None):
    return _f(0, dfnum, dfden, size)


def noncentral_f(dfnum, dfden, nonc, size=None):
    return _noncentral_f(0, dfnum, dfden, nonc, size)


def chisquare(df, size=None):
    return _chisquare(0, df, size)


def noncentral_chisquare(df, nonc, size=None):
    return _noncentral_chisquare(0, df, nonc, size)


def standard_cauchy(size=None):
    return _standard_cauchy(0, size)


def standard_t(df, size=None):
    return _standard_t(0, df, size)


def vonmises(mu, kappa, size=None):
    return _vonmises(0, mu, kappa, size)


def pareto(a, size=None):
    return _pareto(0, a, size)


def weibull(a, size=None):
    return _weibull(0, a, size)


def power(a, size=None):
    return _power(0, a, size)


def laplace(loc=0.0, scale=1.0, size=None):
    return _laplace(0, loc, scale, size)


def gumbel(loc=0.0, scale=1.0, size=None):
    return _gumbel(0, loc, scale, size)


def logistic(loc=0.0, scale=1.0, size=None):
    return _logistic(0, loc, scale, size)


def lognormal(mean=0.0, sigma=1.0, size=None):
    return _lognormal(0, mean, sigma, size)


def rayleigh(scale=1.0, size=None):
    return _rayleigh(0, scale, size)


def wald(mean, scale, size=None):
    return _wald(0, mean, scale, size)


def triangular(left, mode, right, size=None):
    return _triangular(0, left, mode, right, size)


def poisson(lam=1.0, size=None):
    return _poisson(0, lam, size)


def zipf(a, size=None):
    return _zipf(0, a, size)


def geometric(p, size=None):
    return _geometric(0, p, size)


def logseries(p, size=None):
    return _logseries(0, p, size)


def binomial(n, p, size=None):
    return _binomial(0, n, p, size)


def seed(seed=None):
    if is_none(seed):
        call_c("numlir_random_seed_from_system", None, 0)
    elif is_array(seed):
        if seed.ndim != 1:
            raise ValueError("Seed array must be 1-d")
        if seed.size == 0:
            raise ValueError("Seed must be non-empty")
        words = np.empty(seed.shape[0], np.int64)
        for index in range(len(words)):
            word = seed[index]
            if word < 0 or word > 4294967295:
                raise ValueError("Seed must be between 0 and 2**32 - 1")
            words[index] = word
        call_c("numlir_random_seed_words", None, words, len(words))
    else:
        if seed < 0 or seed > 4294967295:
            raise ValueError("Seed must be between 0 and 2**32 - 1")
        call_c("numlir_random_seed", None, np.uint32(seed))


def random(size=None):
    return _random(0, size)


def random_sample(size=None):
    return _random(0, size)


def ranf(size=None):
    return _random(0, size)


def sample(size=None):
    return _random(0, size)


def rand(*shape):
    if len(shape) == 0:
        return _random(0, None)
    return _random(0, shape)


def randn(*shape):
    if len(shape) == 0:
        return _standard_normal(0, None)
    return _standard_normal(0, shape)


def uniform(low=0.0, high=1.0, size=None):
    range = np.subtract(_real(high), _real(low))
    raise_if(not np.all(np.isfinite(range)), "OverflowError", "Range exceeds valid bounds")
    return _uniform(0, low, range, size)


def standard_normal(size=None):
    return _standard_normal(0, size)


def standard_exponential(size=None):
    return _standard_exponential(0, size)


def standard_gamma(shape, size=None):
    return _standard_gamma(0, shape, size)


def negative_binomial(n, p, size=None):
    _positive(n, "n <= 0")
    _check_chance(p)
    return _negative_binomial(0, n, p, size)


def hypergeometric(ngood, nbad, nsample, size=None):
    _require(np.greater_equal(nsample, 1), "nsample < 1 or nsample is NaN", "nsample < 1 or nsample contains NaNs")
    return _hypergeometric(0, ngood, nbad, nsample, size)


def multinomial(n, pvals, size=None):
    return _multinomial(0, n, pvals, size)


def dirichlet(alpha, size=None):
    for index in range(len(alpha)):
        if alpha[index] <= 0:
            raise ValueError("alpha <= 0")
    return _dirichlet(0, alpha, size)


def randint(low, high=None, size=None, dtype: Literal = None):
    if is_none(dtype):
        return _integers(0, low, high, size, np.int64, False)
    return _integers(0, low, high, size, _dtype(dtype), False)


def random_integers(low, high=None, size=None):
    """The last number is among them."""
    if is_none(high):
        return randint(1, low + 1, size)
    return randint(low, high + 1, size)


def choice(a: ScalarOrArray, size=None, replace=True, p=None):
    if is_none(size):
        positions = np.empty(1, np.int64)
    else:
        positions = np.empty(size, np.int64)
    population = _population(a)
    if population <= 0 and positions.size != 0:
        if is_array(a):
            raise ValueError("'a' cannot be empty unless no samples are taken")
        raise ValueError("a must be greater than 0 unless no samples are taken")
    if not is_none(p):
        if len(p) != population:
            raise ValueError("'a' and 'p' must have same size")
    if not replace and positions.size > population:
        raise ValueError("Cannot take a larger sample than population when 'replace=False'")
    wrong = _positions(0, population, positions.size, replace, p, False, positions)
    if wrong == 1:
        raise ValueError("probabilities contain NaN")
    if wrong == 2:
        raise ValueError("probabilities are not non-negative")
    if wrong == 3:
        raise ValueError("probabilities do not sum to 1")
    if wrong == 4:
        raise ValueError("Fewer non-zero entries in p than size")
    return _chosen(a, positions, size)


def shuffle(x):
    _shuffle(0, x)


def permutation(x: ScalarOrArray):
    return _permutation(0, x)


def multivariate_normal(mean: ArrayLike, cov: ArrayLike, size=None):
    center = _check_covariance(mean, cov)
    x = _standard_normal(0, _rows(size, len(center)))
    _, s, vt = _svd(cov.astype(np.float64), 2)
    return dot(x, np.sqrt(s)[:, None] * vt) + center


def bytes(length):
    words = randint(0, 4294967296, size=(max(length, 1) - 1) // 4 + 1, dtype=np.uint32)
    return words.tobytes()[:length]
