"""Returns out of nested loops."""

import numpy as np

from numlir import njit


@njit
def f(a, x):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            if a[i, j] == x:
                return i, j
            if a[i, j] < 0:
                return -1, j
    return -2, -2


CASES = [(np.array([[1, 2], [3, 4]]), 3), (np.array([[1, 2], [3, 4]]), 9), (np.array([[1, -2], [3, 4]]), 3), (np.zeros((0, 3)), 1.0)]
