"""A local that is bound on one path only raises UnboundLocalError on the other."""

from numlir import njit


@njit
def f(c):
    if c > 0:
        x = c * 2
    return x


CASES = [(1,), (-1,), (2.5,), (-2.5,)]
