"""Powers of integers with exponents that are written as negative numbers are floats."""

from numlir import njit


@njit
def f(x):
    return x**-1, 2**-1, x**-2, -(x**-1), x**2, 3 ** -(1)


CASES = [(2,), (-4,), (7,), (0,)]
