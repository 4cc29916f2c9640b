# Expected: UndeclaredNameError. A local that is read before anything binds it.

from numlir import njit

EXPECT = "UndeclaredNameError"


@njit
def f(n):
    y = x + n
    x = 1
    return y


CASES = [(1,)]
