"""Rows and columns by arrays of positions."""

import numpy as np

from numlir import njit


@njit
def f(a, order):
    b = a[order]
    c = a[:, order]
    b[order] += a[order[::-1]]
    return b, c[np.arange(3), order], a[a > 3.5]


CASES = [(np.arange(9.0).reshape(3, 3), np.array([2, 0, 1])), (np.arange(9.0).reshape(3, 3).T, np.array([-1, 0, 0]))]
