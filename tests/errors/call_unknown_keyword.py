# Expected: TypingError. The keyword that g does not have.

from numlir import njit

EXPECT = "TypingError"


@njit
def g(a, b=1):
    return a + b


@njit
def f(x):
    return g(x, scale=2)


CASES = [(1,)]
