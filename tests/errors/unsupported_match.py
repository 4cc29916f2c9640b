# Expected: UnsupportedError. A class pattern of a match statement.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    match x:
        case int():
            return 10
        case _:
            return 20


CASES = [(1,)]
