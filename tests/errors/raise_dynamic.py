# Expected: TypingError. An exception made with what is no object of Python's.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(n):
    if n > 0:
        raise ValueError(range(n))
    return n


CASES = [(1,)]
