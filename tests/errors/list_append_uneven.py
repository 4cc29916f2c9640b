# Expected: TypingError. Different things put into one list.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(n):
    x = []
    x.append(n)
    x.append("a")
    return x


CASES = [(1,)]
