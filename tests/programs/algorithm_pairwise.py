"""Pairwise Euclidean distances."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-15


@njit
def f(x):
    n, d = x.shape
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1, n):
            total = 0.0
            for k in range(d):
                diff = x[i, k] - x[j, k]
                total += diff * diff
            out[i, j] = out[j, i] = np.sqrt(total)
    return out


CASES = [(np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]),), (np.arange(12).reshape(3, 4),), (np.arange(12.0).reshape(3, 4).T,)]
