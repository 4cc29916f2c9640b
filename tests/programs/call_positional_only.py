"""Positional-only parameters."""

from numlir import njit


@njit
def g(a, b=2, /, c=3):
    return a + b * c


@njit
def f(x):
    return g(x), g(x, 5), g(x, 5, 6), g(x, c=1)


CASES = [(4,), (2.5,)]
