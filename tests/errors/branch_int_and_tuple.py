# Expected: TypingError. x is an int64 on one path and a tuple on the other: both definitions, and the use after the join.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(c):
    if c:
        x = 1
    else:
        x = (1, 2)
    return x


CASES = [(True,)]
