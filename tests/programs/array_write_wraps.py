"""Integers too large for the dtype wrap when written."""

import numpy as np

from numlir import njit


@njit
def f(a, x):
    for i in range(len(a)):
        a[i] = x + i
    return a[0]


CASES = [(np.zeros(3, np.int8), 126), (np.zeros(3, np.uint8), -1), (np.zeros(3, np.uint16), 65535), (np.zeros(3, np.int32), 2**31 - 1), (np.zeros(2, np.uint64), -1)]
SAME_AS_NUMBA = True
EXPECTED = [126, 255, 65535, 2147483647, 18446744073709551615]
EXPECTED_ARGUMENTS = [
    (np.array([126, 127, -128], np.int8), 126), (np.array([255, 0, 1], np.uint8), -1), (np.array([65535, 0, 1], np.uint16), 65535),
    (np.array([2147483647, -2147483648, -2147483647], np.int32), 2147483647), (np.array([18446744073709551615, 0], np.uint64), -1),
]
