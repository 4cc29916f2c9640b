"""Rows of a 3-d array are arrays of lower rank."""

import numpy as np

from numlir import njit


@njit
def f(a):
    plane = a[1]
    row = plane[0]
    row[2] = -1
    b = a[0, 1]
    b[0] = 7
    return plane.shape, row[2], a[1, 0, 2], b[0], plane.ndim


CASES = [(np.arange(24.0).reshape(2, 3, 4),), (np.arange(24).reshape(4, 3, 2).T,)]
