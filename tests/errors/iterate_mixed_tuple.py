# Expected: TypingError. A loop over a tuple whose elements have no common type.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(t):
    n = 0
    for x in t:
        n += 1
    return n


CASES = [((1, (2, 3)),)]
