# Expected: UnsupportedError. The nonlocal statement.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(n):
    count = 0

    def bump():
        nonlocal count
        count += 1

    for i in range(n):
        bump()
    return count


CASES = [(3,)]
