# Expected: TypingError. A loop over an integer.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(n):
    total = 0
    for i in n:
        total += i
    return total


CASES = [(3,)]
