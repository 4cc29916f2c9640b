"""Dynamic time warping."""

import numpy as np

from numlir import njit


@njit
def f(s, t):
    n = len(s)
    m = len(t)
    d = np.full((n + 1, m + 1), np.inf)
    d[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = abs(s[i - 1] - t[j - 1])
            d[i, j] = cost + min(d[i - 1, j], d[i, j - 1], d[i - 1, j - 1])
    return d[n, m]


CASES = [(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 2.0, 3.5])), (np.array([1, 5, 2]), np.array([1.5])), (np.zeros(0), np.ones(2))]
