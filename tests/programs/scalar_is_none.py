"""`is None` selects a branch while compiling."""

from numlir import njit


@njit
def scaled(x, factor=None):
    if factor is None:
        return x
    return x * factor


@njit
def f(x, y):
    a = scaled(x)
    b = scaled(x, 3)
    c = scaled(x, factor=None)
    return a, b, c, y is None, y is not None


CASES = [(2, None), (2.5, 1), (1j, 2.0)]
