# Expected: NumlirError. An attribute of an array is assigned.

import numpy as np

from numlir import njit

EXPECT = "NumlirError"


@njit
def f(a):
    a.name = 1


CASES = [(np.zeros(3),)]
