"""The bits of numbers as numbers of another type."""

import numpy as np
from numlir import njit


@njit
def f(x):
    return np.int32(x).view(np.float32), np.float64(x).view(np.int64), np.uint8(x).view(np.int8)


CASES = [(5,), (200,), (0,)]
