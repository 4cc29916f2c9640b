# Expected: TypingError. An empty list.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return len(x)


CASES = [([],)]
