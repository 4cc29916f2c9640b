# Expected: TypingError. A number that is called.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return x(3)


CASES = [(1,)]
