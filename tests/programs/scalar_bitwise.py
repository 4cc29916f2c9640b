"""And, or, exclusive or and invert of integers and booleans."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return a & b, a | b, a ^ b, ~a


CASES = [(12, 10), (-1, 7), (np.int8(-8), np.int8(5)), (np.uint8(200), np.uint8(100)), (np.uint32(7), np.int32(-2)), (2**62, 2**61 + 5)]
