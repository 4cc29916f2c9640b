"""A function that falls off its end on one path."""

from numlir import njit


@njit
def f(x):
    if x > 0:
        return x


CASES = [(1,), (-1,), (2.5,), (0.0,)]
