# Expected: KeyError. Nothing to remove from a set.

from numlir import njit

EXPECT = "KeyError"


@njit
def f(s):
    s.remove(5)
    return s


CASES = [({1},)]
