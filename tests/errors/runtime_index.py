# Expected: IndexError. The traceback points at the access.

import numpy as np

from numlir import njit

EXPECT = "IndexError"


@njit
def f(a, i):
    total = a[0]
    total += a[i]
    return total


CASES = [(np.zeros(3), 7)]
