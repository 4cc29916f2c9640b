"""`np.power.at` and `np.power.outer`."""

import numpy as np
from numlir.library.numpy.methods import _at, _outer


def at(a, indices, b):
    """`a[i] = np.power(a[i], b)` for each index, one after the other, so that an index that comes twice counts twice."""
    _at(np.power, a, indices, b)


def outer(A, B):
    return _outer(np.power, A, B)
