"""Chained comparisons evaluate each operand once and stop early."""

import numpy as np

from numlir import njit


@njit
def f(a, b, c):
    return a < b < c, a == b == c, a <= b > c, 0 < a < 10 < b != c


CASES = [(1, 2, 3), (3, 2, 1), (2, 2, 2), (1.0, 2, 3.5), (5, 20, 20), (5, 20, 21), (np.int8(1), 2, np.float32(3))]
