# Expected: TypingError. Bitwise and of floats.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x, y):
    return x & y


CASES = [(1.5, 2)]
