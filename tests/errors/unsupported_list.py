# Expected: UnsupportedError. A list of ranges.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(n):
    return len([range(n), range(2)])


CASES = [(3,)]
