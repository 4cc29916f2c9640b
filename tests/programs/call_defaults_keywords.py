"""Default and keyword arguments between compiled functions."""

from numlir import njit


@njit
def g(a, b=10, c=2.5):
    return a * 100 + b * 10 + c


@njit
def f(x):
    return g(x), g(x, 1), g(x, c=1), g(b=x, a=1), g(x, 1, 2), g(1, c=x, b=3)


CASES = [(1,), (2.5,)]
