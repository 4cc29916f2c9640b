# Expected: TypeError. The entry called with too few arguments: CPython's own words.

from numlir import njit

EXPECT = "TypeError"


@njit
def f(a, b, c=1):
    return a + b + c


CASES = [(1,)]
