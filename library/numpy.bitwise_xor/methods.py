"""`np.bitwise_xor.at` and `np.bitwise_xor.outer`."""

import numpy as np
from numlir.library.numpy.methods import _at, _outer


def at(a, indices, b):
    """`a[i] = np.bitwise_xor(a[i], b)` for each index, one after the other, so that an index that comes twice counts twice."""
    _at(np.bitwise_xor, a, indices, b)


def outer(A, B):
    return _outer(np.bitwise_xor, A, B)
