# Expected: TypingError. A list that holds itself.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(n):
    x = []
    x.append(x)
    return n


CASES = [(1,)]
