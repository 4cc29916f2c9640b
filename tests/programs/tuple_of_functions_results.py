"""Several results from calls, swapped and repacked."""

from numlir import njit


@njit
def minmax(a, b):
    return (a, b) if a < b else (b, a)


@njit
def f(x, y, z):
    a, b = minmax(x, y)
    b, c = minmax(b, z)
    a, b = minmax(a, b)
    return a, b, c


CASES = [(3, 2, 1), (1, 2, 3), (2.5, -1.0, 0.0)]
