# Expected: ZeroDivisionError. The traceback names the function, file and line of the division.

from numlir import njit

EXPECT = "ZeroDivisionError"


@njit
def f(a, b):
    c = a + b
    return c // (a - b)


CASES = [(2, 2)]
