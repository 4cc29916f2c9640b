# Expected: UnsupportedError. A format specification.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    return f"{x:.3f}"


CASES = [(1.5,)]
