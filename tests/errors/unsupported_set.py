# Expected: UnsupportedError. A set of lists.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    return len({x for x in [[1, 2], [3, x]]})


CASES = [(1,)]
