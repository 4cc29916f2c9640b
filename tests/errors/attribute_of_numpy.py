# Expected: NumlirError. np.sqroot does not exist; the help may name np.sqrt.

import numpy as np

from numlir import njit

EXPECT = "NumlirError"


@njit
def f(x):
    return np.sqroot(x)


CASES = [(2.0,)]
