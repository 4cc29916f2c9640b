# Expected: ValueError. An exception with a text made at run time.

from numlir import njit

EXPECT = "ValueError"


@njit
def f(n):
    raise ValueError(f"bad value {n}", n)


CASES = [(5,)]
