# Expected: UnsupportedError. The import inside the function.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    import math

    return math.sqrt(x)


CASES = [(1.0,)]
