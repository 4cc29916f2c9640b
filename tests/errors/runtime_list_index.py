# Expected: IndexError. An index outside a list.

from numlir import njit

EXPECT = "IndexError"


@njit
def f(x, i):
    return x[i]


CASES = [([1, 2], 5)]
