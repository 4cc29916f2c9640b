"""Casts between integer types wrap."""

import numpy as np

from numlir import njit


@njit
def f(x):
    return np.int8(x), np.uint8(x), np.int16(x), np.uint16(x), np.int32(x), np.uint32(x), np.uint64(x), np.bool_(x)


CASES = [(300,), (-1,), (2**40 + 3,), (np.int8(-128),), (128,), (0,)]
SAME_AS_NUMBA = True
EXPECTED = [
    (44, 44, 300, 300, 300, 300, 300, True), (-1, 255, -1, 65535, -1, 4294967295, 18446744073709551615, True),
    (3, 3, 3, 3, 3, 3, 1099511627779, True), (-128, 128, -128, 65408, -128, 4294967168, 18446744073709551488, True),
    (-128, 128, 128, 128, 128, 128, 128, True), (0, 0, 0, 0, 0, 0, 0, False),
]
