# Expected: TypingError. math.atan2 with one argument.

import math

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return math.atan2(x)


CASES = [(1.0,)]
