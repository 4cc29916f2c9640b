# Expected: NumlirError. The @ operator, or the library function behind it.

from numlir import njit

EXPECT = "NumlirError"


@njit
def f(x, y):
    return x @ y


CASES = [(1, 2)]
