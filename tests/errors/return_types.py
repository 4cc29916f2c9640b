# Expected: TypingError. One return gives a tuple, the other a number: both returns.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    if x > 0:
        return x, 1
    return x


CASES = [(1,)]
