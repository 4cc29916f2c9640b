"""Indices of every integer type, and booleans of comparison as numbers."""

import numpy as np

from numlir import njit


@njit
def f(a, i, j):
    return a[i] + a[j], a[int(i > j)], a[np.uint8(2)], a[np.int32(-1)]


CASES = [(np.arange(5.0), np.int8(-1), np.uint8(3)), (np.arange(5.0), np.int16(2), np.uint64(4)), (np.arange(5.0), 1, np.uint32(0))]
