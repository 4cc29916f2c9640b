"""Tuples hold arrays."""

import numpy as np

from numlir import njit


@njit
def f(arrays):
    a, b = arrays
    a[0] = b[1]
    arrays[1][0] = a[1] * 2
    total = 0.0
    for x in arrays:
        total += x[0]
    return total


CASES = [((np.array([1.0, 2.0]), np.array([3.0, 4.0])),), ((np.array([1, 2]), np.array([3, 4])),)]
