# Expected: ValueError. Nothing to remove.

from numlir import njit

EXPECT = "ValueError"


@njit
def f(x):
    x.remove(5)
    return x


CASES = [([1],)]
