"""range with one, two and three arguments, and negative steps."""

import numpy as np

from numlir import njit


@njit
def f(a, b, c):
    x = 0
    for i in range(b):
        x = x * 3 + i
    y = 0
    for i in range(a, b):
        y = y * 3 + i
    z = 0
    for i in range(a, b, c):
        z = z * 3 + i
    return x, y, z


CASES = [(0, 5, 2), (5, 0, -1), (5, 0, -2), (-3, 3, 3), (0, 0, 1), (3, 3, -1), (0, 5, -1), (0, 5, 100), (0, 1, 0), (np.int8(1), np.int8(9), np.int8(3))]
