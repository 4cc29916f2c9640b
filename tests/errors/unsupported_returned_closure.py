# Expected: NumlirError. The nested function that is returned.

from numlir import njit

EXPECT = "NumlirError"


@njit
def f(x):
    def g(y):
        return x + y

    return g


CASES = [(1,)]
