# Expected: UnsupportedError. The yield of what no field of a generator can hold.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(n):
    yield range(n)


CASES = [(3,)]
