# Expected: IndexError. A run-time index past the end of a tuple.

from numlir import njit

EXPECT = "IndexError"


@njit
def f(t, i):
    return t[i]


CASES = [((1, 2, 3), 3)]
