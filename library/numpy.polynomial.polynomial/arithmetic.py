"""Polynomials as arrays of coefficients, the lowest power first."""

import numpy as np
from numlir.library import Literal, is_array, is_bool, is_complex, is_integer, is_list, is_none, is_string, is_tuple, raise_if, reject
from numlir.library.numpy.polynomial.polyutils.series import _check_like_array, _inexact, _line, _pair, _single


def _zeros_trimmed(c):
    return np.polynomial.polyutils.trimseq(c)


def _sum(c1, c2):
    """The sum of two series of one dtype; it may take the place of the longer."""
    if len(c1) > len(c2):
        c1[: len(c2)] += c2
        return _zeros_trimmed(c1)
    c2[: len(c1)] += c1
    return _zeros_trimmed(c2)


def polyadd(c1, c2):
    first, second = _pair(c1, c2)
    return _sum(first, second)


def polysub(c1, c2):
    first, second = _pair(c1, c2)
    return _sum(first, -second)


def polymul(c1, c2):
    first, second = _pair(c1, c2)
    return _zeros_trimmed(np.convolve(first, second))


def polymulx(c):
    series = _single(c)
    if len(series) == 1 and series[0] == 0:
        return series
    product = np.empty(len(series) + 1, series.dtype)
    product[0] = series[0] * 0
    product[1:] = series
    return product


def polydiv(c1, c2):
    """The quotient and the remainder."""
    left, right = _pair(c1, c2)
    if right[-1] == 0:
        raise ZeroDivisionError
    if len(left) < len(right):
        return left[:1] * 0, left
    if len(right) == 1:
        return left / right[-1], left[:1] * 0
    scale = right[-1]
    divisor = right[:-1] / scale
    first = len(left) - len(right)
    last = len(left) - 1
    while first >= 0:
        left[first:last] -= divisor * left[last]
        first -= 1
        last -= 1
    return left[last + 1 :] / scale, _zeros_trimmed(left[: last + 1])


def polypow(c, pow, maxpower=None):
    series = _single(c)
    raise_if(pow < 0, "ValueError", "Power must be a non-negative integer.")
    if not is_none(maxpower):
        raise_if(pow > maxpower, "ValueError", "Power is too large")
    if pow == 0:
        return np.ones(1, series.dtype)
    product = series
    for _ in range(1, pow):
        product = np.convolve(product, series)
    return product


def polytrim(c, tol=0):
    return np.polynomial.polyutils.trimcoef(c, tol)


def polyline(off, scl):
    line = np.array((off, scl))
    return line if scl != 0 else line[:1]


def polyfromroots(roots):
    """The product of the factors x - root, taken together in pairs as NumPy does."""
    zeros = np.atleast_1d(np.asarray(roots))
    if zeros.ndim != 1:
        reject("Coefficient array is not 1-d")
    else:
        dtype = np.common_type(zeros)
        if len(zeros) == 0:
            return np.ones(1, dtype)
        factors = np.zeros((len(zeros), len(zeros) + 1), dtype)
        factors[:, 0] = -np.sort(zeros.astype(dtype))
        factors[:, 1] = 1
        degrees = np.ones(len(zeros), np.int64)
        count = len(zeros)
        while count > 1:
            half = count // 2
            for i in range(half):
                _multiply_into(factors, degrees, i, i + half)
            if count % 2 == 1:
                _multiply_into(factors, degrees, 0, count - 1)
            count = half
        return factors[0].copy()


def _multiply_into(factors, degrees, i, k):
    product = np.convolve(factors[i, : degrees[i] + 1], factors[k, : degrees[k] + 1])
    degrees[i] += degrees[k]
    factors[i, : degrees[i] + 1] = product


def polycompanion(c):
    series = _single(c)
    raise_if(len(series) < 2, "ValueError", "Series must have maximum degree of at least 1.")
    degree = len(series) - 1
    matrix = np.zeros((degree, degree), series.dtype)
    for i in range(1, degree):
        matrix[i, i - 1] = 1
    matrix[:, -1] -= series[:-1] / series[-1]
    return matrix


def polyroots(c):
    """The eigenvalues of the companion matrix: complex ones always, as the type cannot depend on the values."""
    series = _single(c)
    if len(series) < 2:
        return np.empty(0, np.complex128)
    matrix = polycompanion(series).astype(np.complex128)
    return np.sort(np.linalg.eigvals(matrix))
