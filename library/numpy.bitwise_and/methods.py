"""`np.bitwise_and.at` and `np.bitwise_and.outer`."""

import numpy as np
from numlir.library.numpy.methods import _at, _outer


def at(a, indices, b):
    """`a[i] = np.bitwise_and(a[i], b)` for each index, one after the other, so that an index that comes twice counts twice."""
    _at(np.bitwise_and, a, indices, b)


def outer(A, B):
    return _outer(np.bitwise_and, A, B)
