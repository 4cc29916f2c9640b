"""A deleted local is unbound."""

from numlir import njit


@njit
def f(n):
    x = 5
    if n > 2:
        del x
    return x + n


CASES = [(1,), (3,)]
