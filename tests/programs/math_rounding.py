"""floor, ceil, trunc and their integer results."""

import math

import numpy as np

from numlir import njit


@njit
def f(x):
    return math.floor(x), math.ceil(x), math.trunc(x), math.fabs(x), math.floor(x) // 2


CASES = [(2.5,), (-2.5,), (3.0,), (-0.5,), (7,), (np.float32(1.5),), (1e15 + 0.5,)]
SAME_AS_NUMBA = True
EXPECTED = [
    (2, 3, 2, 2.5, 1), (-3, -2, -2, 2.5, -2), (3, 3, 3, 3.0, 1), (-1, 0, 0, 0.5, -1), (7, 7, 7, 7.0, 3), (1, 2, 1, 1.5, 0),
    (1000000000000000, 1000000000000001, 1000000000000000, 1000000000000000.5, 500000000000000),
]
