# Expected: UndeclaredNameError. A local that is read after it was deleted.

from numlir import njit

EXPECT = "UndeclaredNameError"


@njit
def f(n):
    x = n
    del x
    return x


CASES = [(1,)]
