"""Arrays made in one function and used in another."""

import numpy as np

from numlir import njit


@njit
def grid(n, step):
    x = np.empty(n)
    for i in range(n):
        x[i] = i * step
    return x


@njit
def f(n):
    a = grid(n, 0.5)
    b = grid(n, 2)
    for i in range(n):
        a[i] += b[n - 1 - i]
    a = b
    return a, grid(2, 1.0)[1]


CASES = [(4,), (1,), (0,)]
