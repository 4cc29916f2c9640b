# Expected: TypingError. A tuple plus a number: both operands.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(t, x):
    return t + x


CASES = [((1, 2), 3)]
