# Expected: TypingError. A number has no parts.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    a, b = x
    return a + b


CASES = [(1,)]
