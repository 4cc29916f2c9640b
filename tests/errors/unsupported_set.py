# Expected: UnsupportedError. The set display.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    return x in {1, 2, 3}


CASES = [(1,)]
