# Expected: TypingError. Inversion of a float.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return ~x


CASES = [(1.5,)]
