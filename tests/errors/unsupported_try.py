# Expected: UnsupportedError. The try statement.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    try:
        y = 1 / x
    except ZeroDivisionError:
        y = 0.0
    return y


CASES = [(0,)]
