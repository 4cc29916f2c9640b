# Expected: TypingError. len of an integer.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return len(x)


CASES = [(1,)]
