# Expected: TypingError. Integers have no shape.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return x.shape


CASES = [(1,)]
