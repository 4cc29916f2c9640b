# Expected: NumlirError. A builtin that is not compiled.

from numlir import njit

EXPECT = "NumlirError"


@njit
def f(x):
    return open("numbers.txt")


CASES = [(1,)]
