# Expected: TypeError. The entry called with too many arguments: CPython's own words.

from numlir import njit

EXPECT = "TypeError"


@njit
def f(a, b=2):
    return a + b


CASES = [(1, 2, 3)]
