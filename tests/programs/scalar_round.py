"""round is half to even."""

import numpy as np

from numlir import njit


@njit
def f(x):
    return round(x)


CASES = [(0.5,), (1.5,), (2.5,), (-0.5,), (-1.5,), (2.4,), (2.6,), (1e15 + 0.5,), (7,), (-7,), (np.float32(2.5),), (0.49999999999999994,)]
