# Expected: NumlirError. A read-only array is written.

import numpy as np

from numlir import njit

EXPECT = "NumlirError"


@njit
def f(a):
    a[0] = 1.0


def readonly(a):
    a.flags.writeable = False
    return a


CASES = [(readonly(np.zeros(3)),)]
