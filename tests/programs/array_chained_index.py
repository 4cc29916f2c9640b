"""a[i][j] reads and writes through a row view."""

import numpy as np

from numlir import njit


@njit
def f(a):
    a[0][1] = 5
    row = a[1]
    row[0] = a[0][1] + 2
    row[-1] += 1
    return a[1][0], row[1], len(row), row.shape


CASES = [(np.zeros((2, 3)),), (np.zeros((3, 4), order="F"),), (np.arange(12).reshape(3, 4)[::-1, ::2],)]
