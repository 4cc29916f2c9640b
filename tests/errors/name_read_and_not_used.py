# Expected: UndeclaredNameError. A name that is not defined, whose value nobody asks for.

from numlir import njit

EXPECT = "UndeclaredNameError"


@njit
def f(x):
    a, b = x, nowhere
    return a


CASES = [(1,)]
