# Expected: UndeclaredNameError. The name that means nothing.

from numlir import njit

EXPECT = "UndeclaredNameError"


@njit
def f(x):
    return x + undefined_name


CASES = [(1,)]
