# Expected: UnsupportedError. The comprehension.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(n):
    return sum([i * i for i in range(n)])


CASES = [(3,)]
