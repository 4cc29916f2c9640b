"""A returned row outlives the array it is part of."""

import numpy as np

from numlir import njit


@njit
def f(n):
    a = np.zeros((n, 3))
    for i in range(n):
        for j in range(3):
            a[i, j] = i * 3 + j
    return a[n - 1], a[0, 1]


CASES = [(1,), (4,)]
