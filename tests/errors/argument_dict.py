# Expected: TypingError. A dict argument.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x, table):
    return x


CASES = [(1, {"a": 1})]
