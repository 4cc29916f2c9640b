# Expected: TypingError. math.exp of a complex number.

import math

from numlir import njit

EXPECT = "TypingError"


@njit
def f(z):
    return math.exp(z)


CASES = [(1j,)]
