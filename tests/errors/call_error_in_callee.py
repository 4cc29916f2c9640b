# Expected: TypingError. The conflict in g, and the call in f that leads to it.

from numlir import njit

EXPECT = "TypingError"


@njit
def g(a):
    return a + (1, 2)


@njit
def f(x):
    return g(x) * 2


CASES = [(1,)]
