# Expected: TypingError. The call of g, and g's parameters.

from numlir import njit

EXPECT = "TypingError"


@njit
def g(a, b):
    return a + b


@njit
def f(x):
    return g(x)


CASES = [(1,)]
