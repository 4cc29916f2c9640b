# Expected: TypingError. a is an array on one path and a float on the other: both definitions.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(a, c):
    if c:
        a = 0.5
    return a


CASES = [(np.zeros(3), True)]
