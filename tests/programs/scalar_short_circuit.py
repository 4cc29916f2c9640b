"""The right operand isn't evaluated when the left one decides."""

import numpy as np

from numlir import njit


@njit
def f(a, i):
    if i < len(a) and a[i] > 0:
        return 1
    if i >= len(a) or a[i] == 0:
        return 0
    return -1


CASES = [(np.array([1, 0, -3]), 0), (np.array([1, 0, -3]), 1), (np.array([1, 0, -3]), 2), (np.array([1, 0, -3]), 3), (np.zeros(0, np.int64), 0)]
