"""A variable that is an integer on one path and a float on the other is a float."""

from numlir import njit


@njit
def f(n):
    total = 0
    for i in range(n):
        total += 0.5 * i
    return total


CASES = [(0,), (1,), (5,)]
SAME_AS_NUMBA = True
EXPECTED = [0.0, 0.0, 5.0]
