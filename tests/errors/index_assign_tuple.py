# Expected: TypingError. Tuples cannot be changed.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(t):
    t[0] = 5
    return t


CASES = [((1, 2),)]
