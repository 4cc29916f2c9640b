# Expected: UnsupportedError. The match statement.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x):
    match x:
        case 1:
            return 10
        case _:
            return 20


CASES = [(1,)]
