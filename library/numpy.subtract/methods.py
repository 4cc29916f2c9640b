"""`np.subtract.at` and `np.subtract.outer`."""

import numpy as np
from numlir.library.numpy.methods import _at, _outer


def at(a, indices, b):
    """`a[i] = np.subtract(a[i], b)` for each index, one after the other, so that an index that comes twice counts twice."""
    _at(np.subtract, a, indices, b)


def outer(A, B):
    return _outer(np.subtract, A, B)
