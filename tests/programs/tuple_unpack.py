"""Unpacking of tuples, nested."""

from numlir import njit


@njit
def f(t):
    a, (b, c), d = t
    (x, y), z = (a, b), c
    return d, c, b, a, x + y * z


CASES = [((1, (2, 3), 4),), ((1.5, (2, 2.5), True),)]
