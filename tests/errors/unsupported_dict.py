# Expected: UnsupportedError. The dict display.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    table = {1: x, 2: x}
    return table[1]


CASES = [(1,)]
