"""Shifts keep the left operand's signedness."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return a << b, a >> b


CASES = [(1, 10), (-8, 1), (-1, 5), (5, 0), (1, 62), (np.int8(100), np.int8(3)), (np.uint8(200), 4), (np.uint64(2**63), 63), (-2**63, 63), (True, 3)]
SAME_AS_NUMBA = True
EXPECTED = [(1024, 0), (-16, -4), (-32, -1), (5, 5), (4611686018427387904, 0), (800, 12), (3200, 12), (0, 1), (0, -1), (8, 0)]
