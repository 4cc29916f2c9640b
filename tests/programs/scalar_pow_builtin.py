"""The builtin pow."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(a, b):
    return pow(a, b), pow(b, 2), pow(2.0, a)


CASES = [(2, 10), (2.5, 2.0), (3, 3), (1.5, 2), (np.int8(3), np.int8(4))]
