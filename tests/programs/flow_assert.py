"""Assertions with and without a message."""

from numlir import njit


@njit
def f(x):
    assert x != 0
    assert x > 0, "x must be positive"
    return x


CASES = [(1,), (0,), (-1,), (2.5,)]
