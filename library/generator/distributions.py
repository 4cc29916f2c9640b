"""The distributions of ``numpy.random.Generator``."""

import numpy as np
from numlir.library import ArrayLike, Literal, ScalarOrArray, call_c, is_array, is_none, raise_if, reject
from numlir.library.numpy.along import _dtype
from numlir.library.numpy import inner, moveaxis, swapaxes, take
from numlir.library.numpy.linalg import cholesky
from numlir.library.numpy.linalg.spectra import _eigh, _svd
from numlir.library.numpy.random.distributions import (
    _beta,
    _binomial,
    _check_covariance,
    _check_double,
    _check_mean,
    _chisquare,
    _dirichlet,
    _exponential,
    _f,
    _gamma,
    _geometric,
    _gumbel,
    _hypergeometric,
    _is_single,
    _laplace,
    _logistic,
    _lognormal,
    _logseries,
    _multinomial,
    _negative_binomial,
    _noncentral_chisquare,
    _noncentral_f,
    _normal,
    _not_negative,
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
from numlir.library.numpy.random.integers import _chosen, _integers, _permutation, _population, _positions, _shuffle
from numlir.library.numpy.random.seeded import _stream


def beta(self, a, b, size=None):
    return _beta(_stream(self), a, b, size)


def exponential(self, scale=1.0, size=None):
    return _exponential(_stream(self), scale, size)


def normal(self, loc=0.0, scale=1.0, size=None):
    return _normal(_stream(self), loc, scale, size)


def gamma(self, shape, scale=1.0, size=None):
    return _gamma(_stream(self), shape, scale, size)


def f(self, dfnum, dfden, size=None):
    return _f(_stream(self), dfnum, dfden, size)


def noncentral_f(self, dfnum, dfden, nonc, size=None):
    return _noncentral_f(_stream(self), dfnum, dfden, nonc, size)


def chisquare(self, df, size=None):
    return _chisquare(_stream(self), df, size)


def noncentral_chisquare(self, df, nonc, size=None):
    return _noncentral_chisquare(_stream(self), df, nonc, size)


def standard_cauchy(self, size=None):
    return _standard_cauchy(_stream(self), size)


def standard_t(self, df, size=None):
    return _standard_t(_stream(self), df, size)


def vonmises(self, mu, kappa, size=None):
    return _vonmises(_stream(self), mu, kappa, size)


def pareto(self, a, size=None):
    return _pareto(_stream(self), a, size)


def weibull(self, a, size=None):
    return _weibull(_stream(self), a, size)


def power(self, a, size=None):
    return _power(_stream(self), a, size)


def laplace(self, loc=0.0, scale=1.0, size=None):
    return _laplace(_stream(self), loc, scale, size)


def gumbel(self, loc=0.0, scale=1.0, size=None):
    return _gumbel(_stream(self), loc, scale, size)


def logistic(self, loc=0.0, scale=1.0, size=None):
    return _logistic(_stream(self), loc, scale, size)


def lognormal(self, mean=0.0, sigma=1.0, size=None):
    return _lognormal(_stream(self), mean, sigma, size)


def rayleigh(self, scale=1.0, size=None):
    return _rayleigh(_stream(self), scale, size)


def wald(self, mean, scale, size=None):
    return _wald(_stream(self), mean, scale, size)


def triangular(self, left, mode, right, size=None):
    return _triangular(_stream(self), left, mode, right, size)


def poisson(self, lam=1.0, size=None):
    return _poisson(_stream(self), lam, size)


def zipf(self, a, size=None):
    return _zipf(_stream(self), a, size)


def geometric(self, p, size=None):
    return _geometric(_stream(self), p, size)


def logseries(self, p, size=None):
    return _logseries(_stream(self), p, size)


def binomial(self, n, p, size=None):
    return _binomial(_stream(self), n, p, size)


def _check_out(out, size, dtype):
    """An array that is filled has the dtype that is asked for, and the shape where one is told."""
    if is_none(dtype):
        single = False
    else:
        single = _is_single(dtype)
    if out.dtype != (np.float32 if single else np.float64):
        raise TypeError("Supplied output array has the wrong type.")
    if not (out.flags.c_contiguous or out.flags.f_contiguous) or not out.flags.writeable:
        raise ValueError("Supplied output array must be contiguous, writable, aligned, and in machine byte-order.")
    if not is_none(size):
        if np.empty(size, np.bool_).shape != out.shape:
            raise ValueError("size must match out.shape when used together")


def random(self, size=None, dtype=None, out=None):
    if not is_none(out):
        _check_out(out, size, dtype)
        symbol = "numlir_random_fill_single" if _is_single(dtype) else "numlir_random_fill_double"
        call_c(symbol, None, _stream(self), out, out.size)
        return out
    if _is_single(dtype):
        if is_none(size):
            return call_c("numlir_random_single", np.float32, _stream(self))
        made = np.empty(size, np.float32)
        call_c("numlir_random_fill_single", None, _stream(self), made, made.size)
        return made
    _check_double(dtype)
    return _random(_stream(self), size)


def uniform(self, low=0.0, high=1.0, size=None):
    range = np.subtract(_real(high), _real(low))
    raise_if(not np.all(np.isfinite(range)), "OverflowError", "Range exceeds valid bounds" if is_array(range) else "high - low range exceeds valid bounds")
    _not_negative(range, "high - low < 0")
    return _uniform(_stream(self), low, range, size)


def standard_normal(self, size=None, dtype=None, out=None):
    if not is_none(out):
        _check_out(out, size, dtype)
        single = _is_single(dtype)
        symbol = "numlir_random_fill_standard_normal_single" if single else "numlir_random_fill_standard_normal"
        call_c(symbol, None, _stream(self), out, out.size)
        return out
    if _is_single(dtype):
        if is_none(size):
            return call_c("numlir_random_standard_normal_single", np.float32, _stream(self))
        made = np.empty(size, np.float32)
        call_c("numlir_random_fill_standard_normal_single", None, _stream(self), made, made.size)
        return made
    _check_double(dtype)
    return _standard_normal(_stream(self), size)


def standard_exponential(self, size=None, dtype=None, method: Literal = "zig", out=None):
    if method == "inv":
        if is_none(out):
            return -np.log1p(-self.random(size, np.float64 if is_none(dtype) else dtype))
        self.random(size, np.float64 if is_none(dtype) else dtype, out)
        out[...] = -np.log1p(-out)
        return out
    if not is_none(out):
        _check_out(out, size, dtype)
        single = _is_single(dtype)
        symbol = "numlir_random_fill_standard_exponential_single" if single else "numlir_random_fill_standard_exponential"
        call_c(symbol, None, _stream(self), out, out.size)
        return out
    if _is_single(dtype):
        if is_none(size):
            return call_c("numlir_random_standard_exponential_single", np.float32, _stream(self))
        made = np.empty(size, np.float32)
        call_c("numlir_random_fill_standard_exponential_single", None, _stream(self), made, made.size)
        return made
    _check_double(dtype)
    return _standard_exponential(_stream(self), size)


def standard_gamma(self, shape, size=None, dtype=None, out=None):
    _not_negative(shape, "shape < 0")
    if not is_none(out):
        _check_out(out, size, dtype)
        if _is_single(dtype):
            call_c("numlir_random_fill_standard_gamma_single", None, _stream(self), np.float32(shape), out, out.size)
        else:
            call_c("numlir_random_fill_gamma", None, _stream(self), float(shape), 1.0, out, out.size)
        return out
    if _is_single(dtype):
        if is_none(size):
            return call_c("numlir_random_standard_gamma_single", np.float32, _stream(self), np.float32(shape))
        made = np.empty(size, np.float32)
        call_c("numlir_random_fill_standard_gamma_single", None, _stream(self), np.float32(shape), made, made.size)
        return made
    _check_double(dtype)
    return _standard_gamma(_stream(self), shape, size)


def negative_binomial(self, n, p, size=None):
    _require(np.logical_not(np.isnan(_real(n))), "n must not be NaN", "n must not be NaN")
    _positive(n, "n <= 0")
    wrong = "p <= 0, p > 1 or p contains NaNs"
    _require(np.logical_and(np.greater(p, 0), np.less_equal(p, 1)), wrong, wrong)
    _check_mean(_real(n), _real(p))
    return _negative_binomial(_stream(self), n, p, size)


def hypergeometric(self, ngood, nbad, nsample, size=None):
    _not_negative(nsample, "nsample < 0")
    few = np.logical_and(np.less(ngood, 1000000000), np.less(nbad, 1000000000))
    _require(few, "both ngood and nbad must be less than 1000000000", "both ngood and nbad must be less than 1000000000")
    return _hypergeometric(_stream(self), ngood, nbad, nsample, size)


def multinomial(self, n, pvals, size=None):
    return _multinomial(_stream(self), n, pvals, size)


def dirichlet(self, alpha, size=None):
    for index in range(len(alpha)):
        if alpha[index] < 0:
            raise ValueError("alpha < 0")
    return _dirichlet(_stream(self), alpha, size)


def integers(self, low, high=None, size=None, dtype: Literal = None, endpoint=False):
    if is_none(dtype):
        return _integers(_stream(self), low, high, size, np.int64, endpoint)
    return _integers(_stream(self), low, high, size, _dtype(dtype), endpoint)


def choice(self, a: ScalarOrArray, size=None, replace=True, p=None, axis: Literal = 0, shuffle=True):
    if is_none(size):
        positions = np.empty(1, np.int64)
    else:
        positions = np.empty(size, np.int64)
    population = _extent(a, axis)
    if population <= 0 and positions.size != 0:
        if is_array(a):
            raise ValueError("a cannot be empty unless no samples are taken")
        raise ValueError("a must be a positive integer unless no samples are taken")
    if not is_none(p):
        if len(p) != population:
            raise ValueError("a and p must have same size")
    if not replace and positions.size > population:
        raise ValueError("Cannot take a larger sample than population when replace is False")
    wrong = _positions(_stream(self), population, positions.size, replace, p, shuffle, positions)
    if wrong == 1:
        raise ValueError("Probabilities contain NaN")
    if wrong == 2:
        raise ValueError("Probabilities are not non-negative")
    if wrong == 3:
        raise ValueError("Probabilities do not sum to 1. See Notes section of docstring for more information.")
    if wrong == 4:
        raise ValueError("Fewer non-zero entries in p than size")
    if is_array(a):
        if a.ndim > 1:
            return take(a, positions[0] if is_none(size) else positions, axis)
    return _chosen(a, positions, size)


def _extent(a, axis: Literal):
    """From how many things there is a choice."""
    if is_array(a):
        return a.shape[axis] if a.ndim > 1 else _population(a)
    return _population(a)


def shuffle(self, x, axis: Literal = 0):
    _shuffle(_stream(self), x if axis == 0 else swapaxes(x, 0, axis))


def permutation(self, x: ScalarOrArray, axis: Literal = 0):
    if axis == 0:
        return _permutation(_stream(self), x)
    return take(x, _permutation(_stream(self), x.shape[axis]), axis)


def permuted(self, x, *, axis: Literal = None, out=None):
    """Each lane along an axis is shuffled for itself; without an axis, all elements."""
    a = np.asarray(x)
    if is_none(out):
        made = np.empty(a.shape, a.dtype)
    else:
        if out.shape != a.shape:
            raise ValueError("out must have the same shape as x")
        made = out
    made[...] = a
    if is_none(axis):
        flat = made.ravel()
        _shuffle(_stream(self), flat)
        made[...] = flat.reshape(a.shape)
    else:
        _shuffle_lanes(_stream(self), moveaxis(made, axis, -1))
    return made


def _shuffle_lanes(stream, a):
    if a.ndim == 1:
        _shuffle(stream, a)
    else:
        for i in range(a.shape[0]):
            _shuffle_lanes(stream, a[i])


def multivariate_hypergeometric(self, colors, nsample, size=None, method: Literal = "marginals"):
    """How many of each colour a sample has, colour by colour (NumPy's method "marginals")."""
    if method != "marginals":
        reject("multivariate_hypergeometric() is compiled for method='marginals'")
    counts = np.asarray(colors)
    if np.any(counts < 0):
        raise ValueError("colors must be a one-dimensional sequence of nonnegative integers not exceeding 9223372036854775807.")
    total = np.sum(counts)
    if nsample < 0:
        raise ValueError("nsample must be nonnegative")
    if nsample > total:
        raise ValueError("nsample > sum(colors)")
    # The rarer of what is drawn and what stays behind is drawn.
    most = nsample > total // 2
    result = np.zeros(_rows(size, len(counts)), np.int64)
    rows = result.reshape((-1, len(counts)))
    for row in range(len(rows)):
        left = total - nsample if most else nsample
        others = total
        for color in range(len(counts) - 1):
            if left <= 0:
                break
            others -= counts[color]
            drawn = _hypergeometric(_stream(self), counts[color], others, left, None)
            rows[row, color] = drawn
            left -= drawn
        if left > 0:
            rows[row, len(counts) - 1] = left
        if most:
            rows[row] = counts - rows[row]
    return result


def multivariate_normal(
    self,
    mean: ArrayLike,
    cov: ArrayLike,
    size=None,
    check_valid: Literal = "warn",
    tol=1e-8,
    *,
    method: Literal = "svd",
):
    if method != "svd" and method != "eigh" and method != "cholesky":
        raise_if(True, "ValueError", "method must be one of {'eigh', 'svd', 'cholesky'}")
    elif check_valid != "warn" and check_valid != "raise" and check_valid != "ignore":
        raise_if(True, "ValueError", "check_valid must equal 'warn', 'raise', or 'ignore'")
    else:
        center = _check_covariance(mean, cov)
        x = _standard_normal(_stream(self), _rows(size, len(center)))
        return center + inner(x, _factor(cov.astype(np.float64), method, check_valid == "raise", tol))


def _factor(cov, method: Literal, checked: Literal, tol):
    """A matrix that gives the covariance when it is multiplied with its own transpose."""
    if method == "cholesky":
        return cholesky(cov)
    elif method == "eigh":
        s, u = _eigh(cov, 1, "L", "np.linalg.eigh needs SciPy")
        valid = np.all(s >= -tol) if checked else True
    else:
        u, s, vh = _svd(cov, 2)
        valid = np.allclose(np.dot(vh.T * s, vh), cov, rtol=tol, atol=tol) if checked else True
    raise_if(not valid, "ValueError", "covariance is not symmetric positive-semidefinite.")
    return u * np.sqrt(np.abs(s))


def bytes(self, length):
    words = self.integers(0, 4294967296, size=(max(length, 1) - 1) // 4 + 1, dtype=np.uint32)
    return words.tobytes()[:length]
