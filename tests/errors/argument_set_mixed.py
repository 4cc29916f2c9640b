# Expected: TypingError. A set of tuples of two lengths.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return len(x)


CASES = [({(1, 2), (1, 2, 3)},)]
