# Expected: TypingError. Two targets, three values.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    a, b = x, x, x
    return a + b


CASES = [(1,)]
