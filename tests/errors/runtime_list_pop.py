# Expected: IndexError. Nothing to pop.

from numlir import njit

EXPECT = "IndexError"


@njit
def f(x):
    x.pop()
    return x.pop()


CASES = [([1],)]
