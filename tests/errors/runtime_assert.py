# Expected: AssertionError. The message, and the line of the assertion.

from numlir import njit

EXPECT = "AssertionError"


@njit
def f(x):
    assert x > 0, "x must be positive"
    return x


CASES = [(-1,)]
