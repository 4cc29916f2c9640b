"""An array made on one path only."""

import numpy as np

from numlir import njit


@njit
def f(a, copy):
    if copy:
        out = np.empty(len(a))
        for i in range(len(a)):
            out[i] = a[i]
    else:
        out = a
    out[0] = 99.0
    return out


CASES = [(np.arange(3.0), True), (np.arange(3.0), False), (np.arange(6.0)[::2], True), (np.arange(6.0)[::2], False)]
