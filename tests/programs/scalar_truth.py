"""Truth of every scalar type."""

import numpy as np

from numlir import njit


@njit
def f(x):
    if x:
        t = 1
    else:
        t = 0
    while x:
        t += 10
        break
    return t, not x, bool(x)


CASES = [(0,), (3,), (0.0,), (-0.0,), (float("nan"),), (1e-300,), (True,), (False,), (0j,), (1j,), (np.uint8(0),), (np.int8(-1),), (np.float32(0),)]
