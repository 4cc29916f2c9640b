# Expected: NumlirError. A dtype that is no type.

import numpy as np

from numlir import njit

EXPECT = "NumlirError"


@njit
def f(n):
    return np.zeros(n, dtype=n)


CASES = [(3,)]
