# Expected: UnboundLocalError. The local that has no value on this path.

from numlir import njit

EXPECT = "UnboundLocalError"


@njit
def f(n):
    if n > 5:
        x = n
    return x


CASES = [(1,)]
