"""All comparisons of mixed types."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return a < b, a <= b, a == b, a != b, a >= b, a > b


CASES = [(1, 2), (2, 2), (2, 1.5), (True, 1), (np.int8(-1), np.uint8(255)), (np.uint64(1), -1), (np.int64(-1), np.uint64(2**64 - 1)),
         (float("nan"), 1.0), (float("nan"), float("nan")), (0.0, -0.0), (np.float32(0.1), 0.1), (float("inf"), 2**62)]
SAME_AS_NUMBA = True
EXPECTED = [
    (True, True, False, True, False, False), (False, True, True, False, True, False), (False, False, False, True, True, True),
    (False, True, True, False, True, False), (True, True, False, True, False, False), (False, False, False, True, True, True),
    (True, True, False, True, False, False), (False, False, False, True, False, False), (False, False, False, True, False, False),
    (False, True, True, False, True, False), (False, False, False, True, True, True), (False, False, False, True, True, True),
]
