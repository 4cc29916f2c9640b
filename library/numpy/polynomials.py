"""Polynomials as arrays of coefficients, the highest power first."""

import numpy as np
from numlir.library import ArrayLike, Literal, ScalarOrArray, is_array, is_complex, is_float, is_none, raise_if, reject

from .along import _as_array
from .axes import _flat, _reshaped


def polyval(p: ArrayLike, x: ScalarOrArray):
    """Horner's rule, over blocks that stay in the cache."""
    if is_array(x):
        line = _flat(x)
        values = np.zeros(len(line), np.result_type(p, x))
        for start in range(0, len(line), 1024):
            _horner(p, line[start : start + 1024], values[start : start + 1024])
        return _reshaped(values, x.shape)
    else:
        value = np.astype(0, np.result_type(p, np.full(0, x)))
        for i in range(len(p)):
            value = value * x + p[i]
        return np.astype(value, np.result_type(p, np.full(0, x)))


def _horner(p, x, values):
    for i in range(len(p)):
        for k in range(len(x)):
            values[k] = values[k] * x[k] + p[i]


def _line(p: ArrayLike):
    return np.full(1, p[()]) if p.ndim == 0 else p


def polyadd(a1, a2):
    a1, a2 = _line(a1), _line(a2)
    size = _longer(a1, a2)
    return _lengthened(a1, size) + _lengthened(a2, size)


def polysub(a1, a2):
    a1, a2 = _line(a1), _line(a2)
    size = _longer(a1, a2)
    return _lengthened(a1, size) - _lengthened(a2, size)


def _longer(a, b):
    return len(a) if len(a) > len(b) else len(b)


def _lengthened(a, size):
    """The polynomial with as many coefficients: zeros come before."""
    longer = np.zeros(size, a.dtype)
    longer[size - len(a) :] = a
    return longer


def polymul(a1, a2):
    return np.convolve(_trimmed(_line(a1)), _trimmed(_line(a2)))


def _trimmed(p):
    """Without leading zeros; zero itself keeps one."""
    first = 0
    while first < len(p) - 1 and p[first] == 0:
        first += 1
    return p[first:]


def polydiv(u, v):
    """The quotient and the remainder."""
    u, v = _line(u) + 0.0, _line(v) + 0.0
    ty = np.result_type(u, v)
    count = len(u) - len(v) + 1
    quotient = np.zeros(count if count > 1 else 1, ty)
    rest = u.astype(ty)
    scale = 1.0 / v[0]
    for k in range(count):
        factor = np.astype(scale * rest[k], ty)
        quotient[k] = factor
        for i in range(len(v)):
            rest[k + i] -= factor * v[i]
    first = 0
    while first < len(rest) - 1 and np.abs(rest[first]) <= 1e-08:
        first += 1
    return quotient, rest[first:]


def polyder(p: ArrayLike, m: Literal = 1):
    if m < 0:
        reject("Order of derivative must be positive (see polyint)")
    elif m == 0:
        return p
    else:
        return polyder(p[:-1] * np.arange(len(p) - 1, 0, -1), m - 1)


def polyint(p, m: Literal = 1, k=None):
    """The integral, taken m times, each with its constant."""
    if m < 0:
        reject("Order of integral must be positive (see polyder)")
    elif is_none(k):
        return _integral(_as_array(p), np.zeros(m), m)
    else:
        constants = _line(k)
        text = "k must be a scalar or a rank-1 array of length 1 or >m."
        raise_if((len(constants) < m) & (len(constants) != 1), "ValueError", text)
        return _integral(_as_array(p), constants if len(constants) >= m else np.full(m, constants[0]), m)


def _integral(p, constants, m: Literal):
    if m == 0:
        return p
    else:
        divided = p / np.arange(len(p), 0, -1)
        longer = np.empty(len(p) + 1, np.result_type(divided, constants))
        longer[:-1] = divided
        longer[-1] = constants[0]
        return _integral(longer, constants[1:], m - 1)


def polyfit(x, y, deg, rcond=None, full: Literal = False, w=None, cov: Literal = False):
    """Least squares by the Vandermonde matrix, whose columns are scaled to length 1."""
    x, y = _as_array(x) + 0.0, _as_array(y) + 0.0
    if x.ndim != 1:
        reject("expected 1D vector for x")
    elif y.ndim != 1 and y.ndim != 2:
        reject("expected 1D or 2D array for y")
    else:
        raise_if(deg < 0, "ValueError", "expected deg >= 0")
        raise_if(len(x) == 0, "TypeError", "expected non-empty vector for x")
        raise_if(len(x) != len(y), "TypeError", "expected x and y to have same length")
        powers = np.vander(x, deg + 1)
        if not is_none(w):
            w = _as_array(w) + 0.0
            raise_if(len(w) != len(y), "TypeError", "expected w and y to have the same length")
            powers = powers * w[:, None]
            y = y * (w[:, None] if y.ndim == 2 else w)
        scale = np.sqrt(np.sum(powers * powers, 0))
        precision = (len(x) * np.finfo(x.dtype).eps) if is_none(rcond) else rcond
        solution, residuals, rank, values = np.linalg.lstsq(powers / scale, y, precision)
        coefficients = solution / (scale[:, None] if y.ndim == 2 else scale)
        if full:
            return coefficients, residuals, rank, values, precision
        elif cov:
            return coefficients, _covariance(powers, scale, residuals, cov, y)
        else:
            return coefficients


def _covariance(powers, scale, residuals, cov: Literal, y):
    """Of the coefficients of a fit; unless it is "unscaled", times what the residuals are for each degree of freedom."""
    base = np.linalg.inv((powers / scale).T @ (powers / scale)) / np.outer(scale, scale)
    freedom = powers.shape[0] - powers.shape[1]
    if cov == "unscaled":
        return base if y.ndim == 1 else base[:, :, None]
    else:
        raise_if(freedom <= 0, "ValueError", "the number of data points must exceed order to scale the covariance matrix")
        factors = residuals / freedom
        return base * factors if y.ndim == 1 else base[:, :, None] * factors


def poly(seq_of_zeros):
    """The coefficients of the polynomial with these roots, or of a matrix' characteristic one: complex ones of what is complex, as the
    type cannot depend on the values."""
    roots = _line(seq_of_zeros)
    if roots.ndim == 1:
        return _with_roots(roots if is_complex(roots) or roots.dtype == np.float32 else roots.astype(np.float64))
    elif roots.ndim == 2:
        wrong = roots.shape[0] != roots.shape[1] or roots.shape[0] == 0
        raise_if(wrong, "ValueError", "input must be 1d or non-empty square 2d array.")
        # Of a real matrix, roots that are not real come in pairs.
        found = _with_roots(np.linalg.eigvals(roots.astype(np.complex64 if roots.dtype == np.float32 else np.complex128)))
        return found if is_complex(roots) else found.real.copy()
    else:
        raise_if(True, "ValueError", "input must be 1d or non-empty square 2d array.")
        return np.zeros(0, np.float64)


def _with_roots(roots):
    coefficients = np.zeros(len(roots) + 1, roots.dtype)
    coefficients[0] = 1.0
    for i in range(len(roots)):
        for k in range(i + 1, 0, -1):
            coefficients[k] -= roots[i] * coefficients[k - 1]
    return coefficients


def roots(p: ArrayLike):
    """The eigenvalues of the companion matrix: complex ones always, as the type cannot depend on the values."""
    if p.ndim != 1:
        raise_if(True, "ValueError", "Input must be a rank-1 array.")
        return np.zeros(0, np.complex128)
    elif not (is_float(p) or is_complex(p)):
        return roots(p.astype(np.float64))
    else:
        first, last = 0, len(p)
        while first < last and p[first] == 0:
            first += 1
        while last > first and p[last - 1] == 0:
            last -= 1
        found = np.zeros(len(p) - 1 - first if first < len(p) else 0, np.complex128)
        degree = last - first - 1
        if degree > 0:
            companion = np.zeros((degree, degree), np.complex128)
            for i in range(degree):
                companion[0, i] = -p[first + 1 + i] / p[first]
            for i in range(1, degree):
                companion[i, i - 1] = 1.0
            found[:degree] = np.linalg.eigvals(companion)
        return found
