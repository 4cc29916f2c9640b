"""NumPy's scalar types cast as C does."""

import numpy as np

from numlir import njit


@njit
def f(x):
    return np.int8(x), np.int16(x), np.int32(x), np.int64(x), np.float32(x), np.float64(x)


CASES = [(5,), (100.7,), (-100.7,), (True,), (-1,), (np.uint8(9),), (np.float32(2.5),)]
