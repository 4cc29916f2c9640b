"""A deleted local can be bound again."""

from numlir import njit


@njit
def f(n):
    x = n + 1
    y = x * 2
    del x
    x = y + 0.5
    del y
    return x


CASES = [(1,), (2.5,)]
