"""empty, zeros, ones and full."""

import numpy as np

from numlir import njit


@njit
def f(n, m):
    a = np.zeros(n)
    b = np.ones((n, m))
    c = np.empty((n, m, 2), np.int32)
    for i in range(n):
        for j in range(m):
            c[i, j, 0] = i
            c[i, j, 1] = j
    d = np.full(n, 7)
    e = np.full((m, n), 2.5)
    return a, b, c, d, e


CASES = [(2, 3), (0, 2), (1, 0), (np.int32(2), np.uint8(1))]
