# Expected: TypingError. None plus a number.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x, y):
    return x + y


CASES = [(1, None)]
