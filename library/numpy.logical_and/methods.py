"""`np.logical_and.at`, `np.logical_and.reduceat` and `np.logical_and.outer`."""

import numpy as np
from numlir.library import Literal
from numlir.library.numpy.methods import _at, _outer, _reduceat


def at(a, indices, b):
    """`a[i] = np.logical_and(a[i], b)` for each index, one after the other, so that an index that comes twice counts twice."""
    _at(np.logical_and, a, indices, b)


def reduceat(array, indices, axis: Literal = 0, dtype: Literal = None, out=None):
    return _reduceat(np.logical_and, array, indices, axis, dtype, out)


def outer(A, B):
    return _outer(np.logical_and, A, B)
