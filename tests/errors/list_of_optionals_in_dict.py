# Expected: NumlirError. An empty list that turns out to hold what lists cannot hold.

from numlir import njit

EXPECT = "NumlirError"


@njit
def part(n):
    if n <= 0:
        return n


@njit
def f(n):
    value = part(n)
    return {str(7): [value for c in range(4)]}


CASES = [(1,)]
