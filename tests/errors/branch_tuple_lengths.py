# Expected: TypingError. The tuples have different lengths: both displays.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(c):
    t = (1, 2)
    if c:
        t = (1, 2, 3)
    return t


CASES = [(True,)]
