# Expected: TypingError. math.sqrt of a tuple.

import math

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return math.sqrt((x, x))


CASES = [(1.0,)]
