# Expected: RecursionError. A recursion that never ends at run time must not take the process down.

from numlir import njit

EXPECT = "RecursionError"


@njit
def f(n):
    if n == 0:
        return 0
    return f(n - 1) + 1


CASES = [(-1,)]
