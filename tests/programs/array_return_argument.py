"""An argument that is returned is the same array."""

import numpy as np

from numlir import njit


@njit
def f(a, b, c):
    if c:
        return a
    return b


CASES = [(np.arange(3), np.arange(4), True), (np.arange(3.0), np.arange(4.0), False)]
