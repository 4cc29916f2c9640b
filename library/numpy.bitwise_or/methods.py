"""`np.bitwise_or.at` and `np.bitwise_or.outer`."""

import numpy as np
from numlir.library.numpy.methods import _at, _outer


def at(a, indices, b):
    """`a[i] = np.bitwise_or(a[i], b)` for each index, one after the other, so that an index that comes twice counts twice."""
    _at(np.bitwise_or, a, indices, b)


def outer(A, B):
    return _outer(np.bitwise_or, A, B)
