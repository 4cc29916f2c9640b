"""Integer powers stay integers; a negative exponent truncates."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return a**b


CASES = [(2, 10), (-2, 3), (0, 0), (3, 39), (7, 0), (10, 18), (1, 100), (-1, 101), (2, -1), (1, -5), (-1, -3), (-3, -2), (0, -1),
         (3, 41), (np.int8(5), np.int8(3)), (np.uint8(5), np.uint8(4)), (np.uint64(3), np.uint64(40)), (np.int32(-3), np.int32(3))]
SAME_AS_NUMBA = True
EXPECTED = [
    1024, -8, 1, 4052555153018976267, 1, 1000000000000000000, 1, -1, 0, 1, -1, 0, ZeroDivisionError, -420491770248316829, 125, 625,
    12157665459056928801, -27,
]
