"""Whether arrays are equal, or nearly so; NaN and infinities made numbers."""

import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    is_array,
    is_bool,
    is_complex,
    is_integer,
    is_list,
    is_none,
    is_scalar,
    is_tuple,
)

from .along import _as_array

LARGEST_SINGLE = 3.4028234663852886e38
LARGEST_DOUBLE = 1.7976931348623157e308


def isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan: Literal = False):
    """`|a - b| <= atol + rtol * |b|`, or equal, for each element."""
    a = a if is_scalar(a) else _as_array(a)
    b = _inexact(b if is_scalar(b) else _as_array(b))
    near = np.less_equal(np.abs(np.subtract(a, b)), np.add(atol, np.multiply(rtol, np.abs(b))))
    close = np.logical_or(np.logical_and(near, np.isfinite(b)), np.equal(a, b))
    if equal_nan:
        return np.logical_or(close, np.logical_and(np.isnan(a), np.isnan(b)))
    else:
        return close


def _inexact(x):
    """Differences of integers could overflow: one of the two is made a float."""
    if is_bool(x) or is_integer(x):
        return np.astype(x, np.float64)
    else:
        return x


def allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan: Literal = False):
    return bool(np.all(isclose(a, b, rtol, atol, equal_nan)))


def array_equal(a1: ArrayLike, a2: ArrayLike, equal_nan: Literal = False):
    if a1.ndim != a2.ndim:
        return False
    else:
        if a1.shape != a2.shape:
            return False
        if equal_nan:
            both = np.logical_and(np.isnan(a1), np.isnan(a2))
            return bool(np.all(np.logical_or(np.equal(a1, a2), both)))
        else:
            return bool(np.all(np.equal(a1, a2)))


def array_equiv(a1: ArrayLike, a2: ArrayLike):
    """Whether the arrays are equal once they are broadcast, which may be impossible."""
    if not _fit(a1.shape, a2.shape):
        return False
    return bool(np.all(np.equal(a1, a2)))


def _fit(a, b):
    """Whether two shapes broadcast."""
    if len(a) == 0 or len(b) == 0:
        return True
    else:
        if a[-1] != b[-1] and a[-1] != 1 and b[-1] != 1:
            return False
        return _fit(a[:-1], b[:-1])


def nan_to_num(x, copy: Literal = True, nan=0.0, posinf=None, neginf=None):
    """NaN and the infinities replaced by numbers; the largest ones of the dtype stand for infinities."""
    if is_list(x) or is_tuple(x):
        return nan_to_num(np.asarray(x), copy, nan, posinf, neginf)
    elif is_bool(x) or is_integer(x):
        if not is_array(x):
            return x
        return x.copy() if copy else x
    elif is_complex(x):
        return _complex_numbers(x, nan, posinf, neginf, copy)
    else:
        return _into(x, _numbers(x, nan, posinf, neginf), copy)


def _into(x, numbers, copy: Literal):
    if not is_array(x):
        return numbers
    elif copy:
        return numbers
    else:
        x[...] = numbers
        return x


def _numbers(x, nan, posinf, neginf):
    single = np.empty(0, np.float32).dtype == _dtype_of(x)
    largest = LARGEST_SINGLE if single else LARGEST_DOUBLE
    high = largest if is_none(posinf) else posinf
    low = -largest if is_none(neginf) else neginf
    finite = np.where(np.isnan(x), np.astype(nan, _dtype_of(x)), x)
    finite = np.where(np.equal(x, np.inf), np.astype(high, _dtype_of(x)), finite)
    return np.where(np.equal(x, -np.inf), np.astype(low, _dtype_of(x)), finite)


def _complex_numbers(x, nan, posinf, neginf, copy: Literal):
    real, imaginary = _numbers(np.real(x), nan, posinf, neginf), _numbers(np.imag(x), nan, posinf, neginf)
    return _into(x, np.add(real, np.multiply(np.astype(1j, _dtype_of(x)), imaginary)), copy)


def _dtype_of(x):
    return x.dtype if is_array(x) else np.full(0, x).dtype
