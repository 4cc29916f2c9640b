"""Covariances and correlations."""

import numpy as np
from numlir.library import ArrayLike, Literal, is_complex, is_none, is_scalar, raise_if, reject, view

from .along import _as_array, _dtype
from .signals import _conjugate


def cov(
    m: ArrayLike,
    y=None,
    rowvar: Literal = True,
    bias: Literal = False,
    ddof=None,
    fweights=None,
    aweights=None,
    *,
    dtype: Literal = None,
):
    """Covariances of variables, which are rows. One variable alone, of one axis, gives an array without axes."""
    if not is_none(ddof):
        if not is_scalar(ddof) or is_complex(ddof):
            reject("ddof must be a real numerical scalar type")
        else:
            raise_if(ddof != np.floor(ddof), "ValueError", "ddof must be integer")
    c = _covariances(_variables(m, y, rowvar, dtype), bias, ddof, _weights_of(fweights, aweights), aweights)
    return c[0, 0, ...] if m.ndim < 2 and is_none(y) else c


def corrcoef(x: ArrayLike, y=None, rowvar: Literal = True, *, dtype: Literal = None):
    c = _covariances(_variables(x, y, rowvar, dtype), False, None, None, None)
    if x.ndim < 2 and is_none(y):
        return c[0, 0] / c[0, 0]
    else:
        deviations = np.sqrt(np.real(_diagonal(c)))
        c = c / deviations[:, None] / deviations[None, :]
        if is_complex(c):
            return np.clip(np.real(c), -1, 1) + 1j * np.clip(np.imag(c), -1, 1)
        else:
            return np.clip(c, -1, 1)


def _diagonal(c):
    diagonal = np.empty(len(c), c.dtype)
    for i in range(len(c)):
        diagonal[i] = c[i, i]
    return diagonal


def _variables(m, y, rowvar: Literal, dtype: Literal):
    """A matrix with a row for each variable."""
    first = _matrix(m, rowvar, "m has more than 2 dimensions")
    if is_none(y):
        ty = np.result_type(m, np.float64) if is_none(dtype) else _dtype(dtype)
        return first if first.dtype == ty else first.astype(ty)
    else:
        y = _as_array(y)
        second = _matrix(y, rowvar, "y has more than 2 dimensions")
        ty = np.result_type(m, y, np.float64) if is_none(dtype) else _dtype(dtype)
        return np.concatenate((first.astype(ty), second.astype(ty)), 0)


def _matrix(m, rowvar: Literal, wrong: Literal):
    if m.ndim > 2:
        reject(wrong)
    elif m.ndim == 2:
        return m if rowvar else view(m, 0, (m.shape[1], m.shape[0]), (m.strides[1], m.strides[0]), "A")
    elif m.ndim == 1:
        return m[None, :]
    else:
        return m[None, None]


def _weights_of(fweights, aweights):
    """The weights of observations: how often each came, and how much each counts."""
    if is_none(fweights):
        return None if is_none(aweights) else _checked_weights(aweights, "aweights cannot be negative")
    else:
        counts = _checked_weights(fweights, "fweights cannot be negative")
        raise_if(not np.all(counts == np.rint(counts)), "TypeError", "fweights must be integer")
        if is_none(aweights):
            return counts
        else:
            return counts * _checked_weights(aweights, "aweights cannot be negative")


def _checked_weights(weights, message: Literal):
    weights = _as_array(weights).astype(np.float64)
    if weights.ndim > 1:
        reject("cannot handle multidimensional weights")
    else:
        raise_if(np.any(weights < 0), "ValueError", message)
        return weights


def _covariances(x, bias: Literal, ddof, weights, aweights):
    delta = (0 if bias else 1) if is_none(ddof) else ddof
    if is_none(weights):
        factor = float(x.shape[1] - delta)
        x = x - np.mean(x, 1, None, None, True)
        c = np.dot(x, _conjugate(_turned(x)))
    else:
        raise_if(len(weights) != x.shape[1], "RuntimeError", "incompatible numbers of samples and weights")
        total = np.sum(weights)
        factor = float(total - delta * _effective(weights, aweights, total))
        x = np.astype(x - np.average(x, 1, weights, False, True), x.dtype)
        c = np.dot(x, _conjugate(_turned(x * weights)))
    # NumPy warns where no degrees of freedom are left, and divides by zero.
    return np.astype(c * np.true_divide(1, factor if factor > 0 else 0.0), c.dtype)


def _effective(weights, aweights, total):
    return 1.0 if is_none(aweights) else np.sum(weights * _as_array(aweights)) / total


def _turned(x):
    return view(x, 0, (x.shape[1], x.shape[0]), (x.strides[1], x.strides[0]), "A")
