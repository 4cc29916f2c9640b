"""Iteration over a 1-d array."""

import numpy as np

from numlir import njit


@njit
def f(a):
    total = 0
    n = 0
    for x in a:
        if x < 0:
            continue
        if x > 100:
            break
        total += x
        n += 1
    else:
        n = -n
    return total, n


CASES = [(np.arange(5),), (np.array([1.5, -2.0, 3.0]),), (np.array([1, 200, 3]),), (np.arange(10)[::-3],), (np.zeros(0),), (np.arange(4, dtype=np.int8),)]
SAME_AS_NUMBA = True
EXPECTED = [(10, -5), (4.5, -2), (1, 1), (18, -4), (0.0, 0), (6, -4)]
