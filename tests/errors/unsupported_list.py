# Expected: UnsupportedError. The list display.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    values = [x, x + 1]
    return values[0]


CASES = [(1,)]
