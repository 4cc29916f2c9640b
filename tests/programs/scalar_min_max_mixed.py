"""min and max of mixed types unify."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return min(a, b), max(a, b)


CASES = [(1, 2.5), (3, 2.5), (True, 2), (np.int8(-1), np.uint8(3)), (np.float32(1.5), 2), (float("nan"), 1.0), (1.0, float("nan"))]
SAME_AS_NUMBA = True
EXPECTED = [(1.0, 2.5), (2.5, 3.0), (1, 2), (-1, 3), (1.5, 2.0), (float("nan"), float("nan")), (1.0, 1.0)]
