"""Unary operators."""

import numpy as np

from numlir import njit


@njit
def f(x):
    return -x, +x, abs(x), not x


CASES = [(5,), (-5,), (0,), (2.5,), (-0.0,), (3 - 4j,), (True,), (np.int8(-7),), (np.uint16(9),), (np.float32(-1.5),), (np.complex64(3 + 4j),)]
