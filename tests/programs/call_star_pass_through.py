"""A tuple spread into a call."""

from numlir import njit


@njit
def g(a, b, c=7):
    return a * 100 + b * 10 + c


@njit
def h(*args):
    return g(*args)


@njit
def f(t):
    return g(*t), g(*t, 1), g(0, *t), h(*t), h(1, 2, 3)


CASES = [((1, 2),), ((1.5, 2),)]
