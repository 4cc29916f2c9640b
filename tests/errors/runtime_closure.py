# Expected: KeyError. An exception in a nested function.

from numlir import njit

EXPECT = "KeyError"


@njit
def f(x):
    def check(y):
        if y > x:
            raise KeyError("too large")
        return y

    return check(1) + check(x + 1)


CASES = [(5,)]
