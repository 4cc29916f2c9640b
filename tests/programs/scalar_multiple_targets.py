"""One value assigned to several targets, and swaps."""

from numlir import njit


@njit
def f(n):
    a = b = c = n
    a += 1
    b, c = c + 2, b
    (d, e), g = (a, b), c
    a, b, c = c, a, b
    return a, b, c, d, e, g


CASES = [(1,), (2.5,)]
