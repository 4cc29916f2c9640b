"""`np.logical_or.at`, `np.logical_or.reduceat` and `np.logical_or.outer`."""

import numpy as np
from numlir.library import Literal
from numlir.library.numpy.methods import _at, _outer, _reduceat


def at(a, indices, b):
    """`a[i] = np.logical_or(a[i], b)` for each index, one after the other, so that an index that comes twice counts twice."""
    _at(np.logical_or, a, indices, b)


def reduceat(array, indices, axis: Literal = 0, dtype: Literal = None, out=None):
    return _reduceat(np.logical_or, array, indices, axis, dtype, out)


def outer(A, B):
    return _outer(np.logical_or, A, B)
