"""An exception passes through compiled callers."""

from numlir import njit


@njit
def check(x):
    if x < 0:
        raise ValueError("negative")
    return x**0.5


@njit
def middle(x):
    return check(x) + 1


@njit
def f(x):
    return middle(x) * 2


CASES = [(4.0,), (-1.0,)]
