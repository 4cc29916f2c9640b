# Expected: TypingError. A list indexed with a float.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x, i):
    return x[i]


CASES = [([1, 2], 0.5)]
