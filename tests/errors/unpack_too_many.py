# Expected: TypingError. Three targets, two values.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(t):
    a, b, c = t
    return a + b + c


CASES = [((1, 2),)]
