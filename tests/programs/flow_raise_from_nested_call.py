"""A caller of a caller of what always raises has no result either."""

from numlir import njit


@njit
def refuse(x):
    raise ValueError("refused")


@njit
def middle(x):
    return refuse(x)


@njit
def f(x):
    return middle(x) + 1


CASES = [(4.0,)]
