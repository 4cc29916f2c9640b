"""Distributions of random numbers. ``source`` says where random bits come from: 0 the thread's ``numpy.random``, a generator.

Parameters are numbers or arrays, which broadcast: then each place draws for itself, in C order.
"""

import numpy as np
from numlir.library import Literal, call_c, is_array, is_none, is_scalar, is_tuple, raise_if, reject

LARGEST_MEAN = 9.223372006484771e18


def _require(valid, wrong: Literal, any_wrong: Literal):
    """Raises where something is wrong with a parameter; NumPy has another text for arrays."""
    if is_scalar(valid):
        raise_if(not valid, "ValueError", wrong)
    else:
        raise_if(not np.all(valid), "ValueError", any_wrong)


def _not_negative(x, message: Literal):
    _require(np.logical_not(np.less(x, 0)), message, message)


def _positive(x, message: Literal):
    _require(np.logical_not(np.less_equal(x, 0)), message, message)


def _real(x):
    """A parameter as a float64, or an array of these."""
    if is_scalar(x):
        return float(x)
    else:
        return _number_or_array(np.asarray(x).astype(np.float64))


def _whole(x):
    """The same of an int64."""
    if is_scalar(x):
        return int(x)
    else:
        return _number_or_array(np.asarray(x).astype(np.int64))


def _number_or_array(a):
    return a[()] if a.ndim == 0 else a


def _are_numbers(parameters):
    return len(parameters) == 0 or (is_scalar(parameters[0]) and _are_numbers(parameters[1:]))


def _draw(name: Literal, dtype, source, parameters, size):
    """Draws a number, or those of an array."""
    if not _are_numbers(parameters):
        return _draw_each(name, source, parameters, _room(_shapes(parameters), size, dtype))
    elif is_none(size):
        return call_c("numlir_random_" + name, dtype, source, *parameters)
    else:
        out = np.empty(size, dtype)
        call_c("numlir_random_fill_" + name, None, source, *parameters, out, out.size)
        return out


def _shapes(parameters):
    if len(parameters) == 0:
        return ()
    else:
        return (np.shape(parameters[0]),) + _shapes(parameters[1:])


def _room(shapes, size, dtype, first: Literal = True):
    """A new array for what parameters of these shapes draw; the first, or else the last of all shapes to NumPy's errors."""
    if is_none(size):
        return np.empty(np.broadcast_shapes(*shapes), dtype)
    else:
        out = np.empty(size, dtype)
        shape = np.broadcast_shapes(out.shape, *shapes) if first else np.broadcast_shapes(*shapes, out.shape)
        if shape != out.shape:
            raise ValueError(f"Output size {out.shape} is not compatible with broadcast dimensions of inputs {shape}.")
        return out


def _draw_each(name: Literal, source, parameters, out):
    """Draws each number of a new array with parameters of its own."""
    lines = _lines(parameters, out.shape)
    places = out.reshape(-1)
    for i in range(places.size):
        places[i] = call_c("numlir_random_" + name, out.dtype, source, *_each_at(lines, i))
    return out


def _lines(parameters, shape):
    """The parameters as rows of as many elements as a shape has."""
    if len(parameters) == 0:
        return ()
    else:
        return (np.broadcast_to(parameters[0], shape).ravel(),) + _lines(parameters[1:], shape)


def _each_at(lines, i):
    if len(lines) == 0:
        return ()
    else:
        return (lines[0][i],) + _each_at(lines[1:], i)


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
    return _draw("beta", np.float64, source, (_real(a), _real(b)), size)


def _exponential(source, scale, size):
    _not_negative(scale, "scale < 0")
    return _draw("exponential", np.float64, source, (_real(scale),), size)


def _normal(source, loc, scale, size):
    _not_negative(scale, "scale < 0")
    return _draw("normal", np.float64, source, (_real(loc), _real(scale)), size)


def _gamma(source, shape, scale, size):
    _not_negative(shape, "shape < 0")
    _not_negative(scale, "scale < 0")
    return _draw("gamma", np.float64, source, (_real(shape), _real(scale)), size)


def _f(source, dfnum, dfden, size):
    _positive(dfnum, "dfnum <= 0")
    _positive(dfden, "dfden <= 0")
    return _draw("f", np.float64, source, (_real(dfnum), _real(dfden)), size)


def _noncentral_f(source, dfnum, dfden, nonc, size):
    _positive(dfnum, "dfnum <= 0")
    _positive(dfden, "dfden <= 0")
    _not_negative(nonc, "nonc < 0")
    return _draw("noncentral_f", np.float64, source, (_real(dfnum), _real(dfden), _real(nonc)), size)


def _chisquare(source, df, size):
    _positive(df, "df <= 0")
    return _draw("chisquare", np.float64, source, (_real(df),), size)


def _noncentral_chisquare(source, df, nonc, size):
    _positive(df, "df <= 0")
    _not_negative(nonc, "nonc < 0")
    return _draw("noncentral_chisquare", np.float64, source, (_real(df), _real(nonc)), size)


def _standard_cauchy(source, size):
    return _draw("standard_cauchy", np.float64, source, (), size)


def _standard_t(source, df, size):
    _positive(df, "df <= 0")
    return _draw("standard_t", np.float64, source, (_real(df),), size)


def _vonmises(source, mu, kappa, size):
    _not_negative(kappa, "kappa < 0")
    return _draw("vonmises", np.float64, source, (_real(mu), _real(kappa)), size)


def _pareto(source, a, size):
    _positive(a, "a <= 0")
    return _draw("pareto", np.float64, source, (_real(a),), size)


def _weibull(source, a, size):
    _not_negative(a, "a < 0")
    return _draw("weibull", np.float64, source, (_real(a),), size)


def _power(source, a, size):
    _positive(a, "a <= 0")
    return _draw("power", np.float64, source, (_real(a),), size)


def _laplace(source, loc, scale, size):
    _not_negative(scale, "scale < 0")
    return _draw("laplace", np.float64, source, (_real(loc), _real(scale)), size)


def _gumbel(source, loc, scale, size):
    _not_negative(scale, "scale < 0")
    return _draw("gumbel", np.float64, source, (_real(loc), _real(scale)), size)


def _logistic(source, loc, scale, size):
    _not_negative(scale, "scale < 0")
    return _draw("logistic", np.float64, source, (_real(loc), _real(scale)), size)


def _lognormal(source, mean, sigma, size):
    _not_negative(sigma, "sigma < 0")
    return _draw("lognormal", np.float64, source, (_real(mean), _real(sigma)), size)


def _rayleigh(source, scale, size):
    _not_negative(scale, "scale < 0")
    return _draw("rayleigh", np.float64, source, (_real(scale),), size)


def _wald(source, mean, scale, size):
    _positive(mean, "mean <= 0")
    _positive(scale, "scale <= 0")
    return _draw("wald", np.float64, source, (_real(mean), _real(scale)), size)


def _triangular(source, left, mode, right, size):
    _require(np.logical_not(np.greater(left, mode)), "left > mode", "left > mode")
    _require(np.logical_not(np.greater(mode, right)), "mode > right", "mode > right")
    _require(np.not_equal(left, right), "left == right", "left == right")
    return _draw("triangular", np.float64, source, (_real(left), _real(mode), _real(right)), size)


def _poisson(source, lam, size):
    small = np.less_equal(lam, LARGEST_MEAN)
    if is_scalar(small):
        raise_if(not lam >= 0, "ValueError", "lam < 0 or lam is NaN")
    _require(small, "lam value too large", "lam value too large")
    _require(np.greater_equal(lam, 0), "lam < 0 or lam is NaN", "lam < 0 or lam contains NaNs")
    return _draw("poisson", np.int64, source, (_real(lam),), size)


def _zipf(source, a, size):
    _require(np.greater(a, 1), "a <= 1 or a is NaN", "a <= 1 or a contains NaNs")
    return _draw("zipf", np.int64, source, (_real(a),), size)


def _geometric(source, p, size):
    wrong = "p <= 0, p > 1 or p contains NaNs"
    _require(np.logical_and(np.greater(p, 0), np.less_equal(p, 1)), wrong, wrong)
    return _draw("geometric", np.int64, source, (_real(p),), size)


def _logseries(source, p, size):
    valid = np.logical_and(np.greater_equal(p, 0), np.less(p, 1))
    _require(valid, "p < 0, p >= 1 or p is NaN", "p < 0, p >= 1 or p contains NaNs")
    return _draw("logseries", np.int64, source, (_real(p),), size)


def _binomial(source, n, p, size):
    _not_negative(n, "n < 0")
    _check_chance(p)
    return _draw("binomial", np.int64, source, (_whole(n), _real(p)), size)


def _check_chance(p):
    valid = np.logical_and(np.greater_equal(p, 0), np.less_equal(p, 1))
    _require(valid, "p < 0, p > 1 or p is NaN", "p < 0, p > 1 or p contains NaNs")


def _check_mean(n, p):
    """Of `negative_binomial`."""
    largest = (1 - p) / p * (n + 10 * np.sqrt(n))
    wrong = "n too large or p too small, see Generator.negative_binomial Notes"
    _require(np.less_equal(largest, LARGEST_MEAN), wrong, wrong)


def _standard_gamma(source, shape, size):
    return _gamma(source, shape, 1.0, size)


def _uniform(source, low, range, size):
    return _draw("uniform", np.float64, source, (_real(low), _real(range)), size)


def _random(source, size):
    return _draw("double", np.float64, source, (), size)


def _standard_normal(source, size):
    return _draw("standard_normal", np.float64, source, (), size)


def _standard_exponential(source, size):
    return _draw("standard_exponential", np.float64, source, (), size)


def _negative_binomial(source, n, p, size):
    return _draw("negative_binomial", np.int64, source, (_real(n), _real(p)), size)


def _hypergeometric(source, ngood, nbad, nsample, size):
    _not_negative(ngood, "ngood < 0")
    _not_negative(nbad, "nbad < 0")
    _require(np.greater_equal(np.add(ngood, nbad), nsample), "ngood + nbad < nsample", "ngood + nbad < nsample")
    return _draw("hypergeometric", np.int64, source, (_whole(ngood), _whole(nbad), _whole(nsample)), size)


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
