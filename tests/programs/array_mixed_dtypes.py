"""Arithmetic between elements of different dtypes."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    total = 0
    for i in range(len(a)):
        total += a[i] * b[i] - a[i]
    return total


CASES = [(np.arange(3, dtype=s), np.arange(1, 4, dtype=t)) for s, t in
         ((np.int8, np.int8), (np.uint8, np.int64), (np.float32, np.float64), (np.int64, np.float32), (np.complex64, np.float64), (np.uint8, np.uint16))]
