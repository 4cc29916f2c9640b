"""Index expressions are evaluated once, in order."""

import numpy as np

from numlir import njit


@njit
def bump(c):
    c[0] += 1
    return c[0]


@njit
def f(a, c):
    a[bump(c)] += bump(c) * 10
    a[bump(c)], a[0] = bump(c), bump(c)
    return c[0]


CASES = [(np.zeros(8, np.int64), np.zeros(1, np.int64))]
