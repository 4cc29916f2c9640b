"""round to digits."""

from numlir import njit


@njit
def f(x, n):
    return round(x, n)


CASES = [(2.5, 0), (1234.5678, 2), (1234.5678, -2), (0.125, 2), (-1.25, 1), (3.14159, 4), (1e22, 3)]
