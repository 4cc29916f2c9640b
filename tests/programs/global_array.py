"""Global arrays are frozen; their elements are read."""

import numpy as np

from numlir import njit

WEIGHTS = np.array([0.25, 0.5, 0.25])
OFFSETS = np.array([[0, 1], [1, 0], [0, -1], [-1, 0]])


@njit
def f(a):
    total = 0.0
    for i in range(len(a) - 2):
        for j in range(len(WEIGHTS)):
            total += WEIGHTS[j] * a[i + j]
    n = 0
    for k in range(OFFSETS.shape[0]):
        n += OFFSETS[k, 0] * 10 + OFFSETS[k, 1]
    return total, n, WEIGHTS.shape, OFFSETS.size


CASES = [(np.arange(6.0),), (np.arange(4),)]
