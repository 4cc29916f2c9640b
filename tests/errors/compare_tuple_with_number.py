# Expected: TypingError. A tuple ordered with a number.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(t, x):
    return t < x


CASES = [((1, 2), 3)]
