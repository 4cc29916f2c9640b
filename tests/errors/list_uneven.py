# Expected: TypingError. A list of a number and a string.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return [x, "a"]


CASES = [(1,)]
