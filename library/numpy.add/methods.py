"""`np.add.at`, `np.add.reduceat` and `np.add.outer`."""

import numpy as np
from numlir.library import Literal
from numlir.library.numpy.along import _sum_dtype
from numlir.library.numpy.methods import _at, _outer, _reduceat


def at(a, indices, b):
    """`a[i] = np.add(a[i], b)` for each index, one after the other, so that an index that comes twice counts twice."""
    _at(np.add, a, indices, b)


def reduceat(array, indices, axis: Literal = 0, dtype: Literal = None, out=None):
    return _reduceat(np.add, array, indices, axis, _sum_dtype(np.asarray(array), dtype, None), out)


def outer(A, B):
    return _outer(np.add, A, B)
