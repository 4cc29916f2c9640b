"""`in` and `not in` on tuples."""

from numlir import njit


@njit
def f(x, t):
    return x in t, x not in t, x in (1, 2, 3), x in ()


CASES = [(2, (1, 2, 3)), (5, (1, 2, 3)), (2.0, (1, 2)), (2.5, (0.5, 2.5)), (True, (0, 1))]
