# Expected: UnsupportedError. The f-string.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    return f"{x}"


CASES = [(1,)]
