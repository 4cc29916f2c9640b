# Expected: UnsupportedError. The ** in the call.

from numlir import njit

EXPECT = "UnsupportedError or TypingError"
OPTIONS = {"b": 2}


@njit
def g(a, b):
    return a + b


@njit
def f(x):
    return g(x, **OPTIONS)


CASES = [(1,)]
