"""Negative indices count from the end."""

import numpy as np

from numlir import njit


@njit
def f(a, i, j):
    a[i] = a[j] * 2
    a[-1] += 1
    return a[i], a[-1], a[-len(a)]


CASES = [(np.arange(5.0), -2, 3), (np.arange(5), -5, -1), (np.arange(10)[::-2], 0, -3)]
