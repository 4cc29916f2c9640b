# Expected: NumlirError. A global array is frozen, so it cannot be written.

import numpy as np

from numlir import njit

EXPECT = "NumlirError"
TABLE = np.zeros(3)


@njit
def f(x):
    TABLE[0] = x
    return TABLE[0]


CASES = [(1.0,)]
