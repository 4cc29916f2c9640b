"""Each axis is checked."""

import numpy as np

from numlir import njit


@njit
def f(a, i, j):
    a[i, j] = 9
    return a[j, i]


CASES = [(np.zeros((2, 3)), 1, 1), (np.zeros((2, 3)), 1, 2), (np.zeros((2, 3)), 2, 1), (np.zeros((3, 3), np.int8), -3, 2), (np.zeros((2, 3)), -3, 0)]
