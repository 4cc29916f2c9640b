"""Floor division and modulo of integers follow the divisor's sign."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return a // b, a % b, (a // b) * b + a % b


CASES = [(7, 2), (-7, 2), (7, -2), (-7, -2), (0, 5), (6, 3), (-6, 3), (1, 0), (np.int8(-7), np.int8(2)),
         (np.uint8(7), np.uint8(2)), (np.int32(-9), 4), (np.uint32(9), np.int64(-4)), (True, True)]
