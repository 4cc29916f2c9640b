# Expected: NumlirError. math.squareroot does not exist.

import math

from numlir import njit

EXPECT = "NumlirError"


@njit
def f(x):
    return math.squareroot(x)


CASES = [(2.0,)]
