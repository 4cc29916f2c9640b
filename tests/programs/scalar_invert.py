"""Bitwise inversion."""

import numpy as np

from numlir import njit


@njit
def f(x):
    return ~x, ~~x


CASES = [(5,), (-1,), (0,), (np.int8(-7),), (np.uint8(9),), (np.int64(2**62),)]
SAME_AS_NUMBA = True
EXPECTED = [(-6, 5), (0, -1), (-1, 0), (6, -7), (246, 18446744073709551369), (-4611686018427387905, 4611686018427387904)]
