"""len of a range, its elements and membership."""

from numlir import njit


@njit
def f(a, b, c):
    r = range(a, b, c)
    return len(r), len(range(b))


CASES = [(0, 5, 2), (5, 0, -2), (0, -5, 1), (1, 8, 7)]
