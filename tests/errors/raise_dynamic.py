# Expected: UnsupportedError. An exception made with an array.

import numpy as np
from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(a):
    if a[0] > 0:
        raise ValueError(a)
    return a[0]


CASES = [(np.ones(2),)]
