"""Sums of every pair of scalar types widen as NumPy scalars do under numba: at least to 64 bits."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return a + b, a - b, a * b


CASES = [
    (3, 4), (3, 2.5), (True, True), (2 + 1j, 3), (np.int8(100), np.int8(100)), (np.uint8(200), np.uint8(100)),
    (np.uint8(3), np.int16(-5)), (np.int32(2**31 - 1), np.int32(1)), (np.float32(1.5), np.int8(3)),
    (np.float32(0.1), np.float32(0.2)), (np.float32(0.1), 0.2), (np.complex64(1 + 2j), np.float32(3)),
    (np.float64(0.1), np.complex64(1j)), (np.uint64(7), np.uint64(5)), (np.int64(-5), np.uint64(3)), (True, 2.5),
]
SAME_AS_NUMBA = True
EXPECTED = [
    (7, -1, 12), (5.5, 0.5, 7.5), (2, 0, 1), ((5+1j), (-1+1j), (6+3j)), (200, 0, 10000), (300, 100, 20000), (-2, 8, -15),
    (2147483648, 2147483646, 2147483647), (4.5, -1.5, 4.5), (0.30000001192092896, -0.10000000149011612, 0.020000001415610313),
    (0.30000000149011613, -0.09999999850988389, 0.020000000298023225), ((4+2j), (-2+2j), (3+6j)), ((0.1+1j), (0.1-1j), 0.1j), (12, 2, 35),
    (-2, -8, -15), (3.5, -1.5, 2.5),
]
