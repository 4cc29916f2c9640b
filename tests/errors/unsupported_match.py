# Expected: UnsupportedError. A mapping pattern of a match statement.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    match x:
        case {1: y}:
            return y
        case _:
            return 20


CASES = [(1,)]
