# Expected: UnsupportedError. The yield from.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(n):
    yield from range(n)


CASES = [(3,)]
