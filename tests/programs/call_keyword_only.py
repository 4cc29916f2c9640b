"""Keyword-only parameters with defaults."""

from numlir import njit


@njit
def g(a, *, scale=2, shift=0):
    return a * scale + shift


@njit
def f(x):
    return g(x), g(x, scale=3), g(x, shift=1, scale=x)


CASES = [(4,), (2.5,)]
