# Expected: UnsupportedError. The class statement inside the function.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(n):
    class Point:
        x = 1

    return n


CASES = [(3,)]
