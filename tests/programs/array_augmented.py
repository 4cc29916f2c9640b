"""Augmented assignment of elements."""

import numpy as np

from numlir import njit


@njit
def f(a, i):
    a[i] += 3
    a[i + 1] -= 2
    a[i] *= 4
    a[-1] //= 2
    a[0] **= 2
    a[1] %= 5
    return a[i]


CASES = [(np.arange(1, 6), 1), (np.arange(1.0, 6.0), 2), (np.arange(1.0, 11.0)[::2], 0), (np.arange(1, 6, dtype=np.int16), 1)]
