"""a.dtype compared, and used to build scalars."""

import numpy as np

from numlir import njit


@njit
def f(a):
    out = np.zeros(a.shape[0], a.dtype)
    one = np.ones(1, a.dtype)
    for i in range(a.shape[0]):
        out[i] = a[i] + one[0]
    return out


CASES = [(np.arange(3, dtype=t),) for t in (np.int32, np.float32, np.complex64, np.uint8)]
