# Expected: UnsupportedError. The generator expression.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(n):
    return sum(i * i for i in range(n))


CASES = [(3,)]
