# Expected: UnsupportedError. The global statement.

from numlir import njit

EXPECT = "UnsupportedError"
COUNTER = 0


@njit
def f(x):
    global COUNTER
    COUNTER = x
    return COUNTER


CASES = [(1,)]
