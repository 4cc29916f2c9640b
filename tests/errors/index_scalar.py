# Expected: TypingError. A float that is indexed.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return x[0]


CASES = [(1.0,)]
