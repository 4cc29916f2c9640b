# Expected: UnsupportedError. A set of tuples.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    return (x, 1) in {(1, 2), (3, 4)}


CASES = [(1,)]
