"""Calls of ``numpy.full`` and of the ``_like`` functions that the compiler's own leave to the library: of values that are an
array, in Fortran order, like numbers or tuples, in another shape.
"""

import numpy as np
from numlir.library import Literal, is_none, is_tuple, layout, reject

from .creation import _empty_fortran


def _in_order(shape, dtype: Literal, order: Literal):
    if order != "F":
        reject("a shape is an integer or a tuple of integers")
    extents = shape if is_tuple(shape) else (shape,)
    if is_none(dtype):
        return _empty_fortran(extents, np.float64)
    return _empty_fortran(extents, dtype)


def full(shape, fill_value, dtype: Literal = None, order: Literal = "C"):
    values = np.asarray(fill_value)
    if order == "F":
        out = _in_order(shape, values.dtype if is_none(dtype) else dtype, order)
    else:
        out = np.empty(shape, values.dtype if is_none(dtype) else dtype)
    out[...] = values
    return out


def _like(prototype, dtype: Literal, order: Literal, shape):
    a = np.asarray(prototype)
    extents = a.shape if is_none(shape) else shape
    element = a.dtype if is_none(dtype) else dtype
    lies_so = a.ndim > 1 and layout(a) == "F" and is_tuple(extents) and (order == "A" or len(extents) == a.ndim)
    if order == "F" or (order != "C" and lies_so):
        return _in_order(extents, element, "F")
    return np.empty(extents, element)


def empty_like(prototype, dtype: Literal = None, order: Literal = "K", subok=True, shape=None):
    return _like(prototype, dtype, order, shape)


def zeros_like(a, dtype: Literal = None, order: Literal = "K", subok=True, shape=None):
    out = _like(a, dtype, order, shape)
    out[...] = 0
    return out


def ones_like(a, dtype: Literal = None, order: Literal = "K", subok=True, shape=None):
    out = _like(a, dtype, order, shape)
    out[...] = 1
    return out


def full_like(a, fill_value, dtype: Literal = None, order: Literal = "K", subok=True, shape=None):
    out = _like(a, dtype, order, shape)
    out[...] = fill_value
    return out


def empty(shape, dtype: Literal = None, order: Literal = "C"):
    if order == "C":
        return np.empty(shape, np.float64 if is_none(dtype) else dtype)
    return _in_order(shape, dtype, order)


def zeros(shape, dtype: Literal = None, order: Literal = "C"):
    out = empty(shape, dtype, order)
    out[...] = 0
    return out


def ones(shape, dtype: Literal = None, order: Literal = "C"):
    out = empty(shape, dtype, order)
    out[...] = 1
    return out
