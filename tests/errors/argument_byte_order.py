# Expected: TypingError. An array in the other byte order.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(a):
    return a[0]


CASES = [(np.zeros(3, ">f8"),)]
