# Expected: TypeError. An exception in a plain Python function that was compiled on the way.

from numlir import njit

EXPECT = "TypeError"


def helper(x):
    if x:
        raise TypeError("not this one")
    return 1


@njit
def f(x):
    return helper(x) + helper(0)


CASES = [(True,)]
