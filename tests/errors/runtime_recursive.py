# Expected: RuntimeError. The traceback shows each level of the recursion.

from numlir import njit

EXPECT = "RuntimeError"


@njit
def f(n):
    if n == 0:
        raise RuntimeError("bottom")
    if n < 0:
        return 0
    return f(n - 1) + 1


CASES = [(3,)]
