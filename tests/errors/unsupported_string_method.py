# Expected: NumlirError. The method of a string.

from numlir import njit

EXPECT = "NumlirError"


@njit
def f(x):
    name = "value"
    if name.upper() == "VALUE":
        return x
    return -x


CASES = [(1,)]
