# Expected: TypingError. range of a string.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    total = 0
    for i in range(x):
        total += i
    return total


CASES = [("2",)]
