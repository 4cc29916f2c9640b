# Expected: TypingError. The call of g, and how many arguments it takes.

from numlir import njit

EXPECT = "TypingError"


@njit
def g(a, b=1):
    return a + b


@njit
def f(x):
    return g(x, 1, 2)


CASES = [(1,)]
