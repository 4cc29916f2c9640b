"""prange behaves as range."""

import numpy as np

from numlir import njit, prange


@njit
def f(a, n):
    total = 0.0
    for i in prange(len(a)):
        total += a[i] * i
    for i in prange(1, n):
        total += i
    for i in prange(0, n, 2):
        a[i % len(a)] += 1
    return total


CASES = [(np.arange(5.0), 4), (np.arange(3), 7)]
