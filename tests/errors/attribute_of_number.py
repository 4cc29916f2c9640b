# Expected: TypingError. Integers have no colour.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return x.colour


CASES = [(1,)]
