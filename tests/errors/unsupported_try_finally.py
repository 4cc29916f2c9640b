# Expected: UnsupportedError. The try statement with only a finally.

import numpy as np

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(a):
    try:
        a[0] = 1
    finally:
        a[1] = 2


CASES = [(np.zeros(2),)]
