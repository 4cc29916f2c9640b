# Expected: OverflowError. An integer that fits neither int64 nor uint64.

from numlir import njit

EXPECT = "OverflowError"


@njit
def f(x):
    return x


CASES = [(2**64,)]
