"""Six dimensions."""

import numpy as np

from numlir import njit


@njit
def f(a):
    a[1, 0, 1, 0, 1, 0] = 5
    return a.ndim, a[1][0][1][0][1][0], a.size, a[0, 1, 0, 1, 0, 1]


CASES = [(np.zeros((2,) * 6),), (np.zeros((2,) * 6, np.int32).T,)]
