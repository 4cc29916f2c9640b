# Expected: TypingError. A tuple of unknown length.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return tuple(x)


CASES = [([1, 2],)]
