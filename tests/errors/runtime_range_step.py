# Expected: ValueError. A range with step zero.

from numlir import njit

EXPECT = "ValueError"


@njit
def f(n):
    total = 0
    for i in range(0, n, n - n):
        total += i
    return total


CASES = [(3,)]
