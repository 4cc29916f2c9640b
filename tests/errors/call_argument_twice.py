# Expected: TypingError. The parameter that is given by position and by name.

from numlir import njit

EXPECT = "TypingError"


@njit
def g(a, b=1):
    return a + b


@njit
def f(x):
    return g(x, a=2)


CASES = [(1,)]
