# Expected: TypingError. An index that is a float.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(a, x):
    return a[x]


CASES = [(np.zeros(3), 1.0)]
