# Expected: UnsupportedError. A number is raised.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    if x > 0:
        raise x
    return x


CASES = [(1,)]
