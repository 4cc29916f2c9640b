# Expected: UnsupportedError. A generator expression that is not taken at once.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(n):
    squares = (i * i for i in range(n))
    return sum(squares)


CASES = [(3,)]
