# Expected: TypingError. A heterogeneous tuple needs a constant index.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(t, i):
    return t[i]


CASES = [((1, (2, 3)), 0)]
