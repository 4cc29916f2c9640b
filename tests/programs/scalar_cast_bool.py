"""Casts of booleans."""

from numlir import njit


@njit
def f(x):
    return int(x), float(x), complex(x), x + x, int(x) * 2.5


CASES = [(True,), (False,)]
