"""`np.fmax.at`, `np.fmax.reduceat` and `np.fmax.outer`."""

import numpy as np
from numlir.library import Literal
from numlir.library.numpy.methods import _at, _outer, _reduceat


def at(a, indices, b):
    """`a[i] = np.fmax(a[i], b)` for each index, one after the other, so that an index that comes twice counts twice."""
    _at(np.fmax, a, indices, b)


def reduceat(array, indices, axis: Literal = 0, dtype: Literal = None, out=None):
    return _reduceat(np.fmax, array, indices, axis, dtype, out)


def outer(A, B):
    return _outer(np.fmax, A, B)
