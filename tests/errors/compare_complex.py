# Expected: TypingError. Complex numbers have no order.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(z, w):
    return z < w


CASES = [(1j, 2j)]
