# Expected: NumlirError. An exception whose argument is not a constant.

from numlir import njit

EXPECT = "NumlirError"


@njit
def f(x):
    if x > 0:
        raise ValueError(x)
    return x


CASES = [(1,)]
