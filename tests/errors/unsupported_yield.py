# Expected: UnsupportedError. The yield.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(n):
    for i in range(n):
        yield i


CASES = [(3,)]
