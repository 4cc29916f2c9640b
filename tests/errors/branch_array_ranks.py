# Expected: TypingError. The two arrays have different ranks: both calls of zeros.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(n):
    if n > 2:
        a = np.zeros(n)
    else:
        a = np.zeros((n, n))
    return a


CASES = [(3,)]
